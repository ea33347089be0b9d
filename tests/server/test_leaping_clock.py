"""The clock of real processes leaps 200 days ahead while they run, and is set right again."""

import json
import re
import urllib.error
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from tests.backups.conftest import browser, fill, new_place, send_letter, shared  # noqa: F401
from tests.browser.post_office import PostOffice
from tests.copies import WITHOUT_MODEL, copy_column
from tests.server.test_import_killed import ask_database
from tests.waiting import wait_until

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
FAKE = Path(__file__).resolve().parents[1] / "fake_clock"
ROUNDS = timedelta(seconds=25)  # within these the worker does all that it does every 20 seconds
AHEAD = timedelta(days=200)
SET_UP = """
from datetime import timedelta
from django.utils import timezone
from tests.factories import published_question, received_letter
from tests.newsletter.factories import a_reader, column
now = timezone.now()
column(newsletter=True, grace_minutes=60)
a_reader("rita@example.org"); a_reader("rob@example.org", rhythm="weekly")
Signup.objects.update(asked_at=now)
actions.subscriptions.sign_up("new@example.org", "weekly", ())
OutgoingMail.objects.all().delete()
published_question("Fresh today", at=now - timedelta(minutes=5))
letter = received_letter(contact="ann@example.org")
coming = published_question("In a hundred days", at=now + timedelta(days=100))
OutgoingMail(kind="news", to="ann@example.org", due_at=coming.publish_at, letter=letter).save()
received_letter("A letter that waits.", contact="wanda@example.org")
"""
BY_THE_WRONG_CLOCK = """
from datetime import timedelta
from django.utils import timezone
now, letter = timezone.now(), Letter.objects.filter(question=None, state="new").first()
facts = {"kind": "news", "attempts": 1, "letter": letter}
lease = now + timedelta(minutes=5)
OutgoingMail(to="leased@example.org", due_at=now, leased_until=lease, **facts).save()
OutgoingMail(to="later@example.org", due_at=now + timedelta(minutes=20), **facts).save()
"""
STATE = """
import json
print(json.dumps({
    "letters": Letter.objects.count(),
    "addresses": Letter.objects.exclude(contact="").count(),
    "signups": Signup.objects.count(),
    "issues": sorted(Issue.objects.values_list("name", "state", "recipients")),
    "pause": RetentionRound.load_row().pause,
}))
"""
BEATS = "SELECT count(*) FROM questions_workerheartbeat WHERE beat_at BETWEEN '{}' AND '{}'"


@pytest.fixture
def place(new_place, shared, tmp_path):  # noqa: F811
    """A column whose processes go by the clock of a file, and the mail server that it knows."""
    found = new_place("leaping")
    copy_column(shared.environment, found.environment)
    found.ask(SET_UP)
    found.office, found.clock = PostOffice(), tmp_path / "clock"
    set_clock(found, "+0")
    found.environment |= WITHOUT_MODEL | {
        "PYTHONPATH": f"{FAKE}:{WITHOUT_MODEL['PYTHONPATH']}",
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME_TIMESTAMP_FILE": str(found.clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # a real leap leaves it alone
        "EMAIL_URL": found.office.url,
    }
    yield found
    found.office.shutdown()
    found.office.server_close()


def set_clock(place, words):
    """Let the clock be ahead by so much, in one move: a process reads the file at each look."""
    new = place.clock.with_suffix(".new")
    new.write_text(f"{words}\n")
    new.replace(place.clock)


def read_state(place, ahead=timedelta()):
    """What the database has once the worker has gone round often enough by the clock."""
    enough = datetime.now(UTC) + ahead + ROUNDS
    day = (enough, enough + timedelta(days=1))  # what beat ahead is no beat of now
    query = BEATS.format(*(f"{moment:%Y-%m-%d %H:%M:%S}+00" for moment in day))
    wait_until(lambda: ask_database(place, query), 120)
    return json.loads(place.ask(STATE))


def open_page(place, path, opener=None):
    """What an address says, where it leads to, its status and the moment that it names."""
    try:
        answer = (opener or browser()).open(f"{place.url}{path}")
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        moment = parsedate_to_datetime(answer.headers["Date"])
        return answer.read().decode(), answer.url, answer.status, moment


def list_addressees(place):
    return sorted(mail["To"] for mail in place.office.mails)


@pytest.mark.skipif(LIBRARY is None, reason="libfaketime is missing")
def test_it_does_no_lasting_harm(place, shared):  # noqa: F811
    password, john = re.search(r"^ +password +(\S+)$", shared.said, re.MULTILINE)[1], browser()
    with place.served():
        before = read_state(place)
        assert before["pause"] == ""
        assert open_page(place, "/readyz")[0] == "ready\n"

        set_clock(place, "+200d")
        place.ask(BY_THE_WRONG_CLOCK)
        fill(john, f"{place.url}/admin/login/", login="john", password=password).close()
        assert open_page(place, "/admin/", john)[1] == f"{place.url}/admin/"
        send_letter(place.url, "Sent by the wrong clock.")
        ahead = read_state(place, AHEAD)
        assert "retention: " in open_page(place, "/readyz")[0]
        assert ahead == before | {"letters": before["letters"] + 1, "pause": "leap"}
        assert list_addressees(place) == []

        set_clock(place, "+0")
        after = read_state(place)
        assert after == ahead | {"pause": ""}
        wait_until(lambda: len(place.office.mails) >= 2)
        assert list_addressees(place) == ["later@example.org", "leased@example.org"]
        words, _, _, moment = open_page(place, "/readyz")
        assert words == "ready\n"
        assert abs(moment - datetime.now(UTC)) < timedelta(days=1)
        assert open_page(place, "/admin/", john)[1] != f"{place.url}/admin/"
        assert "In a hundred days" not in open_page(place, "/")[0]
        assert open_page(place, "/questions/in-a-hundred-days/")[2] == 404
