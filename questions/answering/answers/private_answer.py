"""Sending an answer to its letter's writer alone: it says first what that means."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from questions import actions
from questions.answering.access import (
    StaffRequest,
    add_done_message,
    add_error_messages,
    redirect_to_answer,
    render_question_page,
    require_staff,
)
from questions.models import Question
from questions.text import rendering


@require_staff("questions.view_letter", "questions.change_question", actions.permissions.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def send_privately(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what the writer will read; then send it."""
    question = get_object_or_404(Question, pk=pk)
    if request.method == "POST":
        return send_and_return(request, question)
    letters = actions.private_answers.letters_to_send_to(question)
    answer = actions.history.working_text(question).answer
    context = {
        "reasons": actions.private_answers.reasons_against_sending(question),
        "letters": letters,
        "with_email": sum(bool(letter.contact) for letter in letters),
        "faults": actions.link_checks.list_link_faults(answer),
        "answer_html": rendering.render_markdown(answer),
    }
    return render_question_page(request, question, "question/send.html", context)


def send_and_return(request: StaffRequest, question: Question) -> HttpResponse:
    """Send the answer, and say what happened, or what stands against it."""
    try:
        many = actions.private_answers.send(question, by=request.user)
    except actions.private_answers.NotSendable as refusal:
        add_error_messages(request, refusal.reasons)
        return redirect_to_answer(question)
    said = ngettext(
        "Sent. The writer can read it with their receipt.",
        "Sent. The %(n)d writers can read it with their receipts.",
        many,
    )
    add_done_message(request, said % {"n": many})
    return redirect_to_answer(question)
