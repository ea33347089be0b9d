"""Whoever watches the server asks whether it is alive, and whether it can serve."""

from cryptography.fernet import Fernet
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from tests.factories import received_letter


def test_alive_asks_no_database(rita, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = rita.get("/livez")
    assert (response.status_code, response.text) == (200, "alive\n")
    assert "no-store" in response["Cache-Control"]


def test_ready_when_letters_can_be_taken_and_read(rita):
    received_letter()
    assert rita.get("/readyz").text == "ready\n"


def test_a_migration_that_is_missing(rita, db):
    MigrationRecorder.Migration.objects.filter(app="questions").latest("pk").delete()
    response = rita.get("/readyz")
    assert (response.status_code, response.text) == (503, "migrations\n")


def test_keys_that_are_not_the_letters(rita, settings):
    received_letter()
    settings.LETTER_KEYS = [Fernet.generate_key().decode()]
    assert (rita.get("/readyz").status_code, rita.get("/readyz").text) == (503, "keys\n")


def test_a_database_that_is_away(rita, db):
    def refuse(*_):
        raise DatabaseError

    with connection.execute_wrapper(refuse):
        response = rita.get("/readyz")
    assert (response.status_code, response.text) == (503, "database\n")
