"""What is noted of signing in: which account; never from where, nor what was typed.

Accounts and second factors that end are noted too, so that no restored backup revives them.
"""

import logging
from typing import Any

from allauth.mfa import signals as factors
from django.contrib.auth import signals
from django.db.models.signals import pre_delete, pre_save

from advice.auth.middleware import note_added_factor
from questions.actions import revocations

log = logging.getLogger(__name__)


def connect_signals() -> None:
    """Hear of every sign-in, of every change of a second factor, and of access that ends."""
    for model in revocations.ACCESS_FIELDS:  # not of all: that would make every deletion a slow one
        pre_save.connect(revocations.record_closed, sender=model)
        pre_delete.connect(revocations.record_deleted, sender=model)
    signals.user_logged_in.connect(log_sign_in)
    signals.user_logged_out.connect(log_sign_out)
    signals.user_login_failed.connect(log_refusal)
    factors.authenticator_added.connect(log_added_factor)
    factors.authenticator_added.connect(note_added_factor)
    factors.authenticator_removed.connect(log_removed_factor)


def log_sign_in(user: Any, **_: Any) -> None:
    """An account, after its password and second factor or its passkey."""
    log.info("Account %s signed in.", user.pk)


def log_sign_out(user: Any, **_: Any) -> None:
    """An account, unless the session had none."""
    if user is not None:
        log.info("Account %s signed out.", user.pk)


def log_refusal(**_: Any) -> None:
    """Without the name: people type their password into its field."""
    log.warning("A sign-in was refused.")


def log_added_factor(user: Any, authenticator: Any, **_: Any) -> None:
    """An account and the kind of its new second factor."""
    log.info("Account %s has a new second factor (%s).", user.pk, authenticator.type)


def log_removed_factor(user: Any, authenticator: Any, **_: Any) -> None:
    """An account and the kind of the second factor that went."""
    log.info("Account %s lost a second factor (%s).", user.pk, authenticator.type)
