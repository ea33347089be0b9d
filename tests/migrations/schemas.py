"""The database at the schema of a former version, and at the newest again."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from questions.backups.translate import FormerLoader
from tests.copies import HAS_COPIES, copy_database, has_copy, making, put_empty_database


def begin_at(target):
    """Begin anew with a former schema, which is faster than going back; return its models.

    Each schema is reached once in a run, from the nearest one before it that is kept.
    The test has to be one that commits: the newest schema is put back after it.
    """
    graph, name = FormerLoader(connection).graph, connection.settings_dict["NAME"]
    target = target + [leaf for leaf in graph.leaf_nodes() if leaf[0] != "questions"]
    with making(copy := copy_of(target[0])) as is_missing:
        if not is_missing and HAS_COPIES:
            copy_database(copy, name)
            return FormerLoader(connection).project_state(target).apps
        put_nearest(graph.forwards_plan(target[0]), name)
        apps = migrate(target)
        if HAS_COPIES:
            copy_database(name, copy)
        return apps


def copy_of(key):
    """How the copy of a schema is called."""
    return f"at_{key[1][:4]}"


def put_nearest(plan, name):
    """Put the last schema of a plan that is kept, or none, in the place of a database."""
    kept = [copy_of(key) for key in plan if key[0] == "questions" and has_copy(copy_of(key))]
    if kept and HAS_COPIES:
        copy_database(kept[-1], name)
    else:
        put_empty_database(name)


def migrate(target):
    """Migrate to a former schema, and return its models."""
    executor = MigrationExecutor(connection)
    executor.loader = FormerLoader(connection)
    executor.migrate(target)
    return executor.loader.project_state(target).apps


def migrate_to_newest():
    """Run all migrations that have not run."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
