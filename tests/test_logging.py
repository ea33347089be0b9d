"""The log says what went wrong, never on which page: paths may carry what is private."""

import io
import json
import logging
import sys

import pytest
from django.db import OperationalError
from django.test import Client

from advice.logging import (
    REQUEST_ID,
    DatabaseOutageFilter,
    JsonFormatter,
    PathRedactionFilter,
    PlainFormatter,
)
from tests.factories import published_question

SECRET = "7kX-very-private"


@pytest.fixture(params=[PlainFormatter, JsonFormatter])
def log(request):
    """What the console would print, in each format."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(request.param())
    handler.addFilter(PathRedactionFilter())
    loggers = [logging.getLogger(name) for name in ("django.request", "django.security")]
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
    assert "RuntimeError" in log.getvalue()
    assert "gave way" not in log.getvalue().replace('raise RuntimeError("the floor gave way")', "")
    assert SECRET not in log.getvalue()


def test_an_origin_that_is_refused(db, log):
    facts = {"secure": True, "HTTP_ORIGIN": f"https://{SECRET}.example"}
    assert Client(enforce_csrf_checks=True).post("/ask/", **facts).status_code == 403
    assert "Forbidden (Origin checking failed): /ask/" in log.getvalue()
    assert SECRET not in log.getvalue()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"HTTP_HOST": f"{SECRET}_.example"}, "Refused (DisallowedHost): (no page of ours)"),
        ({"REQUEST_METHOD": SECRET}, "Method Not Allowed (no method that we know): /ask/"),
        ({"CONTENT_TYPE": f"multipart/form-data; x={SECRET}"}, "Refused (MultiPart"),
        (
            {"QUERY_STRING": f"{SECRET}&" * 2000, "REQUEST_METHOD": "GET"},
            "Refused (TooManyFieldsSent): /search/",
        ),
    ],
)
def test_what_a_client_made_up_is_refused_in_one_line(db, log, facts, said):
    given = {"REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(SECRET.encode())}
    path = "/search/" if "QUERY_STRING" in facts else "/ask/"
    response = Client().request(PATH_INFO=path, CONTENT_LENGTH="16", **given | facts)
    assert response.status_code in {400, 405}
    assert said in log.getvalue()
    assert SECRET not in log.getvalue()
    assert len(log.getvalue().splitlines()) == 1
    assert "ERROR" not in log.getvalue()  # which would be reported to Sentry


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


def test_a_refused_host_is_not_quoted_while_the_database_is_away(db, log, monkeypatch):
    def fall(*args, **kwargs):
        raise OperationalError(SECRET)

    monkeypatch.setattr("questions.models.Column.get_current", fall)
    client = Client(raise_request_exception=False)
    assert client.get("/", HTTP_HOST=f"{SECRET}_.example").status_code == 503
    assert "Refused (DisallowedHost)" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_pages_that_cannot_be_made_in_an_outage_are_one_line():
    outage, facts = DatabaseOutageFilter(), ("x", logging.ERROR, "", 1, "Unavailable", (), None)
    records = [logging.LogRecord(*facts) for _ in range(50)]
    for record in records:
        record.status_code = 503
    assert len([record for record in records if outage.filter(record)]) == 1
    assert outage.filter(record_of(OperationalError()))


def test_sentry_hears_of_an_outage_what_the_console_hears():
    outage = DatabaseOutageFilter()
    records = [record_of(OperationalError()) for _ in range(5)]
    said = [(outage.filter(record), outage.filter(record)) for record in records]
    assert said == [(True, True), *[(False, False)] * 4]


def test_other_faults_keep_their_traceback():
    record = record_of(RuntimeError("the floor gave way"))
    assert DatabaseOutageFilter().filter(record)
    assert "the floor gave way" in logging.Formatter().format(record)


def test_a_traceback_names_kinds_and_places_and_quotes_nobody():
    try:
        record_of_nothing = {}
        try:
            record_of_nothing[SECRET]
        except KeyError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError:
        facts = ("questions", logging.ERROR, "", 1, "It failed", (), sys.exc_info())
        record = logging.LogRecord(*facts)
    for formatter in (PlainFormatter(), JsonFormatter()):
        text = formatter.format(record)
        assert SECRET not in text
        assert "KeyError" in text
        assert "RuntimeError" in text
        assert "test_a_traceback_names_kinds" in text


def test_errors_that_are_each_others_cause_come_to_an_end():
    first, second = ValueError(), TypeError()
    first.__cause__, second.__cause__ = second, first
    record = record_of(RuntimeError())
    record.exc_info = (ValueError, first, None)
    assert json.loads(JsonFormatter().format(record))["error"] == "ValueError from TypeError"


def test_a_line_of_json_is_one_object(rita, caplog):
    rita.get("/nowhere/")
    record = next(one for one in caplog.records if one.name == "django.request")
    found = json.loads(JsonFormatter().format(record))
    assert set(found) == {
        *("time", "level", "logger", "message", "process", "request_id", "route", "status")
    }
    assert (found["route"], found["status"]) == ("(no page of ours)", 404)
    odd = logging.LogRecord("questions", logging.INFO, "", 1, 'two\n"lines"', (), None)
    assert "\n" not in JsonFormatter().format(odd)
    assert json.loads(JsonFormatter().format(odd))["message"] == 'two\n"lines"'


GIVEN = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("hops", "sent", "is_taken"),
    [
        (1, GIVEN, True),
        (1, "01234567-89ab-cdef-0123-456789abcdef", True),
        (0, GIVEN, False),
        (1, GIVEN[:-1], False),
        (1, f"{GIVEN}\n", False),
        (1, "john.smith@example.org", False),
        (1, "a-letter-about-my-husband-and-me", False),
        (1, "٠" * 32, False),
    ],
)
def test_whose_name_a_request_has(rita, settings, hops, sent, is_taken):
    settings.TRUSTED_PROXY_HOPS = hops
    names = set()
    for _ in range(2):
        rita.get("/livez", HTTP_X_REQUEST_ID=sent)
        names.add(REQUEST_ID.get())
    assert all(len(name) in (32, 36) for name in names)
    assert (names == {sent}) == is_taken
    assert len(names) == (1 if is_taken else 2)


def test_lines_about_one_request_can_be_found(rita, log, settings):
    settings.TRUSTED_PROXY_HOPS = 1
    rita.get("/nowhere/", HTTP_X_REQUEST_ID=GIVEN)
    assert log.getvalue().count(GIVEN) == 1


def test_nothing_of_a_request_is_in_any_line(ann, john, log, monkeypatch):
    """Canaries in each part of a request, at every door, at the lowest level of our loggers."""
    for name in ("questions", "advice"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
        for handler in logging.getLogger("django.request").handlers:
            logging.getLogger(name).addHandler(handler)
    headers = dict.fromkeys(
        ("HTTP_USER_AGENT", "HTTP_ACCEPT_LANGUAGE", "HTTP_X_REQUEST_ID"), SECRET
    )
    headers |= {"HTTP_REFERER": f"https://{SECRET}.example/", "REMOTE_ADDR": "203.0.113.77"}
    form = {"text": f"A letter. {SECRET}", "receipt": SECRET, "contact": f"{SECRET}@x.example"}
    form |= {"login": SECRET, "password": SECRET, "q": SECRET}
    for client in (ann, john):
        client.defaults.update(headers)
        for path in ("/ask/", "/reply/", "/search/", f"/{SECRET}/", "/admin/", "/admin/login/"):
            client.get(path, {"q": SECRET})
            client.post(path, form)
    for name in ("questions", "advice"):
        logging.getLogger(name).handlers.clear()
    assert log.getvalue()
    assert SECRET not in log.getvalue()
    assert "203.0.113.77" not in log.getvalue()
