"""A column of the first edition is updated with its demo letters, to the byte.

`first_edition.json.gz` holds what the command `demo` of the first edition wrote (schema 0045), by
`dumpdata`, without the rows that are derived from others. It is sealed with the tests' key.
"""

import gzip
import json
from pathlib import Path

import pytest
from django.db import transaction

from questions.crypto import Sealed, SealedTextField, unseal_text
from questions.models import Letter, Passage, Question, Tag
from tests.factories import text_of
from tests.migrations.schemas import begin_at, migrate_to_newest

FIRST_EDITION = [("questions", "0045_lists_in_order")]
ROWS = json.loads(gzip.decompress(Path(__file__).with_name("first_edition.json.gz").read_bytes()))
TEXTS = ("headline", "letter_text", "sign_off", "answer", "correction", "slug")


def rows_of(model):
    """The fields of a model's rows in the file, by primary key."""
    return {row["pk"]: row["fields"] for row in ROWS if row["model"] == f"questions.{model}"}


def load_rows(apps):
    """Write the file's rows; those that the migrations made themselves are replaced."""
    with transaction.atomic():  # a row may come before the one that it refers to
        for label in dict.fromkeys(row["model"] for row in ROWS):
            apps.get_model(label).objects.all().delete()
        for row in ROWS:
            write_row(apps.get_model(row["model"]), row["pk"], row["fields"])


def write_row(model, key, values):
    """Write one row and its many-to-many links."""
    links = {field.name: values[field.name] for field in model._meta.many_to_many}
    columns = {name: value for name, value in values.items() if name not in links}
    one = model.objects.create(pk=key, **dict(read_column(model, *one) for one in columns.items()))
    for name, keys in links.items():
        getattr(one, name).set(keys)


def read_column(model, name, value):
    """The attribute of a column and its value; what is sealed already is not sealed again."""
    field = model._meta.get_field(name)
    is_token = value and isinstance(field, SealedTextField)
    return field.attname, Sealed(value) if is_token else value


def open_token(letter, name):
    """A sealed text of the file in the clear."""
    token = rows_of("letter")[str(letter.pk)][name]
    return unseal_text(token, f"questions.letter:{letter.pk}:{name}") if token else ""


def texts_of(model, name):
    """One text of each of a model's rows in the file."""
    return {key: fields[name] for key, fields in rows_of(model).items()}


def described(model, name):
    """The same text of each row in the database."""
    return dict(model.objects.values_list("pk", name))


@pytest.fixture
def updated(transactional_db):
    """The first edition's column, with the newest schema."""
    try:
        load_rows(begin_at(FIRST_EDITION))
    finally:
        migrate_to_newest()


@pytest.mark.usefixtures("updated")
def test_every_text_of_the_demo_is_the_same_after_the_update():
    questions = rows_of("question")
    assert Question.objects.count() == len(questions) == 18
    for question in Question.objects.all():
        before, text = questions[question.pk], text_of(question)
        assert [getattr(text, name) for name in TEXTS] == [before[name] or "" for name in TEXTS]
        assert list(text.content_notes) == before["content_notes"]
        assert set(text.tags) == set(before["tags"])
        assert question.state == before["state"]
    letters = rows_of("letter")
    assert Letter.objects.count() == len(letters) == 22
    for letter in Letter.objects.all():
        assert letter.text == open_token(letter, "text") != ""
        assert letter.sign_off == open_token(letter, "sign_off")
        assert letter.receipt_hash == letters[str(letter.pk)]["receipt_hash"]
    assert described(Tag, "description") == texts_of("tag", "description") != {}
    assert described(Passage, "text") == texts_of("passage", "text") != {}
