"""The people of the tests, and the ground they stand on.

Ann asks, John answers, Rita reads; Ida sorts, Edith edits, Cora is a columnist like John; Sam is
staff without any permission.
"""

import gc

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase

from tests import copies

if connection.vendor == "sqlite":
    # A file, as in production: a database in memory has no log, no lock and no second process.
    connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / "test.sqlite3")

PASSWORD = "a long walk by the river"


SLOW_FOLDERS = {"backups", "migrations", "proxy", "replica", "server"}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what is slow by its folder; begin with it, so that no worker ends alone with it."""
    for item in items:
        if item.path.parent.name in SLOW_FOLDERS:
            item.add_marker("slow")
        if is_pure(item):
            item.add_marker("pure")
    result = yield
    items.sort(key=lambda item: not any(map(item.get_closest_marker, ("browser", "slow"))))
    return result


def is_pure(item):
    """Whether a test can't tell one engine from another: pytest-django refuses it any query.

    It starts no process either, which could ask the database, and its file knows no connection.
    """
    if {"connection", "connections", "subprocess"} & vars(item.module).keys():
        return False
    marks = ("browser", "database", "django_db", "skipif", "slow")
    has_database = {"db", "transactional_db"}.intersection(item.fixturenames)
    return not has_database and not any(map(item.get_closest_marker, marks))


def pytest_collection_finish():
    """Let the collector of garbage look less often: it took a twentieth of the fast tests' time."""
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, django_db_blocker):
    """Let pytest-django find a database that is migrated already."""
    if copies.HAS_COPIES:
        with django_db_blocker.unblock():
            copies.put_migrated_database(connection.creation._get_test_db_name())
    return copies.HAS_COPIES


def put_back_database(_test):
    """Make the database new after a test that committed. Emptying it would take more than that."""
    copies.put_migrated_database(connection.settings_dict["NAME"])


if copies.HAS_COPIES:
    TransactionTestCase._fixture_teardown = put_back_database


@pytest.fixture(autouse=True)
def ground(settings, monkeypatch, tmp_path):
    """Plain static files, a media folder of its own, nothing left in the cache.

    What is in it stays: a test that counts queries may take longer than a second.
    """
    for module in ("column", "resources"):
        monkeypatch.setattr(f"questions.models.{module}.CACHE_SECONDS", 3600)
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SEARCH_FILE = tmp_path / "search.sqlite3"
    cache.clear()


@pytest.fixture
def ann(db):
    """Somebody with a letter to write. Her browser checks the form's cookie like a real one."""
    return Client(enforce_csrf_checks=False)


@pytest.fixture
def rita(db):
    """Somebody who reads, without an account."""
    return Client()


@pytest.fixture
def john(db):
    """The columnist, signed in."""
    return signed_in(get_user_model().objects.create_superuser("john", password=PASSWORD))


@pytest.fixture
def sam(db):
    """Staff, signed in, without any permission."""
    return signed_in(get_user_model().objects.create_user("sam", password=PASSWORD, is_staff=True))


def signed_in(user):
    """A browser in which the user is signed in."""
    client = Client()
    client.force_login(user)
    return client


def one_of(role):
    """Staff in one of the roles that a migration makes, signed in."""
    user = get_user_model().objects.create_user(role.lower(), password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return signed_in(user)


@pytest.fixture
def ida(db):
    """Intake: reads and sorts letters, nothing else."""
    return one_of("Intake")


@pytest.fixture
def edith(db):
    """Editor: all but publishing and erasing."""
    return one_of("Editor")


@pytest.fixture
def cora(db):
    """Columnist by her role, not by being a superuser."""
    return one_of("Columnist")
