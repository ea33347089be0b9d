"""The weekly mail: drawn up in time to be looked at, by the clock on the column's wall."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as mailbox

from questions import actions
from questions.mail import outbox
from questions.models import Column, Issue
from questions.newsletter import issues
from tests.factories import published_question
from tests.newsletter.factories import a_reader, column, send_until, sent_to, work_until

MINUTE = timedelta(minutes=1)
SUNDAY = datetime(2030, 6, 9, 8, tzinfo=UTC)  # nine by the clock in London


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test sets."""

    def put(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return put


def test_the_week_is_drawn_up_a_day_before_and_goes_at_its_hour(clock):
    clock(SUNDAY - timedelta(days=3))
    published_question("One")
    send_at(clock, SUNDAY - timedelta(hours=25))
    assert not Issue.objects.filter(rhythm="weekly").exists()
    send_at(clock, SUNDAY - timedelta(hours=23))
    week = Issue.objects.get(rhythm="weekly")
    assert (week.name, week.due_at, week.questions.count()) == ("week-2030-06-09", SUNDAY, 1)


def test_a_week_from_publishing_to_the_inbox(clock):
    clock(SUNDAY - timedelta(days=6))
    a_reader(rhythm="weekly")
    published_question("One")
    clock(SUNDAY - timedelta(days=2))
    published_question("Two")
    clock(SUNDAY - timedelta(hours=23))
    work_until(SUNDAY - timedelta(hours=23))
    clock(SUNDAY - timedelta(hours=2))
    published_question("Too late to be looked at")
    clock(SUNDAY)
    assert send_until(SUNDAY) == ["rita@example.org"]
    assert mailbox.outbox[0].subject == "Ask John: 2 new letters"

    clock(SUNDAY + timedelta(days=7))
    work_until(SUNDAY + timedelta(days=6, hours=1))
    send_until(SUNDAY + timedelta(days=7))
    assert mailbox.outbox[1].subject == "Ask John: a new letter"
    assert "Too late to be looked at" in mailbox.outbox[1].body


def test_what_comes_while_the_week_is_drawn_up_is_in_the_next_one(clock):
    """Its moment is behind the one up to which this issue reaches; the next one begins there."""
    looked = SUNDAY - timedelta(hours=23)
    clock(looked + timedelta(seconds=1))
    published_question("One")
    issues.create_weekly_issue(column(), looked)
    assert Issue.objects.get().questions.count() == 0


def test_a_week_drawn_up_by_a_clock_that_was_ahead_empties_no_later_one(clock):
    clock(SUNDAY - timedelta(days=6))
    published_question("One")
    ahead = SUNDAY + timedelta(days=200)
    Issue.objects.create(
        name="week-ahead", rhythm="weekly", due_at=ahead, until=ahead, state="gone"
    )
    looked = SUNDAY - timedelta(hours=23)
    issues.create_weekly_issue(column(), looked)
    assert Issue.objects.get(due_at=SUNDAY).questions.count() == 1


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (datetime(2030, 3, 30, 12, tzinfo=UTC), datetime(2030, 3, 31, 8, tzinfo=UTC)),
        (datetime(2030, 10, 26, 12, tzinfo=UTC), datetime(2030, 10, 27, 9, tzinfo=UTC)),
        (datetime(2030, 10, 27, 9, tzinfo=UTC), datetime(2030, 11, 3, 9, tzinfo=UTC)),
    ],
)
def test_nine_stays_nine_when_the_clocks_change(now, slot):
    assert issues.next_weekly_slot(column(), now) == slot


def test_the_settings_leave_time_to_look(john):
    page = john.post("/admin/questions/column/1/change/", {"digest_hours": "0"}).text
    assert "greater than or equal to 1" in page


def test_times_that_are_left_empty_are_as_usual(john):
    form = {"name": "Ask John", "columnist": "John", "approval_days": 7, "newsletter": "on"}
    form |= {"slots-TOTAL_FORMS": 0, "slots-INITIAL_FORMS": 0, "digest_hours": "12"}
    form |= {"digest_weekday": "", "digest_time": "", "grace_minutes": ""}
    assert john.post("/admin/questions/column/1/change/", form).status_code == 302
    times = Column.objects.values_list("digest_weekday", "digest_hours", "grace_minutes").get()
    assert times == (6, 12, 15)


def test_a_week_without_letters_sends_nothing(clock):
    clock(SUNDAY - timedelta(hours=23))
    a_reader(rhythm="weekly")
    work_until(SUNDAY - timedelta(hours=23))
    clock(SUNDAY - timedelta(hours=1))
    published_question("A minute before")
    clock(SUNDAY)
    assert send_until(SUNDAY) == []
    assert Issue.objects.get(name="week-2030-06-09").state == "skipped"


@pytest.mark.parametrize("first", ["at-once", "weekly"])
def test_who_changes_over_gets_everything_once(clock, first):
    """One question before the change, one in its grace at the change, one after it."""
    other = {"at-once": "weekly", "weekly": "at-once"}[first]
    clock(SUNDAY - timedelta(days=5))
    reader = a_reader(rhythm=first)
    published_question("Before")
    send_at(clock, SUNDAY - timedelta(days=5))
    send_at(clock, SUNDAY - timedelta(days=4))
    published_question("Meanwhile")
    send_at(clock, SUNDAY - timedelta(days=4) + 5 * MINUTE)
    actions.subscriptions.update_preferences(reader, other, [])
    published_question("After")
    for hours in range(-95, 30, 8):
        send_at(clock, SUNDAY + timedelta(hours=hours))
    bodies = "\n".join(one.body for one in mailbox.outbox)
    counts = [bodies.count(f"/questions/{slug}/") for slug in ("before", "meanwhile", "after")]
    single = sum(one.subject in {"Before", "Meanwhile", "After"} for one in mailbox.outbox)
    assert single == {"at-once": 1, "weekly": 1}[first]
    assert all(counts)
    assert counts == [max(counts)] * 3


def send_at(clock, moment):
    clock(moment)
    work_until(moment)
    outbox.send_due_mail()


def test_a_question_can_be_left_out_of_the_week(clock):
    clock(SUNDAY - timedelta(days=3))
    a_reader(rhythm="weekly")
    one, _two = published_question("One"), published_question("Two")
    clock(SUNDAY - timedelta(hours=2))
    work_until(SUNDAY - timedelta(hours=2))
    week = Issue.objects.get(rhythm="weekly")
    actions.issues.exclude_question(week, one.pk)
    clock(SUNDAY)
    send_until(SUNDAY)
    assert "/questions/two/" in mailbox.outbox[0].body
    assert "/questions/one/" not in mailbox.outbox[0].body


def test_nor_do_the_weekly_ones(clock):
    clock(SUNDAY - timedelta(days=3))
    a_reader("early@example.org", rhythm="weekly")
    published_question("One")
    clock(SUNDAY - timedelta(days=2))
    a_reader("late@example.org", rhythm="weekly", since=timedelta())
    send_at(clock, SUNDAY - timedelta(hours=2))
    send_at(clock, SUNDAY)
    assert sent_to(mailbox.outbox) == ["early@example.org"]
