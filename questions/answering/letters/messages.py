"""What is done with a letter besides answering it in public: writing back, showing the text."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from questions import actions
from questions.answering.access import (
    StaffRequest,
    add_done_message,
    redirect_to_answer,
    render_desk,
    render_question_page,
    require_staff,
)
from questions.answering.letters.ready_replies import find_ready_reply, ready_replies_context
from questions.forms import CleanForm
from questions.models import Letter, Message, Question

READ = "questions.view_letter"
WRITE = actions.permissions.WRITE


class MessageForm(CleanForm):
    """What the columnist writes to the asker."""

    KINDS = (
        (Message.Kind.QUESTION, gettext_lazy("A question")),
        (Message.Kind.NOTE, gettext_lazy("A short note")),
        (Message.Kind.ANSWER, gettext_lazy("A private answer")),
    )

    kind = forms.ChoiceField(label=gettext_lazy("Send as"), choices=KINDS)
    text = forms.CharField(
        label=gettext_lazy("Write to the letter-writer"),
        help_text=gettext_lazy("Only they can read it, with their receipt."),
        max_length=Message.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


def messages_context(letter: Letter, reply: str = "") -> dict[str, Any]:
    """What a page needs to show the dialogue; the asker's messages are read by that.

    Args:
        letter: what the dialogue is about.
        reply: the name of the ready reply to begin a message with, or nothing.
    """
    written = letter.messages.select_related("sender", "made_into__question")
    turns = [turn for turn in written if turn.is_readable]
    if any(turn.is_new for turn in turns):
        actions.messages.mark_read(letter, Message.Author.ASKER)
    ready = find_ready_reply(reply)
    initial = {"text": ready.text, "kind": ready.kind} if ready else {}
    form = MessageForm(auto_id=f"words-{letter.pk}-%s", initial=initial)
    replies = ready_replies_context([kind for kind, _label in MessageForm.KINDS])
    return {"dialogue": turns, "words_form": form} | replies


def redirect_to_origin(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Back to the page on which the columnist wrote: the letter's, or that of its answer."""
    if "from_answer" in request.POST and letter.question:
        return redirect_to_answer(letter.question)
    return redirect("admin:questions_letter_change", letter.pk)


@require_staff(READ, WRITE)
@require_POST
def send_message(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Write to the asker; who left an address is told, once, that there is something to read."""
    letter = get_object_or_404(Letter, pk=pk)
    form = MessageForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write your message before sending it."))
        return redirect_to_origin(request, letter)
    kind, text = form.cleaned_data["kind"], form.cleaned_data["text"]
    actions.messages.add_message(letter, Message.Author.JOHN, text, kind=kind, by=request.user)
    add_done_message(request, _("Sent. The writer can read it with their receipt."), letter)
    return redirect_to_origin(request, letter)


@require_staff(READ, WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def recall_message(request: StaffRequest, pk: uuid.UUID, message_pk: uuid.UUID) -> HttpResponse:
    """Say what calling a message back means; then do it, unless it was read in the meantime."""
    message = get_object_or_404(Message.objects.select_related("letter"), pk=message_pk, letter=pk)
    if request.method != "POST":
        context = {"letter": message.letter, "turn": message, "opts": Letter._meta}
        context["title"] = _("Call back a message")
        return render_desk(request, "admin/questions/letter/recall.html", context)
    if actions.messages.recall_message(message, by=request.user):
        messages.success(request, _("The message is called back. Nobody has read it."))
    else:
        messages.warning(request, _("The message has been read, so it can’t be called back."))
    return redirect("admin:questions_letter_change", pk)


@require_staff("questions.change_question")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_approval(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what the asker will see and how long the columnist waits; then show it to them."""
    question = get_object_or_404(Question, pk=pk)
    if request.method != "POST":
        return render_question_page(request, question, "question/ask_approval.html")
    actions.approvals.request(question, request.user)
    messages.success(request, _("Shown. The writer can read the edited letter with their receipt."))
    return redirect_to_answer(question)
