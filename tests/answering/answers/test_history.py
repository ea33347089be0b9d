"""The history of a question: who, when, what; and back to it."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from questions import actions
from questions.models import Question
from questions.text.diff import diff_words
from tests.factories import draft_question, published_question, saved_tag

DESK = "/admin/questions/question/"


def write(question, answer, **facts):
    question.answer = answer
    actions.questions.update(question, **facts)


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
    assert [line.answer for line in question.history.all()] == [
        "Once more.", "Say it in *two* sentences.",
    ]  # fmt: skip
    page = john.get(f"{DESK}{question.pk}/past/").text
    assert "john" in page
    newest = question.history.first().history_id
    assert "<ins>Once more.</ins>" in john.get(f"{DESK}{question.pk}/past/{newest}/").text


def test_the_same_text_is_no_line(db):
    question = draft_question("One")
    write(question, question.answer)
    assert question.history.count() == 1


def test_tags_are_part_of_it(john):
    tag = saved_tag("Trust")
    question = draft_question("One", tags=[tag])
    actions.questions.update(question, [])
    newest, oldest = question.history.all()
    assert (actions.history.tag_ids(newest), actions.history.tag_ids(oldest)) == (set(), {tag.pk})


def test_writing_leaves_a_line_every_few_minutes_only(db):
    question = draft_question("One")
    for words in ("a", "ab", "abc"):
        text = actions.revisions.working_text(question) | {"answer": words}
        question.revision = actions.revisions.save_draft(question, text, revision=question.revision)
    assert question.history.count() == 1
    question.history.update(history_date=timezone.now() - timedelta(minutes=11))
    text["answer"] = "abcd"
    actions.revisions.save_draft(question, text, revision=question.revision)
    assert question.history.count() == 2


def test_he_goes_back_to_an_earlier_text(john):
    tag = saved_tag()
    question = draft_question("One", tags=[tag])
    write(question, "Worse.", tags=[])
    oldest = question.history.last().history_id
    john.post(f"{DESK}{question.pk}/past/{oldest}/restore/")

    question.refresh_from_db()
    assert question.answer == "Say it in *two* sentences."
    assert list(question.tags.all()) == [tag]
    assert question.history.count() == 3


def test_going_back_is_not_public_before_he_says_so(john, rita):
    question = published_question("One")
    write(question, "Better.")
    john.post(f"{DESK}{question.pk}/past/{question.history.last().history_id}/restore/")
    assert "Better." in rita.get("/questions/one/").text
    assert actions.revisions.working_text(question)["answer"] == "Say it in *two* sentences."


def test_a_line_of_another_question_is_not_found(john):
    one, two = draft_question("One"), draft_question("Two")
    line = one.history.first().history_id
    assert john.get(f"{DESK}{two.pk}/past/{line}/").status_code == 404
    assert john.post(f"{DESK}{two.pk}/past/{line}/restore/").status_code == 404


def test_what_is_deleted_leaves_no_history(db):
    question = draft_question("One")
    records = question.history.model.objects
    question.letters.update(question=None)
    Question.objects.get(pk=question.pk).delete()
    assert not records.exists()


def test_an_erasure_finds_every_copy_of_the_text(john):
    question = published_question("Canary", slug="one", tags=[saved_tag()])
    form = actions.revisions.working_text(question) | {"update_of": "", "answer": "Canary one."}
    form |= {"began": question.revision, "slug": question.slug}
    john.post(f"{DESK}{question.pk}/change/", form)
    question.refresh_from_db()
    written = actions.revisions.working_text(question) | {"answer": "Canary two."}
    actions.revisions.save_draft(question, written, revision=question.revision)
    actions.preview_links.create_preview_link(question, days=1)
    assert tables_with("anary") >= EVERYWHERE
    actions.erasure.erase(question.letters.get())
    assert tables_with("anary") == set()


EVERYWHERE = {
    "django_admin_log",
    "questions_historicalquestion",
    "questions_pendingrevision",
    "questions_previewlink",
    "questions_question",
    "questions_word",
}


def tables_with(words):
    """The tables in which a text stands."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            if words in str(cursor.fetchall()):
                found.add(table)
    return found
