"""What a password may be, and what the log says of signing in."""

import logging

import pytest
from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from questions.models import Column
from tests.auth.test_sign_in import account, sign_in
from tests.conftest import PASSWORD

__all__ = ["account"]


def is_refused(password):
    try:
        validate_password(password)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize(
    "password",
    ["columnist1234", "Agony-Aunt-2026", "letters-letters", "DearMartha!2026", "127.0.0.1/column"],
)
def test_words_of_the_column_are_no_password(db, password):
    Column.objects.update_or_create(pk=Column.ONLY, defaults={"columnist": "Dear Martha"})
    Column.clear_cache()
    assert is_refused(password)


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "ünïcödé 🙈 wörds", " leading and trailing ", "x7" * 60, "letter from the sea"],
)
def test_length_counts_and_nothing_else(db, account, password):
    assert not is_refused(password)
    assert is_refused(password[:11])
    account.set_password(password)
    account.save()
    assert sign_in(Client(), password)["Location"] == "/admin/"
    assert sign_in(Client(), password.swapcase()).status_code == 200


@pytest.mark.parametrize("password", ["1q2w3e4r5t6y", "telechargement", "qwerty123456"])
def test_common_passwords_are_refused(db, password, settings):
    only = [one for one in settings.AUTH_PASSWORD_VALIDATORS if "Common" in one["NAME"]]
    with pytest.raises(ValidationError):
        validate_password(password, password_validators=get_password_validators(only))


def test_signing_in_and_out_is_logged_without_addresses(account, caplog):
    john = Client(REMOTE_ADDR="203.0.113.9")
    with caplog.at_level(logging.INFO, logger="advice.auth.events"):
        sign_in(john, "my other password")
        sign_in(john)
        john.post("/admin/logout/")
    said = [record.getMessage() for record in caplog.records if "advice.auth" in record.name]
    assert said == [
        "A sign-in was refused.",
        f"Account {account.pk} signed in.",
        f"Account {account.pk} signed out.",
    ]
    assert not {"203.0.113.9", "john", "my other"} & set(caplog.text.split())
