"""A new column, made in one step, is like one that has seen every migration."""

from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations import AddField, Migration
from django.db.migrations.loader import MigrationLoader

from questions.backups.translate import FormerLoader
from questions.models import Column, Resource
from tests.migrations.schemas import begin_at

WHOLE = ("questions", "0001_squashed_0171_readers_asked_and_imported")
LAST = ("questions", "0171_readers_asked_and_imported")
NEXT = ("questions", "0999_next")
DEFINITIONS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name",
    "postgresql": """
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        UNION SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2
    """,
}


def describe_tables():
    """Columns and constraints of each of our tables, and how its indexes are defined."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        tables = {name: describe(cursor, name) for name in names if name.startswith("questions_")}
        cursor.execute(DEFINITIONS[connection.vendor])
        return tables, sorted(map(str, map(without_generated_name, cursor.fetchall())))


def without_generated_name(row):
    """An index or constraint under the name that we gave it: Django's own ones tell its history."""
    name, definition = row
    is_ours = not name.startswith(("questions_", "sqlite_"))
    return row if is_ours else ("", definition and definition.replace(name, ""))


def describe(cursor, table):
    """Columns, whatever their order, and constraints."""
    columns = connection.introspection.get_table_description(cursor, table)
    found = connection.introspection.get_constraints(cursor, table).values()
    return sorted(map(str, columns)), sorted(map(str, found))


def describe_rows():
    """The rows that a column begins with."""
    fields = [field.attname for field in Resource._meta.fields if field.name != "id"]
    return (
        Column.objects.values().get(),
        sorted(Resource.objects.values_list(*fields), key=str),
        sorted(Group.objects.values_list("name", "permissions__codename")),
    )


def test_it_has_the_same_tables_and_rows(transactional_db):
    (tables, indexes), rows = describe_tables(), describe_rows()
    begin_at(FormerLoader(connection).graph.leaf_nodes("questions"))
    former_tables, former_indexes = describe_tables()
    for name in tables | former_tables:
        assert tables.get(name) == former_tables.get(name), name
    assert (indexes, rows) == (former_indexes, describe_rows())


def load_one_more(loader, load_disk=MigrationLoader.load_disk):
    """What is in the folder, and one that was made for a new column."""
    load_disk(loader)
    loader.disk_migrations[NEXT] = migration = Migration(NEXT[1], NEXT[0])
    migration.dependencies = [WHOLE]


def test_a_later_migration_leads_to_the_last_of_those_before_it(monkeypatch):
    monkeypatch.setattr(MigrationLoader, "load_disk", load_one_more)
    graph = FormerLoader(None).graph
    assert graph.forwards_plan(NEXT)[-2:] == [LAST, NEXT]


def test_an_older_version_can_go_on_writing_rows_without_a_new_column():
    added = [
        f"{migration.name}: {operation.model_name}.{operation.name}"
        for migration in MigrationLoader(None).disk_migrations.values()
        for operation in migration.operations
        if isinstance(operation, AddField) and not can_be_left_out(operation.field)
        if migration.app_label == "questions" and migration.name > "0191"
    ]
    assert added == [], "Give it a db_default: a row is written without it while two versions run."


def can_be_left_out(field):
    """Whether a row can be written that says nothing of a field."""
    return field.null or field.many_to_many or field.has_db_default()
