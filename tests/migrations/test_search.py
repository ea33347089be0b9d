"""What search keeps, in a column that has letters when it is updated."""

from django.db import connection

from questions.models import Column, QuestionVector
from questions.search.comparing import BUCKET, read_sums
from tests.factories import published_question
from tests.migrations.schemas import migrate, migrate_to_newest

BEFORE = [("questions", "0101_checked_help_lines")]
BEFORE_INDEX = [("questions", "0194_key_import_hashes")]
OLD_TABLES = {"questions_word", "questions_spelling", "questions_searchentry"}


def old_tables():
    return OLD_TABLES & set(connection.introspection.table_names())


def test_the_old_tables_go_and_the_letters_stay(transactional_db):
    Column.objects.get_or_create(pk=Column.ONLY)
    question = published_question("The kettle")
    apps = migrate(BEFORE)
    try:
        word = apps.get_model("questions", "Word").objects.create(word="kettle", stem="kettl")
        apps.get_model("questions", "Spelling").objects.create(key="kettl", word=word)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE questions_searchentry (question_id bigint)")
        assert old_tables() == OLD_TABLES
    finally:
        migrate_to_newest()
    assert old_tables() == set()
    assert QuestionVector.objects.get().pk == question.pk


def list_indexes():
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, QuestionVector._meta.db_table)


def test_an_index_for_the_sums_is_made_beside_the_vectors(transactional_db):
    Column.objects.get_or_create(pk=Column.ONLY)
    numbers = [published_question(f"Letter {number}").pk for number in range(3)]
    sums = read_sums()
    migrate(BEFORE_INDEX)
    try:
        assert "vector_sums" not in list_indexes()
        assert read_sums() == sums  # an older version goes on beside a newer one
    finally:
        migrate_to_newest()
    assert "vector_sums" in list_indexes()
    assert read_sums() == sums
    assert sums.keys() == {number // BUCKET for number in numbers}
