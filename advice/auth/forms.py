"""Passkeys, in the words of the desk."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey; it signs in without the password unless somebody says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.label = _("Sign in with it alone, without the password")
        alone.help_text = _("Without this tick it is asked for after the password.")
        self.fields["name"].label = _("What to call it")
        self.fields["name"].help_text = _("For you, to tell it from others: “My telephone”.")
