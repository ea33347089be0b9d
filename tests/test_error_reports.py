"""What a report of an error holds, byte for byte: the place in the code, and nothing of anybody.

Each door is brought to a fall with canaries in the form, the query, cookies, headers, local
variables and the error's own message. A server on this machine takes what would go to Sentry.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import sentry_sdk

from advice.error_reports import ErrorReportHandler, start_reports
from advice.logging import REQUEST_ID, DatabaseOutageFilter, PathRedactionFilter
from advice.logging_settings import build_logging
from questions.models import Letter
from tests.asking.test_ask import LETTER, write
from tests.factories import received_letter
from tests.page_cache.client import UNPACK
from tests.test_env import GOOD, ROOT
from tests.waiting import PATIENCE, wait_until

CANARY = "canary7f3a"
CONTACT = f"{CANARY}@example.org"
HEADERS = {
    "HTTP_USER_AGENT": f"Mozilla ({CANARY})",
    "HTTP_X_FORWARDED_FOR": "203.0.113.77",
    "HTTP_REFERER": f"http://127.0.0.1:8000/{CANARY}/",
    "HTTP_ACCEPT_LANGUAGE": CANARY,
    "HTTP_X_REQUEST_ID": CANARY,
    "REMOTE_ADDR": "203.0.113.77",
}


class Sink(BaseHTTPRequestHandler):
    """Takes envelopes as Sentry does."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bodies.append(UNPACK[self.headers.get("Content-Encoding")](body))
        self.server.heads.append(f"{self.path}\n{self.headers}")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


@pytest.fixture
def sink():
    """A server in the place of Sentry's, with what it was sent."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Sink)
    server.bodies, server.heads = [], []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.dsn = f"http://public@127.0.0.1:{server.server_port}/1"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def reports(sink, monkeypatch):
    """Reports are on, as they are in a process with SENTRY_DSN. Returns those that came."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    start_reports(sink.dsn)
    handler = ErrorReportHandler(logging.ERROR)
    for one in (PathRedactionFilter(), DatabaseOutageFilter()):
        handler.addFilter(one)
    logging.getLogger().addHandler(handler)
    logging.getLogger("django").setLevel(logging.WARNING)
    REQUEST_ID.set("")
    yield lambda: received_reports(sink)
    logging.getLogger().removeHandler(handler)
    sentry_sdk.get_client().close(timeout=2)
    sentry_sdk.get_global_scope().set_client(None)


def received_reports(sink):
    """The events of all envelopes, after a look at each byte of them."""
    sentry_sdk.flush(PATIENCE)
    wait_until(lambda: sink.bodies)
    return read_events(sink)


def read_events(sink):
    for text in [body.decode() for body in sink.bodies] + sink.heads:
        assert CANARY not in text
        assert "203.0.113.77" not in text
        assert "kettle" not in text
        assert LETTER[:20] not in text
    events = [json.loads(body.decode().splitlines()[2]) for body in sink.bodies]
    allowed = {"event_id", "timestamp", "level", "logger", "platform", "release", "environment"}
    for event in events:
        assert set(event) <= allowed | {"sdk", "logentry", "exception", "tags"}
    return events


def fall(*args, **kwargs):
    """Raise, with a canary wherever an error can carry one."""
    local_variable = f"{CANARY} in a variable"
    try:
        raise ValueError(f"{local_variable}: {args} {kwargs}")
    except ValueError as error:
        raise RuntimeError(f"{CANARY} in the message") from error


def test_a_column_behind_a_link_is_reported_too(reports):
    """Its code has the link's name, which is not inside of the project's folder."""
    code = compile("raise KeyError", "/elsewhere/questions/asking/views.py", "exec")
    try:
        exec(code, {"__name__": "questions.asking.views"})  # noqa: S102
    except KeyError:
        logging.getLogger("questions.behind_a_link").exception("It failed.")
    (event,) = reports()
    frames = event["exception"]["values"][0]["stacktrace"]["frames"]
    assert frames[-1]["filename"] == "views.py"


def test_a_report_that_fails_does_not_fail_what_was_logged(monkeypatch):
    monkeypatch.setattr("advice.error_reports.build_event", fall)
    record = logging.makeLogRecord({"name": "questions", "levelno": logging.ERROR})
    ErrorReportHandler().emit(record)


def check_report(event, function, route=None):
    values = event["exception"]["values"]
    assert [value["type"] for value in values] == ["ValueError", "RuntimeError"]
    assert {value["value"] for value in values} == {""}
    functions = [frame["function"] for frame in values[-1]["stacktrace"]["frames"]]
    assert functions[-1] == "fall"
    assert function in functions
    assert event.get("tags", {}).get("route") == route
    assert set(values[0]["stacktrace"]["frames"][0]) == {
        *("filename", "function", "module", "lineno", "in_app")
    }


def visit(client, monkeypatch, target):
    """Let a function of the column fall, and the client bear it."""
    monkeypatch.setattr(target, fall)
    client.raise_request_exception = False
    client.cookies["sessionid-of-a-canary"] = CANARY
    client.defaults.update(HEADERS)
    return client


def test_asking(ann, reports, monkeypatch):
    visit(ann, monkeypatch, "questions.asking.views.save_letter")
    response = write(ann, text=f"{LETTER} {CANARY}", sign_off=CANARY, contact=CONTACT)
    assert response.status_code == 500
    (event,) = reports()
    check_report(event, "submit_letter", "/ask/")
    assert len(event["tags"]["request_id"]) == 32


def test_a_private_page(ann, reports, monkeypatch):
    visit(ann, monkeypatch, "questions.crypto.hash_receipt")
    assert ann.post("/reply/", {"receipt": CANARY}).status_code == 500
    check_report(reports()[0], "fall", "/reply/")


def test_answering(john, reports, monkeypatch):
    letter = received_letter(f"A kettle. {CANARY}")
    visit(john, monkeypatch, "questions.actions.inbox.update_note")
    address = f"/admin/questions/letter/{letter.pk}/note/"
    assert john.post(address, {"note": CANARY}).status_code == 500
    assert Letter.objects.get().text
    check_report(reports()[0], "fall", reports()[0]["tags"]["route"])


def test_reading(rita, reports, monkeypatch):
    visit(rita, monkeypatch, "questions.search.look_up_words")
    assert rita.get("/search/", {"q": f"kettle {CANARY}"}).status_code == 500
    (event,) = reports()
    check_report(event, "show_search_results", "/search/")


def test_a_line_of_the_log_comes_without_what_is_not_ours(rita, reports):
    logging.getLogger("elsewhere").error("Refused %s", CANARY)
    logging.getLogger("questions.mail").error("%d mails were set aside", 3)
    messages = [event["logentry"]["message"] for event in reports()]
    assert messages == ["Refused %s", "3 mails were set aside"]


def test_a_job_of_serve_that_ends(reports):
    """The supervisor says that a process failed, and the report is sent before it ends."""
    log = logging.getLogger("questions.serve")
    try:
        fall()
    except RuntimeError as error:
        log.critical("%s failed: %s", "web-1", "RuntimeError", extra={"error": error})
    (event,) = reports()
    assert event["level"] == "fatal"
    check_report(event, "fall")


FALLING = """
import sys
import django
from django.core.management import execute_from_command_line
django.setup()
from tests.test_error_reports import fall
{patch}
execute_from_command_line(["manage.py", *sys.argv[1:]])
"""


@pytest.mark.slow
@pytest.mark.pure
@pytest.mark.parametrize(
    ("patch", "words", "function"),
    [
        ("import questions.backups as b; b.create_backup = fall", ["backup"], "handle"),
        (
            "from questions.mail import outbox; outbox.send_due_mail = fall",
            ["worker", "--once"],
            "send_mail",
        ),
    ],
)
def test_commands_and_the_worker(sink, tmp_path, patch, words, function):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    facts = {"DATA_DIR": str(tmp_path), "SENTRY_DSN": sink.dsn, "LOG_FORMAT": "json"}
    facts["DJANGO_SETTINGS_MODULE"] = "advice.settings"
    done = subprocess.run(
        [sys.executable, "-c", FALLING.format(patch=patch), *words],
        cwd=ROOT,
        env=kept | GOOD | facts,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
    )
    wait_until(lambda: sink.bodies)
    found = [event for event in read_events(sink) if "fall" in json.dumps(event)]
    assert found, done.stderr
    check_report(found[0], function)


def test_the_settings_send_errors_alone():
    logging_settings = build_logging("plain", "INFO", {}, has_reports=True)
    assert logging_settings["root"]["handlers"] == ["console", "reports"]
    assert logging_settings["handlers"]["reports"]["level"] == "ERROR"
    assert set(build_logging("plain", "INFO", {}, has_reports=False)["handlers"]) == {"console"}
