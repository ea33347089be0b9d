"""A database or a disk that takes nothing is told apart from our own mistakes."""

import errno
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test import Client

from questions.models import Column

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@contextmanager
def database_that_raises(error):
    def refuse(*_):
        raise error

    Column.clear_cache()
    with connection.execute_wrapper(refuse):
        yield


def test_the_letters_form_needs_no_database(visitor):
    with database_that_raises(OperationalError()):
        response = visitor.get("/ask/")
    assert response.status_code == 200
    assert 'name="text"' in response.text
    assert 'name="token" value="' in response.text
    assert "no-store" in response["Cache-Control"]


def test_a_full_disk_is_503(visitor):
    with database_that_raises(OperationalError("database or disk is full")):
        response = visitor.get("/tags/")
    assert response.status_code == 503
    assert "Nothing can be saved at the moment" in response.text
    assert response["Retry-After"] == "300"
    assert "no-store" in response["Cache-Control"]


def test_a_mistake_of_ours_is_500(visitor):
    with database_that_raises(IntegrityError()):
        assert visitor.get("/tags/").status_code == 500


@pytest.mark.parametrize(
    ("number", "status"),
    [(errno.ENOSPC, 503), (errno.EFBIG, 503), (errno.EACCES, 503), (errno.ENOENT, 500)],
)
def test_files_on_a_full_disk(visitor, number, status):
    with patch("questions.asking.status.find_letter", side_effect=OSError(number, "")):
        response = visitor.post("/reply/", {"receipt": "0" * 28, "text": "A long text " * 9})
    assert response.status_code == status
    assert ("A long text A long text" in response.text) == (status == 503)


def test_secrets_are_not_given_back(visitor):
    written = {"receipt": "R" * 40, "password": "P" * 40, "text": "T" * 40, "to": "short"}
    with patch("questions.asking.status.find_letter", side_effect=OperationalError()):
        said = visitor.post("/reply/", written).text
    assert "T" * 40 in said
    assert "R" * 40 not in said
    assert "P" * 40 not in said
    assert "short" not in said


def test_scripts_get_an_answer_that_they_can_read(visitor):
    with patch("questions.asking.status.find_letter", side_effect=OperationalError()):
        response = visitor.post("/reply/", {}, headers={"Accept": "application/json"})
    assert response.status_code == 503
    assert response.json() == {"error": "Nothing can be saved at the moment."}
