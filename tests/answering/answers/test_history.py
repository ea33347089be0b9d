"""The history of a question: who, when, what; and back to it."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.utils import timezone

from questions import actions
from questions.models import Question, Revision
from questions.text.diff import diff_words
from tests.factories import (
    autosave_text,
    change_text,
    draft_question,
    published_question,
    saved_tag,
    text_of,
)

DESK = "/admin/questions/question/"


def write(question, answer, **facts):
    change_text(question, answer=answer, **facts)


def history_of(question):
    return list(question.revisions.newest_first())


def runs(before, after):
    return [(run.kind, run.text) for run in diff_words(before, after)]


def test_a_difference_is_read_word_by_word():
    assert runs("Say it twice.", "Say it once.") == [
        ("same", "Say it "), ("removed", "twice."), ("added", "once."),
    ]  # fmt: skip
    assert runs("The same.", "The same.\r\n") == []


def test_each_save_is_a_line_with_its_writer(john):
    question, user = draft_question("One"), get_user_model().objects.get()
    write(question, "Once more.", by=user)
    assert [line.question_text.answer for line in history_of(question)] == [
        "Once more.", "Say it in *two* sentences.", "",
    ]  # fmt: skip
    page = john.get(f"{DESK}{question.pk}/past/").text
    assert "john" in page
    newest = history_of(question)[0].number
    assert "<ins>Once more.</ins>" in john.get(f"{DESK}{question.pk}/past/{newest}/").text


def test_the_same_text_is_no_line(db):
    question = draft_question("One")
    write(question, text_of(question).answer)
    assert question.revisions.count() == 2


def test_tags_are_part_of_it(john):
    tag = saved_tag("Trust")
    question = draft_question("One", tags=[tag])
    change_text(question, tags=())
    tags = [line.question_text.tags for line in history_of(question)]
    assert tags == [(), (tag.pk,), ()]


def test_writing_leaves_a_line_every_few_minutes_only(db):
    question = draft_question("One")
    for words in ("a", "ab", "abc"):
        autosave_text(question, answer=words)
    assert question.revisions.count() == 3
    question.revisions.update(created_at=timezone.now() - timedelta(minutes=11))
    autosave_text(question, answer="abcd")
    assert [line.question_text.answer for line in history_of(question)[:2]] == ["abcd", "abc"]


def test_he_goes_back_to_an_earlier_text(john):
    tag = saved_tag()
    question = draft_question("One", tags=[tag])
    write(question, "Worse.", tags=[])
    oldest = history_of(question)[1].number
    john.post(f"{DESK}{question.pk}/past/{oldest}/restore/")

    question.refresh_from_db()
    assert text_of(question).answer == "Say it in *two* sentences."
    assert text_of(question).tags == (tag.pk,)
    assert history_of(question)[0].reason == "restored"


def test_going_back_is_not_public_before_he_says_so(john, rita):
    question = published_question("One")
    write(question, "Better.")
    john.post(f"{DESK}{question.pk}/past/{history_of(question)[-2].number}/restore/")
    assert "Better." in rita.get("/questions/one/").text
    assert text_of(question).answer == "Say it in *two* sentences."


def test_a_line_of_another_question_is_not_found(john):
    one, two = draft_question("One"), draft_question("Two")
    line = history_of(one)[0].number + 7
    assert john.get(f"{DESK}{two.pk}/past/{line}/").status_code == 404
    assert john.post(f"{DESK}{two.pk}/past/{line}/restore/").status_code == 404


def test_what_is_deleted_leaves_no_history(db):
    question = draft_question("One")
    question.letters.update(question=None)
    Question.objects.get(pk=question.pk).delete()
    assert not Revision.objects.exists()


def test_both_texts_of_a_conflict_are_in_the_history(john):
    question = draft_question("One")
    first = question.revision
    autosave_text(question, answer="From the first window.")
    with pytest.raises(actions.revisions.StaleRevision):
        actions.revisions.save_draft(
            question, text_of(question, answer="From the second."), base_revision=first
        )
    newest, before = history_of(question)[:2]
    assert (newest.reason, newest.question_text.answer) == ("conflict", "From the second.")
    assert text_of(question).answer == before.question_text.answer == "From the first window."
    autosave_text(question, answer="Written on.")
    assert before.question_text in [line.question_text for line in history_of(question)]
    assert "Not saved: somebody else" in john.get(f"{DESK}{question.pk}/past/").text


def test_restoring_never_drops_tags(john):
    question, tag = draft_question("One"), saved_tag()
    oldest = history_of(question)[-1]
    change_text(question, tags=(tag.pk,))
    actions.revisions.restore(question, oldest)
    assert text_of(question).tags == (tag.pk,)


def test_events_are_lines_of_the_history(john):
    question = draft_question("One")
    letter = question.letters.get()
    actions.approvals.request(question)
    letter.refresh_from_db()
    actions.approvals.record_approval(letter, "fine")
    actions.questions.publish(question)
    actions.questions.unpublish(question)
    reasons = [line.reason for line in history_of(question)][:4]
    assert reasons == ["unpublished", "published", "approved", "approval-asked"]


def test_the_list_shows_and_finds_what_is_sealed(john):
    tag = saved_tag("Trust")
    draft_question("Bins in the rain", tags=[tag])
    draft_question("Something else")
    assert "Bins in the rain" in john.get(DESK).text
    for query in ("q=rain+bins", f"tag={tag.pk}"):
        page = john.get(f"{DESK}?{query}").text
        assert "Bins in the rain" in page
        assert "Something else" not in page


def test_the_admins_log_keeps_no_headline(john):
    question = draft_question("One")
    form = {"headline": "Canary", "letter_text": "x", "base_revision": question.revision}
    john.post(f"{DESK}{question.pk}/change/", form)
    assert text_of(question).headline == "Canary"
    assert not LogEntry.objects.exists()
