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
from questions.models import Letter
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
            _(
                "This page was incomplete or open for very long. We have mended it, and nothing "
                "is lost: press the button once more."
            )
        ) from None


class LetterForm(CleanForm):
    """A letter, how to call its writer, where to tell them, and what may be done with it."""

    text = forms.CharField(
        strip=False,
        label=_("Your letter"),
        help_text=_("Take your time. What happened, what you have tried, what you'd like to know."),
        widget=forms.Textarea(attrs={"rows": 14, "autocomplete": "off"}),
        error_messages={"required": _("There is no letter yet. Write what you would like to ask.")},
    )
    sign_off = forms.CharField(
        label=_("How you would like to be called"),
        help_text=_("Not your name. Many people sign with how they feel: Heartbroken in Leeds."),
        required=False,
        max_length=Letter.SIGN_OFF_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact = forms.EmailField(
        label=_("E-mail, if you want to be told"),
        help_text=_(
            "Only if nobody else reads this inbox. One line that says nothing is sent to it, once, "
            "when there is news; then the address is deleted."
        ),
        required=False,
        max_length=254,
        error_messages={
            "invalid": _("This does not look like an e-mail address. Mend it, or leave it empty."),
            "max_length": _("This is too long for an e-mail address."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    consent = forms.BooleanField(
        label=consent.WORDINGS[consent.CURRENT_VERSION],
        help_text=_("Without this tick, nothing of your letter is ever published."),
        required=False,
    )
    website = forms.CharField(required=False, max_length=200)  # a trap: people do not see it
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    def clean_text(self) -> str:
        """A letter with something to read in it, and not longer than John can take in."""
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
            "The letter is %(excess)d character too long. All of it is still here: "
            "shorten it a little, and send it again.",
            "The letter is %(excess)d characters too long. All of it is still here: "
            "shorten it a little, and send it again.",
            excess,
        ) % {"excess": excess}

    def clean_token(self) -> str:
        """The form's own name: without it, pressing the button twice would make two letters."""
        return read_form_token(self.cleaned_data["token"])

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
        label=_("Write to John"),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        max_length=Letter.TEXT_LIMIT,
        error_messages={"required": _("There is nothing to send yet.")},
    )
    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "message_%s"} | kwargs)

    def clean_text(self) -> str:
        """Something that John can see."""
        if not is_visible(self.cleaned_data["text"]):
            raise ValidationError(self.fields["text"].error_messages["required"])
        return self.cleaned_data["text"]

    def clean_token(self) -> str:
        """The form's own name, so that one press too many sends nothing twice."""
        return read_form_token(self.cleaned_data["token"])
