"""What has to be true before the column can be served."""

import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

from questions import actions
from questions.checks import OWN_CHECKS
from questions.models import Letter, Question

CANNOT = "{what} can't be used: {reason}. Put that right and run this again: it goes on."
WAITING = "Another process prepares this column: waiting for it"
LOCK_PAUSE = 0.5  # seconds
ADVISORY_LOCK = 7_031_889_428  # any number that no other lock uses
COLLECTED = "collected"  # beside the collected files: what they were made from
FOR_DEBUGGING = ["jquery.js", "xregexp.js", "select2.full.js"]  # pages name their minified twins


def collect_static(say: Callable[[str], None]) -> None:
    """Collect and compress styles and scripts, unless they are those of the last time."""
    mark, sources = Path(settings.STATIC_ROOT) / COLLECTED, source_fingerprint()
    if mark.exists() and mark.read_text(encoding="ascii") == sources:
        return
    say("Styles and scripts")
    mark.unlink(missing_ok=True)
    quietly = {"verbosity": 0, "interactive": False}
    call_command("collectstatic", ignore_patterns=FOR_DEBUGGING, **quietly)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(sources, encoding="ascii")


def source_fingerprint() -> str:
    """What collecting depends on: each source's size and time, and how it is stored."""
    facts = [repr(settings.STORAGES["staticfiles"]), version("whitenoise")]
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            facts.append(f"{storage.path(name)} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.blake2b("\n".join(sorted(facts)).encode(), digest_size=16).hexdigest()


def write_first_password(username: str, password: str) -> Path:
    """Keep the first password out of the journal of a server: in a file for its owner alone."""
    file = Path(settings.DATA_DIR) / "first-password.txt"
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(f"name      {username}\npassword  {password}\n")
    return file


def protect_files() -> None:
    """Close what earlier versions left open: letters are for the column's own user alone."""
    folder = Path(settings.DATA_DIR)
    folder.chmod(0o700)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o700)
        elif path.is_file():
            path.chmod(0o600)


@contextmanager
def wait_for_turn(say: Callable[[str], None]) -> Iterator[None]:
    """Let only one process prepare a database at a time; others wait until it has finished."""
    hold = hold_database_lock if connection.vendor == "postgresql" else hold_file_lock
    with hold(say):
        yield


@contextmanager
def hold_database_lock(say: Callable[[str], None]) -> Iterator[None]:
    """PostgreSQL's advisory lock, which goes with its connection if this process dies.

    It belongs to a transaction on a connection of its own, because a pooler such as PgBouncer may
    give each transaction another session.
    """
    own = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            wait_for_database_lock(cursor, say)
            yield
    finally:
        own.close()


def wait_for_database_lock(cursor: Any, say: Callable[[str], None]) -> None:
    """Take the lock when it is free.

    It is asked for again and again: a query that waits would itself keep a concurrent index
    waiting.
    """
    if try_database_lock(cursor):
        return
    say(WAITING)
    while not try_database_lock(cursor):
        time.sleep(LOCK_PAUSE)


def try_database_lock(cursor: Any) -> bool:
    """Take the lock if it is free."""
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY_LOCK])
    return bool(cursor.fetchone()[0])


@contextmanager
def hold_file_lock(say: Callable[[str], None]) -> Iterator[None]:
    """A lock on a file beside SQLite's, which goes with this process."""
    path = Path(settings.DATA_DIR) / "prepare.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(WAITING)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Command(BaseCommand):
    """Bring database, demo, the columnist's account and static files up to date."""

    requires_system_checks = OWN_CHECKS
    help = (
        "Migrates the database, loads the demo into an empty column, fills an "
        "empty search index, makes the columnist's account "
        "if there is no account yet and prints its password once, and collects static files. Run "
        "again, it changes nothing that is there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """A production column starts without the demo."""
        parser.add_argument("--no-demo", action="store_true", help="Leave an empty column empty.")
        parser.add_argument(
            "--password-file", action="store_true", help="Write the first password to a file."
        )
        parser.add_argument("--username", default="john", help="The columnist's name at sign-in.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Each step says what it does, and does nothing when there is nothing to do.

        Raises:
            CommandError: the disk is full, or the database is away; `--traceback` shows where.
        """
        try:
            with wait_for_turn(self.report_step):
                self.prepare_column(options)
        except OperationalError as error:
            raise CommandError(CANNOT.format(what="The database", reason=error)) from error
        except OSError as error:
            what = error.filename or settings.DATA_DIR
            raise CommandError(CANNOT.format(what=what, reason=error.strerror)) from error

    def prepare_column(self, options: dict[str, Any]) -> None:
        """The steps, one process at a time."""
        protect_files()
        self.report_step("The database")
        call_command("migrate", verbosity=0, interactive=False)
        actions.scrub.keep_out_of_statistics()
        self.replay_erasure_log()
        is_new = not Letter.objects.exists() and not Question.objects.exists()
        if is_new and not options["no_demo"]:
            self.report_step("A demo column to look at")
            call_command("demo", verbosity=0)
        call_command("render", "--if-changed", stdout=self.stdout)
        if count := actions.tag_entries.repair_entries():
            self.report_step(f"{count} published letters go into the lists of their tags")
        # An update may have brought the index, or emptied it: the questions were there before.
        call_command("reindex", "--if-empty", stdout=self.stdout)
        self.create_columnist(options["username"], is_told=not options["password_file"])
        collect_static(self.report_step)

    def report_step(self, what: str) -> None:
        """Name the step before it is done, so that a slow one is no mystery."""
        self.stdout.write(f"• {what}")
        self.stdout.flush()

    def replay_erasure_log(self) -> None:
        """What a backup brought back, however it was restored, goes before anybody can read it."""
        if revoked := actions.revocations.replay_revocations():
            self.report_step(f"{revoked} accounts, second factors, feeds or webhooks end again")
        actions.erasure_log.copy_to_database()
        count = actions.erasure.replay_erasures() + actions.erasure.replay_withdrawals()
        if count:
            self.report_step(f"{count} letters that were erased or withdrawn are so again")

    def create_columnist(self, username: str, *, is_told: bool) -> None:
        """An account that may do everything.

        Args:
            username: its name.
            is_told: whether the password may be shown, this once, where the site is local.
        """
        users = get_user_model()
        if users.objects.exists():
            return
        password = secrets.token_urlsafe(12)
        if is_told and settings.SITE_IS_LOCAL:
            users.objects.create_superuser(username, password=password)
            self.report_step("The columnist's account, with a password that is shown only now:")
            self.stdout.write(f"    name      {username}\n    password  {password}")
            return
        file = write_first_password(username, password)  # first: the disk may be full
        users.objects.create_superuser(username, password=password)
        self.report_step(
            f"The columnist's account. Name and password are in {file}: delete it soon."
        )
