"""The schedule: a month with drafts to put onto its days, and what is free."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from questions import actions
from questions.models import Column, Question, WeeklySlot
from questions.models.column import utc_from_column_time
from tests.factories import draft_question, published_question, saved_tag

DESK = "/admin/questions/question/"
MONTH = f"{DESK}calendar/"


def set_schedule(*slots):
    for weekday, hour in slots:
        WeeklySlot.objects.create(column_id=Column.ONLY, weekday=weekday, time=time(hour))


def put(client, question, day):
    return client.post(f"{DESK}{question.pk}/schedule/", {"day": day}, follow=True)


def whole_draft(headline="One"):
    return draft_question(headline, tags=[saved_tag(headline)])


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def moment_of(question):
    question.refresh_from_db()
    return timezone.localtime(question.publish_at) if question.publish_at else None


def month_of(client, day):
    return client.get(f"{MONTH}?month={day:%Y-%m}").text


def test_a_draft_is_put_onto_a_day(john):
    question, day = whole_draft(), in_days(9)
    page = put(john, question, day).text
    assert "Scheduled for" in page
    assert (moment_of(question).date(), moment_of(question).time()) == (day, time(9))
    assert "One" in month_of(john, day)


def test_what_can_only_be_private_is_no_draft_to_schedule(john):
    whole_draft("Open")
    draft_question("Closed", consented=False)
    page = john.get(MONTH).text
    assert "Open" in page
    assert "Closed" not in page


def test_it_takes_the_free_time_of_its_day(john):
    day = in_days(9)
    set_schedule((day.weekday(), 17))
    first, second = whole_draft("One"), whole_draft("Two")
    assert "17:00 free" in month_of(john, day)
    put(john, first, day)
    put(john, second, day)
    assert moment_of(first).time() == time(17)
    assert moment_of(second).time() == time(9)


def test_a_scheduled_answer_moves_and_keeps_its_hour(john):
    question = whole_draft()
    actions.questions.publish(question, utc_from_column_time(in_days(5), time(11, 30)))
    put(john, question, in_days(6))
    assert (moment_of(question).date(), moment_of(question).time()) == (in_days(6), time(11, 30))


def test_open_points_are_asked_about_first(john):
    question, day = draft_question("One"), in_days(3)
    page = put(john, question, day)
    assert page.redirect_chain[-1][0] == f"{DESK}{question.pk}/publish/?at={day}T09:00"
    assert f'value="{day}T09:00"' in page.text
    assert moment_of(question) is None


@pytest.mark.parametrize("day", ["", "soon", "2020-01-01", "9999-12-31", "2026-13-45"])
def test_a_day_that_makes_no_sense_changes_nothing(john, day):
    question = whole_draft()
    assert "a day to come" in put(john, question, day).text
    assert moment_of(question) is None


def test_what_is_public_is_not_moved(john):
    question = published_question("One")
    before = moment_of(question)
    assert "a day to come" in put(john, question, in_days(3)).text
    assert moment_of(question) == before


def test_an_editor_moves_nothing(edith):
    question = whole_draft()
    assert put(edith, question, in_days(3)).status_code == 403
    page = edith.get(MONTH).text
    assert "Drag a draft" not in page
    assert moment_of(question) is None


def test_it_is_picked_up_and_put_down_without_a_mouse(john):
    question = whole_draft()
    page = john.get(f"{MONTH}?month={in_days(40):%Y-%m}&pick={question.pk}").text
    assert "Choose a day for “One”." in page
    assert page.count(f'action="{DESK}{question.pk}/schedule/"') >= 28
    assert "Choose a day" not in john.get(f"{MONTH}?pick={published_question('Two').pk}").text


@pytest.mark.parametrize("month", ["", "x", "0001-01", "9999-12", "2026-99"])
def test_a_month_that_makes_no_sense_is_this_one(john, month):
    today = timezone.localdate()
    page = john.get(f"{MONTH}?month={month}").text
    assert f'data-day="{today}"' in page


def test_the_month_is_bounded(john, django_assert_max_num_queries):
    for number in range(3):
        question = whole_draft(f"Draft {number}")
    put(john, question, in_days(2))
    with django_assert_max_num_queries(40):
        john.get(MONTH)


def test_what_goes_by_itself_is_on_its_day(john):
    question = published_question("One")
    day = in_days(4)
    Question.objects.filter(pk=question.pk).update(unpublish_at=utc_from_column_time(day, time(18)))
    assert "Unpublished:" in month_of(john, day)
    assert isinstance(day, date)
