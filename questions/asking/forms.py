"""The letter's form: its rules, one a field, each with a reason that a person understands."""

import secrets
import unicodedata
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from advice.signing import DatedSigner
from questions import crypto
from questions.forms import CleanForm
from questions.models import Column, Letter
from questions.text import consent

INVISIBLE = {"Cc", "Cf", "Cn", "Mn", "Zl", "Zp", "Zs"}  # Unicode general categories
BLANK_LETTERS = set("\u115f\u1160\u2800\u3164\uffa0")  # categorised as visible, drawn as nothing
ADDRESS_ERRORS = {
    "invalid": _("This doesn’t look like an email address. Check it, or leave it blank."),
    "max_length": _("This is too long for an email address. Check it, or leave it blank."),
}
FORM_SIGNER = DatedSigner(salt="questions.asking.letter")
FORM_SECONDS = 7 * 24 * 60 * 60  # a page that was open for longer is made anew


def make_form_token() -> str:
    """A signed random name for one form, from which its receipt is made."""
    return FORM_SIGNER.sign_object(secrets.token_urlsafe(24))


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
        return str(FORM_SIGNER.unsign_object(token, max_age=FORM_SECONDS))
    except BadSignature:
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


def word_invitation(form: forms.Form, name: str, weeks: int | None) -> None:
    """Put the wording to a form's tick `invite`; without weeks it goes.

    Args:
        form: with that field.
        name: the columnist's.
        weeks: after how many of them the writer would be asked.
    """
    field = form.fields.pop("invite")
    if weeks is not None:
        field.label = consent.get_invitation_wording(consent.INVITATION_VERSION, name, weeks)
        field.help_text = _(
            "The question waits on your private page, so keep your receipt. We keep your letter "
            "until then. If you leave an email address, we keep it for one more short message."
        )
        form.fields["invite"] = field


class WrittenForm(CleanForm):
    """A form around a text that somebody has taken trouble over.

    Attributes:
        text_limit: how many characters the columnist can take in.
    """

    text_limit: int

    def clean_text(self) -> str:
        """Something that can be seen, where it is needed, and no longer than the limit."""
        text = self.cleaned_data["text"]
        if self.fields["text"].required and not is_visible(text):
            raise ValidationError(self.fields["text"].error_messages["required"])
        if (excess := len(text) - self.text_limit) > 0:
            raise ValidationError(self.too_long_message(excess))
        return text

    @staticmethod
    def too_long_message(excess: int) -> str:
        """How much to take out; everything that was typed is still in the box."""
        raise NotImplementedError

    def clean_token(self) -> str:
        """The form's own name: without it, pressing the button twice would send it twice."""
        return read_form_token(self.cleaned_data["token"])

    def renew_bad_token(self) -> Self:
        """The same form with all that was typed in it; a token that is not sound is replaced."""
        if "token" in self.errors:
            token = {"token": make_form_token()}
            self.data = {name: self.data.get(name) for name in self.data} | token
        return self


class LetterForm(WrittenForm):
    """A letter, how to call its writer, where to tell them, and what may be done with it."""

    text_limit = Letter.TEXT_LIMIT
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
        error_messages=ADDRESS_ERRORS,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    consent = forms.BooleanField(required=False)
    silence = forms.BooleanField(required=False)
    invite = forms.BooleanField(required=False)
    website = forms.CharField(required=False, max_length=200)  # a trap: people do not see it
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        column = Column.get_current_or_last()
        self.fields["sign_off"].label = _("What should %(name)s call you? (optional)") % {
            "name": column.columnist
        }
        word_consent(self, column, column.approval_days)
        word_invitation(self, column.columnist, column.invitation_weeks)

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

    @property
    def silence_days(self) -> int | None:
        """After how many days silence counts as a yes, if that was ticked."""
        has_ticked = self.cleaned_data.get("silence") and self.cleaned_data["consent"]
        return Column.get_current().approval_days if has_ticked else None

    def make_receipt(self) -> str:
        """What the asker keeps: always the same for the same form."""
        return crypto.make_receipt(self.cleaned_data["token"])
