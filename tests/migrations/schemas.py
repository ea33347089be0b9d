"""The database at the schema of a former version, and at the newest again."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from questions.backups.translate import FormerLoader
from tests.copies import put_empty_database


def begin_at(target):
    """Begin anew with a former schema, which is faster than going back; return its models.

    The test has to be one that commits: the newest schema is put back after it.
    """
    put_empty_database(connection.settings_dict["NAME"])
    leaves = FormerLoader(connection).graph.leaf_nodes()
    return migrate(target + [leaf for leaf in leaves if leaf[0] != "questions"])


def migrate(target):
    """Migrate to a former schema, and return its models."""
    executor = MigrationExecutor(connection)
    executor.loader = FormerLoader(connection)
    executor.migrate(target)
    return FormerLoader(connection).project_state(target).apps


def migrate_to_newest():
    """Run all migrations that have not run."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
