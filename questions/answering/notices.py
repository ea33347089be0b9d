"""The email to staff that there is something new. It holds no content, and nobody's name."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from questions import crypto
from questions.answering.access import StaffRequest, render_desk, require_staff
from questions.answering.for_you import decided_letters, letters_in_danger, letters_with_reply
from questions.forms import CleanForm, sent_data
from questions.health import find_desk_faults
from questions.models import DeskNotice, Letter, Message, OutgoingMail

MORNING = time(8)
AT_MOST_EVERY = timedelta(minutes=15)  # so that a busy evening is a few mails, not fifty
Frequency = DeskNotice.Frequency


class NoticeForm(CleanForm):
    """How often, and to which address."""

    frequency = forms.ChoiceField(
        label=gettext_lazy("Email me"), choices=Frequency.choices, widget=forms.RadioSelect
    )
    email = forms.EmailField(label=gettext_lazy("Your email address"), required=False)

    def clean(self) -> dict[str, Any]:
        """Without an address there is no email."""
        data = super().clean() or self.cleaned_data
        if data.get("frequency") != Frequency.NEVER and not data.get("email"):
            self.add_error("email", _("Enter your email address."))
        return data


@require_staff("questions.view_letter")
@require_http_methods(["GET", "HEAD", "POST"])
def edit_notice(request: StaffRequest) -> HttpResponse:
    """Choose whether to hear of what is new by email."""
    notice = DeskNotice.objects.filter(user=request.user).first() or DeskNotice(user=request.user)
    shown = {"frequency": notice.frequency, "email": request.user.email}
    form = NoticeForm(sent_data(request), initial=shown)
    if form.is_valid():
        save_notice(request.user, notice, form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("desk-settings")
    context = {"title": _("Email about what is new"), "form": form}
    return render_desk(request, "admin/notice.html", context)


@transaction.atomic
def save_notice(user: User, notice: DeskNotice, data: dict[str, Any]) -> None:
    """Keep the choice; what is there already is not news.

    Args:
        user: whose choice it is.
        notice: the row, new or known.
        data: what the form says.
    """
    user.email = data["email"]
    user.save(update_fields=["email"])
    notice.frequency, notice.known = data["frequency"], list_new_things()
    notice.save()


def list_new_things() -> list[str]:
    """A short hash for each thing that is new, so that the same one is told once."""
    replies = letters_with_reply().values_list("pk", flat=True)
    unread = Message.objects.filter(author=Message.Author.ASKER, is_new=True, letter__in=replies)
    names = [f"reply {key}" for key in unread.values_list("pk", flat=True)]
    names += [f"{word} {key}" for key, word in decided_letters().values_list("pk", "approval")]
    names += [f"danger {key}" for key in letters_in_danger().values_list("pk", flat=True)]
    names += [f"fault {fault.name}" for fault in find_desk_faults()]
    today = timezone.localdate()
    if Letter.objects.filter(state=Letter.State.NEW, received_on=today).exists():
        names.append(f"letters of {today}")
    return sorted(crypto.keyed_hash("notice", name).hex()[:16] for name in names)


def send_due_notices() -> None:
    """Put a mail into the outbox for everybody who wants to know and does not know yet."""
    notices = DeskNotice.objects.exclude(frequency=Frequency.NEVER).select_related("user")
    wanted = [one for one in notices if one.user.is_active and one.user.email]
    due = [one for one in wanted if is_due(one, timezone.localtime())]
    if not due:
        return
    things = list_new_things()
    for notice in due:
        send_notice(notice, things)


def is_due(notice: DeskNotice, now: datetime) -> bool:
    """Whether it is time for this account to hear again."""
    if notice.frequency == Frequency.DAILY:
        has_had_today = notice.sent_at and timezone.localtime(notice.sent_at).date() == now.date()
        return now.time() >= MORNING and not has_had_today
    return notice.sent_at is None or abs(now - notice.sent_at) >= AT_MOST_EVERY  # a clock was ahead


@transaction.atomic
def send_notice(notice: DeskNotice, things: list[str]) -> None:
    """Tell one account, if there is something that it was not told of.

    Args:
        notice: whose.
        things: what is new now.
    """
    held = DeskNotice.objects.select_for_update().get(pk=notice.pk)
    is_news = bool(set(things) - set(held.known)) and held.user.has_perm("questions.view_letter")
    if is_news:
        OutgoingMail.objects.create(kind=OutgoingMail.Kind.DESK, to=held.user.email)
        held.sent_at = timezone.now()
    if is_news or held.known != things:
        held.known = things
        held.save(update_fields=["known", "sent_at"])
