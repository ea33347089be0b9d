"""The letter's form: its rules, one a field, each with a reason that a person understands."""

import secrets
import unicodedata
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from questions import crypto
from questions.forms import CleanForm
from questions.models import Column, Letter, Message
from questions.text import consent

INVISIBLE = {"Cc", "Cf", "Cn", "Mn", "Zl", "Zp", "Zs"}  # Unicode general categories
BLANK_LETTERS = set("\u115f\u1160\u2800\u3164\uffa0")  # categorised as visible, drawn as nothing
FORM_SALT = "questions.asking.letter"
FORM_SECONDS = 7 * 24 * 60 * 60  # a page that was open for longer is made anew


def make_form_token() -> str:
    """A signed random name for one form, from which its receipt is made."""
    return signing.dumps(secrets.token_urlsafe(24), salt=FORM_SALT)


def is_visible(text: str) -> bool:
    """Whether a reader would see anything of the text."""
    return any(
        unicodedata.category(char) not in INVISIBLE and char not in BLANK_LETTERS for char in text
    )


def read_form_token(token: str) -> str:
    """The random name inside a form's token.

    Raises:
        ValidationError: the token is not ours, or the page was open for too long.
    """
    try:
        return signing.loads(token, salt=FORM_SALT, max_age=FORM_SECONDS)
    except signing.BadSignature:
        raise ValidationError(
            _("This page had expired. Nothing you wrote is lost: please press the button again.")
        ) from None


def word_consent(form: forms.Form, column: Column, days: int) -> None:
    """Put the wordings to a form's two ticks; the second is there if the column offers it.

    Args:
        form: with the fields `consent` and `silence`.
        column: the present settings.
        days: after how many of them silence would count as a yes.
    """
    agreed, silence = form.fields["consent"], form.fields["silence"]
    agreed.label = consent.get_wording(consent.CURRENT_VERSION, column.columnist)
    agreed.help_text = _(
        "If you don’t tick this, your letter is never published. %(name)s can still answer "
        "you privately."
    ) % {"name": column.columnist}
    silence.label = consent.get_silence_wording(days)
    silence.help_text = _("If you don’t tick this, it’s only published once you say yes to it.")
    if not column.silence_is_consent:
        del form.fields["silence"]


class LetterForm(CleanForm):
    """A letter, how to call its writer, where to tell them, and what may be done with it."""

    text = forms.CharField(
        strip=False,
        label=_("Your letter"),
        help_text=_(
            "Take your time. What happened, what have you tried, and what would you like to know? "
            "You can write up to 20,000 characters, about 3,500 words."
        ),
        widget=forms.Textarea(attrs={"rows": 14, "autocomplete": "off"}),
        error_messages={"required": _("Write your letter before sending it.")},
    )
    sign_off = forms.CharField(
        help_text=_(
            "Please don’t use your real name. Many people sign with how they feel, such as "
            "“Heartbroken in Leeds”."
        ),
        required=False,
        max_length=Letter.SIGN_OFF_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact = forms.EmailField(
        label=_("Email, if you’d like to know when there’s a reply (optional)"),
        help_text=_(
            "Leave this blank if somebody else reads your inbox. We’ll send one short message "
            "that gives nothing away, then delete the address."
        ),
        required=False,
        max_length=254,
        error_messages={
            "invalid": _("This doesn’t look like an email address. Check it, or leave it blank."),
            "max_length": _("This is too long for an email address. Check it, or leave it blank."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    consent = forms.BooleanField(required=False)
    silence = forms.BooleanField(required=False)
    website = forms.CharField(required=False, max_length=200)  # a trap: people do not see it
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        column = Column.get_current_or_last()
        self.fields["sign_off"].label = _("What should %(name)s call you? (optional)") % {
            "name": column.columnist
        }
        word_consent(self, column, column.approval_days)

    def clean_text(self) -> str:
        """A letter with something to read in it, and no longer than the columnist can take in."""
        text = self.cleaned_data["text"]
        if not is_visible(text):
            raise ValidationError(self.fields["text"].error_messages["required"])
        if (excess := len(text) - Letter.TEXT_LIMIT) > 0:
            raise ValidationError(self.too_long_message(excess))
        return text

    @staticmethod
    def too_long_message(excess: int) -> str:
        """How much to take out; everything that was typed is still in the box."""
        return ngettext(
            "Your letter is %(excess)d character too long. Nothing is lost: shorten it a little, "
            "then send it again.",
            "Your letter is %(excess)d characters too long. Nothing is lost: shorten it a little, "
            "then send it again.",
            excess,
        ) % {"excess": excess}

    def clean_token(self) -> str:
        """The form's own name: without it, pressing the button twice would make two letters."""
        return read_form_token(self.cleaned_data["token"])

    @property
    def silence_days(self) -> int | None:
        """After how many days silence counts as a yes, if that was ticked."""
        has_ticked = self.cleaned_data.get("silence") and self.cleaned_data["consent"]
        return Column.get_current().approval_days if has_ticked else None

    def make_receipt(self) -> str:
        """What the asker keeps: always the same for the same form."""
        return crypto.make_receipt(self.cleaned_data["token"])

    def renew_token(self) -> "LetterForm":
        """The same form, all that was typed in it, ready to be sent again."""
        self.data = {name: self.data.get(name) for name in self.data} | {"token": make_form_token()}
        return self


class MessageForm(CleanForm):
    """A turn of the dialogue, from the asker."""

    text = forms.CharField(
        strip=False,
        help_text=_("Up to 20,000 characters."),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        error_messages={"required": _("Write your message before sending it.")},
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "message_%s"} | kwargs)
        name = Column.get_current_or_last().columnist
        self.fields["text"].label = _("Write to %(name)s") % {"name": name}

    def clean_text(self) -> str:
        """Something that can be seen, and no longer than can be kept."""
        text = self.cleaned_data["text"]
        if self.fields["text"].required and not is_visible(text):
            raise ValidationError(self.fields["text"].error_messages["required"])
        if (excess := len(text) - Message.TEXT_LIMIT) > 0:
            raise ValidationError(self.too_long_message(excess))
        return text

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

    def clean_token(self) -> str:
        """The form's own name, so that one press too many sends nothing twice."""
        return read_form_token(self.cleaned_data["token"])

    def renew_token(self) -> None:
        """Let the form be sent again, with all that was typed in it."""
        self.data = {name: self.data.get(name) for name in self.data} | {"token": make_form_token()}


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


class ContactForm(CleanForm):
    """Another address at which to be told, or none."""

    contact = forms.EmailField(
        label=_("Your email address"),
        help_text=_("Leave this blank if you don’t want to be told, or if others read your inbox."),
        required=False,
        max_length=254,
        error_messages={
            "invalid": _("This doesn’t look like an email address. Check it, or leave it blank."),
            "max_length": _("This is too long for an email address. Check it, or leave it blank."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "told_%s"} | kwargs)
