"""When a question comes out, and when it goes."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from questions import actions
from questions.models import Column, Question, WeeklySlot
from tests.factories import autosave_text, draft_question, published_question, saved_tag, text_of

DESK = "/admin/questions/question/"
TUESDAY, SUNDAY = 1, 6


def set_schedule(*slots):
    for weekday, hour, minute in slots:
        WeeklySlot.objects.create(column_id=Column.ONLY, weekday=weekday, time=time(hour, minute))


@pytest.fixture
def london(settings):
    settings.TIME_ZONE = "Europe/London"


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (datetime(2027, 3, 23, 8, 0, tzinfo=UTC), datetime(2027, 3, 23, 9, 0, tzinfo=UTC)),
        (datetime(2027, 3, 23, 9, 0, tzinfo=UTC), datetime(2027, 3, 30, 8, 0, tzinfo=UTC)),
        (datetime(2027, 10, 26, 8, 0, tzinfo=UTC), datetime(2027, 11, 2, 9, 0, tzinfo=UTC)),
    ],
)
def test_nine_is_nine_on_the_wall_across_clock_changes(db, london, now, slot):
    set_schedule((TUESDAY, 9, 0))
    assert actions.schedule.next_free_slot(now) == slot


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (datetime(2027, 3, 27, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (datetime(2027, 10, 30, tzinfo=UTC), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
    ],
)
def test_an_hour_that_is_missing_or_there_twice_is_one_moment(db, london, now, slot):
    set_schedule((SUNDAY, 1, 30))
    assert actions.schedule.next_free_slot(now) == slot


def test_without_a_plan_there_is_no_slot(db):
    assert actions.schedule.next_free_slot() is None


def test_a_taken_slot_is_passed_over(john):
    set_schedule((TUESDAY, 9, 0))
    first, second = (
        draft_question("One", tags=[saved_tag()]),
        draft_question("Two", tags=[saved_tag("Trust")]),
    )
    for question in (first, second):
        john.post(f"{DESK}{question.pk}/publish/", {"when": "slot"})
        question.refresh_from_db()
    assert second.publish_at - first.publish_at in {
        timedelta(days=7), timedelta(days=7, hours=1), timedelta(days=7, hours=-1),
    }  # fmt: skip


def test_the_slot_is_not_offered_without_a_plan(john):
    question = draft_question("One")
    assert "next free time" not in john.get(f"{DESK}{question.pk}/publish/").text
    assert john.post(f"{DESK}{question.pk}/publish/", {"when": "slot"}).status_code == 200


def test_a_question_goes_by_itself(john, rita):
    question = published_question("One", tags=[saved_tag()])
    assert rita.get("/questions/one/").status_code == 200
    Question.objects.update(unpublish_at=timezone.now() - timedelta(seconds=1))
    question.refresh_from_db()
    assert not question.is_public
    assert rita.get("/questions/one/").status_code == 404
    assert "One" not in rita.get("/").text
    assert "No longer public" in john.get(DESK).text


@pytest.mark.parametrize("until", ["2020-01-01T09:00", "soon"])
def test_an_end_that_makes_no_sense_is_said(john, until):
    question = draft_question("One", tags=[saved_tag()])
    response = john.post(f"{DESK}{question.pk}/publish/", {"when": "now", "until": until})
    assert response.status_code == 200
    assert "errorlist" in response.text
    question.refresh_from_db()
    assert question.state == "draft"


def test_john_sets_his_week_in_the_columns_settings(john):
    form = {"name": "Ask John", "columnist": "John", "takes_letters": "on", "approval_days": 7}
    form |= {"slots-TOTAL_FORMS": 1, "slots-INITIAL_FORMS": 0}
    form |= {"slots-0-weekday": TUESDAY, "slots-0-time": "09:00", "slots-0-column": 1}
    john.post("/admin/questions/column/1/change/", form)
    assert str(WeeklySlot.objects.get()) == "Tuesday 09:00"


@pytest.mark.parametrize("at", ["2099-12-01T10:00", "never"])
def test_a_time_beside_now_is_a_question_and_publishes_nothing(john, at):
    question = draft_question("One")
    page = john.post(f"{DESK}{question.pk}/publish/", {"when": "now", "at": at, "anyway": "on"})
    assert "You wrote a time" in page.text
    question.refresh_from_db()
    assert question.state == "draft"


def with_changes(**changes):
    """A public answer whose changes nobody sees yet."""
    question = published_question("One", tags=[saved_tag()])
    actions.questions.update(question, text_of(question, **changes))
    return question


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"answer": " "}, "The answer is empty."),
        ({"content_notes": ("abuse",), "care": ()}, "letters about danger isn’t complete"),
    ],
)
def test_changes_pass_the_checklist_like_a_first_publication(john, rita, changes, reason):
    question = with_changes(**changes)
    page = john.get(f"{DESK}{question.pk}/publish/").text
    assert reason in page
    assert 'value="Publish changes"' not in page
    said = john.post(f"{DESK}{question.pk}/publish/", {"anyway": "on"}, follow=True).text
    assert reason in said
    question.refresh_from_db()
    assert actions.history.has_pending_changes(question)


def test_what_changes_is_shown_before_it_is_public(john):
    page = john.get(f"{DESK}{with_changes(answer='Ask him twice.').pk}/publish/").text
    assert "What changes: Answer" in page
    assert "twice" in page.partition("<ins>")[2]


def test_open_points_of_changes_are_asked_about(john, rita):
    question = with_changes(letter_text="Ring me on 07700 900123.")
    page = john.post(f"{DESK}{question.pk}/publish/").text
    assert "07700 900123" in page
    assert "tick “Publish anyway”" in page
    assert "07700 900123" not in rita.get("/questions/one/").text
    john.post(f"{DESK}{question.pk}/publish/", {"anyway": "on"})
    assert "07700 900123" in rita.get("/questions/one/").text


def approved(question):
    """The question as if its writer had seen and approved the letter."""
    actions.approvals.request(question)
    letter = question.letters.get()
    actions.approvals.record_approval(letter, letter.Approval.FINE)
    return question


def test_a_changed_letter_is_shown_to_its_writer_again(john, rita):
    question = approved(draft_question("One", tags=[saved_tag()]))
    actions.questions.publish(question)
    actions.questions.update(question, text_of(question, answer="Another answer."))
    assert "Publish changes" in john.get(f"{DESK}{question.pk}/publish/").text

    actions.questions.update(question, text_of(question, letter_text="He hit me."))
    page = john.get(f"{DESK}{question.pk}/publish/").text
    assert "Show it to them again" in page
    assert f"{DESK}{question.pk}/ask-approval/" in page
    with pytest.raises(actions.questions.NotPublishable):
        actions.questions.publish_changes(question)
    assert "He hit me." not in rita.get("/questions/one/").text

    approved(question)
    actions.questions.publish_changes(question)
    assert "He hit me." in rita.get("/questions/one/").text


def test_an_editor_publishes_no_changes(edith):
    question = with_changes(answer="Better.")
    assert edith.post(f"{DESK}{question.pk}/publish/", {"anyway": "on"}).status_code == 403
    assert actions.history.has_pending_changes(question)


def test_the_verbs_themselves_refuse_whoever_may_not_publish(django_user_model):
    intake = django_user_model.objects.create_user("intake", is_staff=True)
    public, draft = autosave_text(published_question("One"), answer="Else."), draft_question("Two")
    for verb, question in (
        (actions.questions.publish, draft),
        (actions.questions.publish_changes, public),
        (actions.questions.unpublish, public),
    ):
        with pytest.raises(actions.permissions.NotAllowed):
            verb(question, by=intake)
