"""The former engine's tables go from a column that has letters; what they were made from stays."""

from django.db import connection

from questions.models import Column, QuestionVector
from tests.factories import published_question
from tests.migrations.schemas import migrate, migrate_to_newest

BEFORE = [("questions", "0101_checked_help_lines")]
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
