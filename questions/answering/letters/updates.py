"""What happened next, at the desk: an update is published, or its writer is not asked for one."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from questions import actions
from questions.answering.access import (
    StaffRequest,
    add_done_message,
    redirect_to_answer,
    require_staff,
)
from questions.answering.letters.views import redirect_to_letter, require_letter_permissions
from questions.models import Letter, Message


@require_staff("questions.view_letter", "questions.change_question")
@require_POST
def start_update(request: StaffRequest, pk: uuid.UUID, message_pk: uuid.UUID) -> HttpResponse:
    """Start an answer to what a writer told afterwards, or go on with the one that was started."""
    message = get_object_or_404(Message, pk=message_pk, letter=pk)
    try:
        question = actions.updates.start_update(message, request.user)
    except actions.updates.NotPublishable as refusal:
        messages.error(request, str(refusal))
        return redirect_to_letter(pk)
    return redirect_to_answer(question)


@require_letter_permissions
@require_POST
def cancel_invitation(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask a writer nothing later, although they agreed to it."""
    letter = get_object_or_404(Letter, pk=pk)
    actions.invitations.cancel(letter)
    add_done_message(request, _("The writer won’t be asked how things turned out."), letter)
    return redirect_to_letter(pk)
