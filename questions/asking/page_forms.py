"""The forms of the private page: each with its rules, and what it says where it is refused."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from questions.asking.forms import (
    ADDRESS_ERRORS,
    WrittenForm,
    is_visible,
    word_consent,
    word_invitation,
)
from questions.forms import CleanForm
from questions.models import Column, Invitation, Letter, Message
from questions.text import consent


class MessageForm(WrittenForm):
    """A turn of the dialogue, from the asker."""

    text_limit = Message.TEXT_LIMIT
    text = forms.CharField(
        strip=False,
        help_text=_("Up to 20,000 characters."),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        error_messages={"required": _("Write your message before sending it.")},
    )
    publish = forms.BooleanField(required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, can_publish: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "message_%s"} | kwargs)
        name = Column.get_current_or_last().columnist
        self.fields["text"].label = _("Write to %(name)s") % {"name": name}
        self.fields["publish"].label = consent.get_update_wording(name)
        self.fields["publish"].help_text = _("If you don’t tick this, only %(name)s reads it.") % {
            "name": name
        }
        if not can_publish:
            del self.fields["publish"]

    @staticmethod
    def too_long_message(excess: int) -> str:
        """How much to take out; everything that was typed is still in the box."""
        return ngettext(
            "Your message is %(excess)d character too long. Nothing is lost: shorten it a little, "
            "then send it again.",
            "Your message is %(excess)d characters too long. Nothing is lost: shorten it a little, "
            "then send it again.",
            excess,
        ) % {"excess": excess}


class ApprovalForm(MessageForm):
    """What the asker says of the edited letter: which button was pressed, and words if any."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "approval_%s"} | kwargs)
        box = self.fields["text"]
        box.label = _("What would you like changed? You can also just write a message.")
        box.widget.attrs |= {"rows": 4, "class": "short"}
        box.required = self.data.get("word") in {"change", "write"}
        box.error_messages["required"] = _("Say what you’d like changed, then press again.")

    def clean_token(self) -> str:
        """A word without a message is taken from a page of any age: it can be sent twice."""
        return super().clean_token() if is_visible(self.data.get("text", "")) else ""


class ConsentForm(CleanForm):
    """Whether the letter may be published, and whether silence counts as a yes."""

    consent = forms.BooleanField(required=False)
    silence = forms.BooleanField(required=False)

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        column = Column.get_current()
        self.days = column.approval_days if letter.silence_days is None else letter.silence_days
        ticks = {"consent": letter.may_be_published, "silence": letter.silence_days is not None}
        super().__init__(
            *args, **{"label_suffix": "", "auto_id": "choice_%s", "initial": ticks} | kwargs
        )
        word_consent(self, column, self.days)


class InvitationForm(CleanForm):
    """Whether the writer may be asked later how things turned out."""

    invite = forms.BooleanField(required=False)

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        column, invitation = Column.get_current(), find_invitation(letter)
        facts = {"label_suffix": "", "auto_id": "later_%s"}
        super().__init__(*args, **facts | {"initial": {"invite": bool(invitation)}} | kwargs)
        weeks = invitation.weeks if invitation else column.invitation_weeks
        word_invitation(self, column.columnist, weeks)


def find_invitation(letter: Letter) -> Invitation | None:
    """What a letter's writer agreed to about being asked later, if they did."""
    return getattr(letter, "invitation", None)


class ContactForm(CleanForm):
    """Another address at which to be told, or none."""

    contact = forms.EmailField(
        label=_("Your email address"),
        help_text=_("Leave this blank if you don’t want to be told, or if others read your inbox."),
        required=False,
        max_length=254,
        error_messages=ADDRESS_ERRORS,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "told_%s"} | kwargs)
