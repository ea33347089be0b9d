"""The log says what went wrong, never on which page: paths may carry what is private."""

import io
import logging
import sys

import pytest
from django.db import OperationalError
from django.test import Client

from advice.logging import DatabaseOutageFilter, PathRedactionFilter
from tests.factories import published_question

SECRET = "7kX-very-private"


@pytest.fixture
def log():
    """What the console would print."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(PathRedactionFilter())
    loggers = [logging.getLogger(name) for name in ("django.request", "django.security.csrf")]
    for logger in loggers:
        logger.addHandler(handler)
    yield out
    for logger in loggers:
        logger.removeHandler(handler)


def test_the_console_has_the_filter(settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == [
        "without_paths",
        "once_in_an_outage",
    ]
    handlers = logging.getLogger().handlers
    assert any(isinstance(one, PathRedactionFilter) for h in handlers for one in h.filters)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"/{SECRET}/", "Not Found: (no page of ours)"),
        (f"/questions/{SECRET}/", "Not Found: /questions/<slug:slug>/"),
        (f"/reply/feed/{SECRET}/", "Not Found: /reply/feed/<"),
        (f"/%2e/{SECRET}%0aERROR", "Not Found: (no page of ours)"),
    ],
)
def test_a_page_that_is_not_there(rita, log, path, said):
    assert rita.get(path).status_code == 404
    assert said in log.getvalue()
    assert SECRET not in log.getvalue()


def test_a_wrong_verb_and_a_refused_form(rita, log):
    published_question("Seven secret kettles")
    assert rita.post("/questions/seven-secret-kettles/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/ask/", {"text": SECRET}).status_code == 403
    assert "Method Not Allowed (POST): /questions/<slug:slug>/" in log.getvalue()
    assert "Forbidden" in log.getvalue()
    assert "kettles" not in log.getvalue()


def test_a_referrer_that_is_refused(db, log):
    facts = {"secure": True, "HTTP_REFERER": f"https://elsewhere.example/{SECRET}/"}
    assert Client(enforce_csrf_checks=True).post("/ask/", **facts).status_code == 403
    assert "Forbidden (Referer checking failed): /ask/" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_a_fault_of_ours(rita, log, monkeypatch):
    def fall(*args, **kwargs):
        raise RuntimeError("the floor gave way")

    monkeypatch.setattr("questions.reading.views.render", fall)
    rita.raise_request_exception = False
    assert rita.get("/about/", {"q": SECRET}).status_code == 500
    assert "Internal Server Error: /about/" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_an_origin_that_is_refused(db, log):
    facts = {"secure": True, "HTTP_ORIGIN": f"https://{SECRET}.example"}
    assert Client(enforce_csrf_checks=True).post("/ask/", **facts).status_code == 403
    assert "Forbidden (Origin checking failed): /ask/" in log.getvalue()
    assert SECRET not in log.getvalue()


def record_of(error):
    try:
        raise error
    except type(error):
        facts = ("questions", logging.ERROR, "", 1, f"Fault at {SECRET}", (), sys.exc_info())
        return logging.LogRecord(*facts)


def test_a_database_that_is_away_is_one_line():
    outage = DatabaseOutageFilter()
    records = [record_of(OperationalError(SECRET)) for _ in range(50)]
    passed = [record for record in records if outage.filter(record)]
    assert [record.getMessage() for record in passed] == [
        "The database did not answer (OperationalError)."
    ]
    assert SECRET not in logging.Formatter().format(passed[0])


def test_other_faults_keep_their_traceback():
    record = record_of(RuntimeError("the floor gave way"))
    assert DatabaseOutageFilter().filter(record)
    assert "the floor gave way" in logging.Formatter().format(record)
