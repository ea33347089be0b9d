"""A public question that is corrected says so, if John wants it to."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format

from questions import actions
from questions.models import Question
from tests.answering.answers.test_autosave import DESK, autosave, publish_changes
from tests.answering.answers.test_autosave import save as save_privately
from tests.factories import draft_question, published_question, text_of

NOTE = "It is <b>two</b> years, not ten."
SHOWN = "It is &lt;b&gt;two&lt;/b&gt; years, not ten."


def save(client, question, **changed):
    """Save, and publish the changes."""
    save_privately(client, question, **changed)
    publish_changes(client, question)


def test_the_note_stands_on_the_page_before_the_tags_and_in_the_feeds(john, rita):
    question = published_question("One")
    assert "Note the correction publicly" in john.get(f"{DESK}{question.pk}/change/").text
    save(john, question, correction=NOTE)

    page, today = rita.get("/questions/one/").text, date_format(timezone.localdate())
    assert f"Corrected on {today}: {SHOWN}" in " ".join(page.split())
    assert page.index(SHOWN) < page.index('class="after"')
    assert "It is &amp;lt;b" in rita.get("/feed/").text
    assert SHOWN in rita.get("/feed.json").json()["items"][0]["content_html"]


def test_it_is_not_public_before_the_changes_are(john, rita):
    question = published_question("One")
    autosave(john, question, correction=NOTE)
    assert SHOWN not in rita.get("/questions/one/").text
    assert SHOWN in john.get(f"{DESK}{question.pk}/change/").text
    save(john, question)
    assert SHOWN in rita.get("/questions/one/").text


def test_each_note_has_its_own_day(john):
    question, week = published_question("One"), timedelta(days=7)
    save(john, question, correction=NOTE)
    Question.objects.update(corrected_on=timezone.localdate() - week)
    question.refresh_from_db()
    save(john, question, headline="Two")
    assert question.corrected_on == timezone.localdate() - week
    save(john, question, correction="Another.")
    assert question.corrected_on == timezone.localdate()
    save(john, question, correction="")
    assert question.corrected_on is None


def test_it_is_in_the_history(john):
    question = published_question("One")
    save(john, question, correction=NOTE)
    line = question.revisions.newest_first().filter(reason="saved").first()
    assert "Correction, noted publicly" in john.get(f"{DESK}{question.pk}/past/{line.number}/").text
    save(john, question, correction="")
    actions.revisions.restore(question, line)
    assert text_of(question).correction == NOTE


def test_a_draft_has_nothing_to_correct(john):
    page = john.get(f"{DESK}{draft_question('One').pk}/change/").text
    assert "Note the correction publicly" not in page


def test_a_note_of_a_question_taken_down_stays(john):
    question = published_question("One")
    save(john, question, correction=NOTE)
    actions.questions.unpublish(question)
    question.refresh_from_db()
    autosave(john, question, answer="Another answer.")
    assert text_of(question).correction == NOTE
    assert SHOWN in john.get(f"{DESK}{question.pk}/change/").text
