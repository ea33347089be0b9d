"""The index of search, a table of the engine's own kind. `manage.py prepare` fills it."""

from django.db import migrations

# The words come folded, so the tokenizer has nothing left to do but part them at the spaces.
FTS5 = """
CREATE VIRTUAL TABLE questions_searchentry
USING fts5(words, columnsize=0, tokenize="unicode61 remove_diacritics 0")
"""
TABLE = """
CREATE TABLE questions_searchentry (question_id bigint PRIMARY KEY, words tsvector NOT NULL)
"""
# Without a list of pending entries, so that no search has to read one.
GIN = """
CREATE INDEX questions_searchentry_words ON questions_searchentry
USING gin (words) WITH (fastupdate = off)
"""
STATEMENTS = {"sqlite": [FTS5], "postgresql": [TABLE, GIN]}


def make_index(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("questions", "0012_roles")]

    operations = [
        migrations.RunPython(
            make_index,
            lambda apps, schema_editor: schema_editor.execute("DROP TABLE questions_searchentry"),
        ),
    ]
