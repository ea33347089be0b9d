"""For somebody of the staff who cannot get in any more."""

import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from questions.checks import OWN_CHECKS


class Command(BaseCommand):
    """Give an account a new password, and take its second factors away."""

    requires_system_checks = OWN_CHECKS
    help = (
        "Gives an account a new password, which is printed once, removes its second factors and "
        "recovery codes, and ends its sessions. A site that is not on this machine asks for a new "
        "second factor at the next sign-in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("username")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Sessions carry a hash of the password, so that a new one ends them all."""
        user = get_user_model().objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError("There is no account of this name.")
        password = secrets.token_urlsafe(12)
        user.set_password(password)
        user.save(update_fields=["password"])
        removed, _kinds = Authenticator.objects.filter(user=user).delete()
        self.stdout.write(f"{removed} second factors were removed.")
        self.stdout.write(f"The password, shown only now:  {password}")
