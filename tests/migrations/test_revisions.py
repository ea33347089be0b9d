"""Drafts, private changes, history and preview links become sealed revisions, to the byte."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from questions.models import PreviewLink, Pseudonym, Question, Revision
from tests.migrations.schemas import begin_at, migrate_to_newest
from tests.sealing import places_of

BEFORE = [("questions", "0051_plain_words")]
THEN = datetime(2026, 11, 1, 12, tzinfo=UTC)
TEXT = "Zażółć “gęślą” jaźń — \n\n  two  spaces\tand a tab… 🙈 CANARY"
PARTS = ("headline", "letter_text", "sign_off", "answer", "correction", "content_notes")


def text(mark, **more):
    """Words of every part, told apart by a mark."""
    words = {name: f"{mark} {name} CANARY" for name in ("headline", "sign_off", "correction")}
    words |= {"letter_text": f"{mark} letter {TEXT}", "answer": f"{mark} answer {TEXT}"}
    return words | {"content_notes": ["grief"]} | more


class Old:
    """A column at the old schema."""

    def __init__(self, apps, author):
        self.get, self.author = (lambda name: apps.get_model("questions", name)), author
        tag = self.get("Tag")
        self.tags = [tag.objects.create(name=name, slug=name) for name in ("one", "two")]

    def question(self, mark, state="draft", **facts):
        """A question in the clear, as the old software kept it."""
        derived = dict.fromkeys(("letter_excerpt", "answer_excerpt"), f"{mark} CANARY")
        question = self.get("Question").objects.create(
            state=state, slug=f"{mark}-canary", answer_html="<p>CANARY</p>", consented=True,
            changed_at=THEN, **text(mark), **derived, **facts,
        )  # fmt: skip
        question.tags.set(self.tags[:1])
        return question

    def add_line(self, question, mark, days, reason=None, tags=()):
        """A line of django-simple-history."""
        record = self.get("HistoricalQuestion").objects.create(
            id=question.pk, history_date=THEN + timedelta(days=days), history_type="~",
            history_user_id=self.author.pk, history_change_reason=reason, **text(mark),
        )  # fmt: skip
        for tag in tags:
            self.get("HistoricalQuestion_tags").objects.create(
                history=record, question=question, tag=tag, id=tag.pk
            )

    def make_written(self, question, mark, **facts):
        """What a pending change or a link kept."""
        return text(mark) | {"care": ["help"], "tags": [self.tags[1].pk], "update_of": None} | facts


def texts_of(question):
    """Number, reason and text of each revision, the oldest first."""
    revisions = Revision.objects.filter(question_id=question.pk).order_by("number")
    return [(one.number, one.reason, one.question_text) for one in revisions]


def assert_same(found, mark):
    """The same to the byte in each part."""
    for name, words in text(mark).items():
        part = getattr(found, name)
        assert (list(part) if isinstance(part, tuple) else part) == words


@pytest.fixture
def old():
    """The old schema; the new one is there again at the end."""
    apps = begin_at(BEFORE)
    try:
        author = get_user_model().objects.create_user("john")
        yield Old(apps, author)
    finally:
        migrate_to_newest()


def tables():
    return connection.introspection.table_names()


@pytest.mark.django_db(transaction=True)
def test_every_text_is_carried_over_and_sealed(old):
    draft = old.question("draft", revision=9)
    old.get("FormerSlug").objects.create(slug="former-canary", question=draft)
    old.add_line(draft, "first", 1, tags=old.tags)
    old.add_line(draft, "second", 2, "stand-ins")
    old.get("Pseudonym").objects.create(question=draft, words="Anna CANARY", stand_in="Kit CANARY")
    out = old.question("public", "published", publish_at=THEN, revision=4)
    old.add_line(out, "public", 3, "published", old.tags[:1])
    old.get("PendingRevision").objects.create(
        question=out, written=old.make_written(out, "pending"), kept_at=THEN + timedelta(days=5)
    )
    old.get("PreviewLink").objects.create(
        question=out, token_hash="x", written=old.make_written(out, "shown"), expires_at=THEN
    )
    down = old.question("down")
    old.add_line(down, "down", 1, "published", old.tags[:1])
    erased = old.get("Question").objects.create(state="withdrawn", slug="gone-1")

    migrate_to_newest()

    assert [(n, reason) for n, reason, _text in texts_of(draft)] == [
        (7, "saved"), (8, "pseudonyms"), (9, "saved"),
    ]  # fmt: skip
    for (_n, _reason, found), mark in zip(
        texts_of(draft), ("first", "second", "draft"), strict=True
    ):
        assert_same(found, mark)
    first, second = Revision.objects.filter(question_id=draft.pk).order_by("number")[:2]
    assert first.question_text.tags == tuple(tag.pk for tag in old.tags)
    assert (first.author, first.saved_at) == (old.author, THEN + timedelta(days=1))
    assert second.base_revision == first.number
    assert_same(PreviewLink.objects.get().revision.question_text, "shown")
    public = Question.objects.get(pk=out.pk)
    assert_same(public.public_text, "public")
    current = Revision.objects.current_ones().get(question_id=out.pk)
    assert (public.revision, current.reason) == (current.number, "autosave")
    assert_same(current.question_text, "pending")
    assert current.question_text.tags == (old.tags[1].pk,)
    assert Revision.objects.filter(question_id=down.pk).count() == 1
    assert Question.objects.get(pk=down.pk).slug == "down-canary"
    assert not texts_of(erased)
    assert Pseudonym.for_question(Question(pk=draft.pk)) == {"Anna CANARY": "Kit CANARY"}


@pytest.mark.django_db(transaction=True)
def test_nothing_stays_in_the_clear(old):
    draft = old.question("draft")
    old.add_line(draft, "first", 1)
    old.get("PendingRevision").objects.create(
        question=draft, written=old.make_written(draft, "pending")
    )
    old.get("PreviewLink").objects.create(
        question=draft, token_hash="x", written=old.make_written(draft, "shown"), expires_at=THEN
    )
    kind, _new = ContentType.objects.get_or_create(app_label="questions", model="question")
    LogEntry.objects.create(
        user=old.author, content_type=kind, object_id="1", object_repr="CANARY", action_flag=2
    )
    assert places_of("CANARY", "canary", "Zażółć")
    migrate_to_newest()
    assert places_of("CANARY", "canary", "Zażółć") == set()
    assert not {"questions_historicalquestion", "questions_pendingrevision"} & set(tables())
    row = Question.objects.get(pk=draft.pk)
    assert (row.slug, row.headline, list(row.tags.all())) == (None, "", [])
