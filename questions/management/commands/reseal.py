"""Rotation of the keys that seal letters."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import models, transaction

from questions.checks import OWN_CHECKS
from questions.crypto import SealedTextField, Unreadable

REPORT_EVERY = 500
SECRETS = {"secret", "seed"}  # of authenticator apps and of recovery codes


class Command(BaseCommand):
    """Seal everything with the newest key."""

    requires_system_checks = OWN_CHECKS
    help = (
        "Seals letters, messages, addresses and second factors anew with the first key of "
        "LETTER_KEYS, and takes out the time that older versions wrote into each of them. Put the "
        "new key in front, run this, then take the old key away. Safe to "
        "interrupt and to repeat; a row that no key opens is left as it is and counted."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Model by model, row by row."""
        unreadable = sum(self.reseal_model(model, names) for model, names in sealed_fields())
        factors = list(Authenticator.objects.values_list("pk", flat=True))
        unreadable += sum(not reseal_factor(key) for key in factors)
        if unreadable:
            self.stderr.write(f"{unreadable} rows could not be opened and were left as they are.")

    def reseal_model(self, model: type[models.Model], names: list[str]) -> int:
        """Seal the rows of a model anew. Returns how many could not be opened."""
        total, unreadable = model._default_manager.count(), 0
        keys = model._default_manager.order_by("pk").values_list("pk", flat=True)
        for number, key in enumerate(list(keys), 1):
            unreadable += not reseal_row(model, key, names)
            if number % REPORT_EVERY == 0 or number == total:
                self.stdout.write(f"{model._meta.label}: {number} of {total}")
        return unreadable


def sealed_fields() -> list[tuple[type[models.Model], list[str]]]:
    """Every model with sealed fields, and their names."""
    found = []
    for model in apps.get_app_config("questions").get_models():
        fields = [field for field in model._meta.fields if isinstance(field, SealedTextField)]
        if fields:
            found.append((model, [field.attname for field in fields]))
    return found


@transaction.atomic
def reseal_row(model: type[models.Model], key: object, names: list[str]) -> bool:
    """Open a row's fields and seal them with the newest key, and with no time.

    The row is held, because somebody may be writing: an autosave renews its row every few seconds.

    Returns:
        Whether it could be done; a row that is gone by now needs nothing.
    """
    row = model._default_manager.select_for_update().only("pk", *names).filter(pk=key).first()
    if row is None:
        return True
    try:
        for name in names:
            setattr(row, name, getattr(row, name))
    except Unreadable:
        return False
    row.save(update_fields=names)
    return True


@transaction.atomic
def reseal_factor(key: int) -> bool:
    """Seal the secret of a second factor anew: without it nobody could sign in after a rotation.

    The row is held, because its data also say which recovery codes were used.
    """
    factor = Authenticator.objects.select_for_update().filter(pk=key).first()
    if factor is None:
        return True
    adapter = get_adapter()
    try:
        for name in factor.data.keys() & SECRETS:
            factor.data[name] = adapter.encrypt(adapter.decrypt(factor.data[name]))
    except Unreadable:
        return False
    factor.save(update_fields=["data"])
    return True
