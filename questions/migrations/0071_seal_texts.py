"""Carry drafts, private changes, history and preview links over to sealed revisions.

What is not scheduled or published is emptied in the question's own columns. The texts are the same
to the byte; a line of history keeps its time, its user and its reason.
"""

import json
from datetime import datetime
from typing import Any, NamedTuple

from django.db import migrations
from django.utils import timezone

PARTS = ("headline", "letter_text", "sign_off", "answer", "correction", "content_notes")
REASONS = {"published": "published", "restored": "restored", "stand-ins": "pseudonyms"}
REASONS |= {"imported": "imported"}
NOTHING: dict[str, Any] = {
    "headline": "",
    "letter_text": "",
    "sign_off": "",
    "answer": "",
    "answer_html": "",
    "letter_excerpt": "",
    "answer_excerpt": "",
    "minutes": 1,
    "correction": "",
    "content_notes": [],
    "care": [],
    "update_of": None,
}


class Line(NamedTuple):
    """A revision to come."""

    at: datetime
    text: dict[str, Any]
    reason: str
    author: int | None = None
    link: int | None = None


def seal_texts(apps, schema_editor):
    """Question by question."""
    question_model = apps.get_model("questions", "Question")
    for key in list(question_model.objects.order_by("pk").values_list("pk", flat=True)):
        question = question_model.objects.get(pk=key)
        question.was_public = was_public(apps, question)
        seal_question(apps, question)
        if question.state != "published":
            empty_columns(apps, question)
        question.save(update_fields=["revision", "was_public"])
    seal_pseudonyms(apps)
    forget_log(apps)


def was_public(apps, question):
    """Whether readers may have seen it: it came out, or was published once and taken down."""
    if question.state != "draft":
        return question.state == "withdrawn" or question.publish_at <= timezone.now()
    history = apps.get_model("questions", "HistoricalQuestion").objects
    return history.filter(id=question.pk, history_change_reason="published").exists()


def own_text(question):
    """The text in the question's columns."""
    text = {name: getattr(question, name) for name in (*PARTS, "care")}
    text["tags"] = sorted(question.tags.values_list("pk", flat=True))
    return text | {"update_of": question.update_of_id, "slug": question.slug or ""}


def seal_question(apps, question):
    """Write the revisions of one question; the one that is being worked on has the last number."""
    own = own_text(question)
    lines = history_lines(apps, question, own) + link_lines(apps, question, own)
    pending = apps.get_model("questions", "PendingRevision").objects.filter(question=question).first()
    texts = [line.text for line in lines if line.link is None]
    if not pending and not lines and not any(own[name] for name in PARTS):
        return  # erased: there is no text
    if not texts or texts[-1] != own:
        reason = "published" if question.state == "published" else "saved"
        lines.append(Line(question.changed_at, own, reason))
    if pending:
        lines.append(Line(pending.kept_at, own | pending.written, "autosave"))
    current = [line for line in lines if line.link is None][-1]
    others = sorted((line for line in lines if line is not current), key=lambda line: line.at)
    write_lines(apps, question, [*others, current])


def history_lines(apps, question, own):
    """The lines of the history, the oldest first. It never knew care, address and update."""
    rows = apps.get_model("questions", "HistoricalQuestion").objects.filter(id=question.pk)
    tags = apps.get_model("questions", "HistoricalQuestion_tags").objects
    lines = []
    for row in rows.order_by("history_date", "history_id"):
        keys = sorted(tags.filter(history_id=row.pk).values_list("tag_id", flat=True))
        text = own | {name: getattr(row, name) for name in PARTS} | {"tags": keys}
        reason = REASONS.get(row.history_change_reason or "", "saved")
        lines.append(Line(row.history_date, text, reason, row.history_user_id))
    return lines


def link_lines(apps, question, own):
    """What preview links show."""
    links = apps.get_model("questions", "PreviewLink").objects.filter(question=question)
    return [
        Line(link.made_at, own | link.written, "previewed", link.made_by_id, link.pk)
        for link in links.order_by("pk")
    ]


def write_lines(apps, question, lines):
    """Seal the lines. The last one gets the question's number, so that open windows go on."""
    revisions = apps.get_model("questions", "Revision").objects
    links = apps.get_model("questions", "PreviewLink").objects
    question.revision = max(question.revision, len(lines))
    first = question.revision - len(lines) + 1
    for number, line in enumerate(lines, first):
        revision = revisions.create(
            question=question,
            number=number,
            text=json.dumps(line.text, ensure_ascii=False),
            reason=line.reason,
            author_id=line.author,
            created_at=line.at,
            saved_at=line.at,
            base_revision=number - 1 if line.reason == "pseudonyms" and number > first else None,
        )
        links.filter(pk=line.link).update(revision=revision)


def empty_columns(apps, question):
    """Take the text out of the columns; an address that readers never knew goes too."""
    rows = apps.get_model("questions", "Question").objects.filter(pk=question.pk)
    rows.update(**NOTHING)
    question.tags.clear()
    if not question.was_public:
        rows.update(slug=None)
        apps.get_model("questions", "FormerSlug").objects.filter(question=question).delete()


def seal_pseudonyms(apps):
    """Seal the made-up names too: they stand in the text of drafts."""
    for pseudonym in apps.get_model("questions", "Pseudonym").objects.all():
        pseudonym.stand_in = str.__str__(pseudonym.__dict__["stand_in"])
        pseudonym.save(update_fields=["stand_in"])


def forget_log(apps):
    """Django's log of the admin keeps the headlines of what was saved there."""
    kinds = apps.get_model("contenttypes", "ContentType").objects
    kinds = kinds.filter(app_label="questions", model__in=("question", "pair"))
    apps.get_model("admin", "LogEntry").objects.filter(content_type__in=kinds).delete()


def refuse_to_go_back(apps, schema_editor):
    """What is sealed is not written in the clear again."""
    if apps.get_model("questions", "Revision").objects.exists():
        raise RuntimeError("The texts are sealed by now. To go back, restore the backup from before.")


class Migration(migrations.Migration):

    dependencies = [
        ("questions", "0070_revisions"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(seal_texts, refuse_to_go_back)]
