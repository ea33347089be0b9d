"""Passkeys, in the words of the desk."""

import struct
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.utils.translation import gettext_lazy as _

# JSON and CBOR that are nested too deep, have endless numbers, or lack what a passkey says.
UNREADABLE = (LookupError, RecursionError, TypeError, ValueError, struct.error)


class ReadableCredentialMixin:
    """Refuses what no passkey says: its parsers raise anything, and anybody may send it."""

    def full_clean(self) -> None:
        """Check the form; what cannot be read is a wrong code, not an error of the server."""
        form: Any = super()
        try:
            form.full_clean()
        except UNREADABLE:
            form.add_error("credential", get_adapter().validation_error("incorrect_code"))


class LoginPasskeyForm(ReadableCredentialMixin, LoginWebAuthnForm):
    """In the place of the password."""


class SecondPasskeyForm(ReadableCredentialMixin, AuthenticateWebAuthnForm):
    """Asked for after the password."""


class ReauthenticatePasskeyForm(ReadableCredentialMixin, ReauthenticateWebAuthnForm):
    """Asked for once more before a second factor is changed."""


class AddPasskeyForm(ReadableCredentialMixin, AddWebAuthnForm):
    """A new passkey; it signs in without the password unless somebody says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.label = _("Sign in with it alone, without the password")
        alone.help_text = _("Without this tick it is asked for after the password.")
        self.fields["name"].label = _("What to call it")
        self.fields["name"].help_text = _("For you, to tell it from others: “My telephone”.")
