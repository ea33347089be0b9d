"""A column on a primary with a streaming replica, served by one node that knows both."""

import os

import pytest

from tests.backups.conftest import Place
from tests.browser.conftest import empty_database
from tests.cluster import copy_database, running_primary, start_replica
from tests.copies import WITHOUT_MODEL, prepare_column

PUBLISH = """
from tests import factories
factories.numbers = iter([{number}])
question = factories.published_question("{headline}")
print(question.slug, question.letters.get().pk)
"""
WITHDRAW = 'actions.erasure.withdraw(Letter.objects.get(pk="{pk}"))'


@pytest.fixture(scope="module")
def primary():
    """A primary of its own."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        pytest.skip("This is about PostgreSQL.")
    with running_primary() as server:
        yield server


@pytest.fixture(scope="module")
def replica(column, primary):
    """Its streaming replica."""
    server = start_replica(primary)
    column.environment |= {
        "DATABASE_URL": f"postgres://postgres@127.0.0.1:{primary.port},127.0.0.1:{server.port}"
        "/letters?target_session_attrs=read-write",
        "DATABASE_REPLICA_URL": server.url(),
    }
    return server


@pytest.fixture(scope="module")
def column(primary, tmp_path_factory):
    """A column without letters on the primary."""
    place = Place(tmp_path_factory.mktemp("column"), "")
    for database in empty_database():
        prepare_column(place.environment | {"DATABASE_URL": database}, "--no-demo")
        copy_database(database, primary.url())
    place.environment |= WITHOUT_MODEL | {"DATABASE_URL": primary.url()}
    return place


@pytest.fixture(scope="module")
def served(column, replica):
    """The column, served by one process."""
    with column.served("--no-worker", "--workers", "1") as server:
        yield server
