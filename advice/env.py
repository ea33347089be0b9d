"""Typed readers of the environment that refuse nonsense.

Every setting that an operator can change comes through here, so that a missing or nonsensical value
stops the start with the variable's name and the remedy, and never turns into a quiet default.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
MAKE_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"  # noqa: S105
MAKE_LETTER_KEY = (
    "python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'"
)
MADE_HERE = "In a clone, `make run` makes all secrets; elsewhere make this one with:"

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        "PRAGMA foreign_keys=ON; PRAGMA cache_size=-2000;"
    ),
}

env = environ.Env()


def setting_error(name: str, what: str, remedy: str) -> ImproperlyConfigured:
    """The error that stops a wrong start: which variable, what is wrong, what to do."""
    return ImproperlyConfigured(f"{name} {what}. {remedy}")


def read_local_file(path: Path) -> None:
    """Take what `make run` wrote for this machine, unless the environment says otherwise."""
    if path.is_file():
        environ.Env.read_env(path, overwrite=False)


def get_text(name: str, default: str) -> str:
    """A plain value, without the spaces around it."""
    return str(env.str(name, default=default)).strip()


def get_flag(name: str) -> bool:
    """A yes or no: 1/0, true/false, yes/no, on/off; no by default."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"", "0", "false", "no", "off"}:
        return False
    raise setting_error(name, "is neither yes nor no", "Set it to 1 or 0.")


def get_number(name: str, default: int, least: int, most: int) -> int:
    """A whole number between two bounds, both included."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal() or not least <= int(value) <= most:
        raise setting_error(
            name, "is not a number in its range", f"Set it to a whole number, {least} to {most}."
        )
    return int(value)


def get_secret(name: str, least: int = 32) -> str:
    """A secret of at least `least` characters, from NAME or from the file that NAME_FILE names."""
    value = read_variable_or_file(name)
    if not value:
        raise setting_error(name, "is missing", f"{MADE_HERE} {MAKE_SECRET}")
    if len(value) < least:
        raise setting_error(
            name, f"is shorter than {least} characters", f"Make one with: {MAKE_SECRET}"
        )
    return value


def get_optional_secret(name: str) -> str:
    """A secret as above, or nothing."""
    return get_secret(name) if read_variable_or_file(name) else ""


def get_letter_keys(name: str) -> list[str]:
    """The Fernet keys that seal letters, the newest first, separated by commas."""
    keys = [key.strip() for key in read_variable_or_file(name).split(",") if key.strip()]
    if not keys:
        raise setting_error(name, "is missing", f"{MADE_HERE} {MAKE_LETTER_KEY}")
    for key in keys:
        check_letter_key(name, key)
    return keys


def check_letter_key(name: str, key: str) -> None:
    """Refuse a key that Fernet does not take, without repeating it."""
    try:
        Fernet(key)
    except ValueError:
        raise setting_error(
            name, "holds something that is not a Fernet key", f"Make one with: {MAKE_LETTER_KEY}"
        ) from None


def read_variable_or_file(name: str) -> str:
    """NAME itself, or what stands in the file named by NAME_FILE (for secrets kept as files)."""
    path = os.environ.get(f"{name}_FILE", "").strip()
    if not path:
        return os.environ.get(name, "").strip()
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise setting_error(
            f"{name}_FILE", "names a file that cannot be read", "Check its path and its owner."
        ) from None
    if not value:
        remedy = f"Put your copy of it back into {path}."
        raise setting_error(f"{name}_FILE", "names a file with nothing in it", remedy)
    return value


def get_site_url(name: str, default: str | None) -> str:
    """Where the site lives, as `https://host[:port]`; plain http only on this machine itself."""
    value = get_text(name, default or "").rstrip("/")
    if not value:
        raise setting_error(name, "is missing", "Set it to the site's: https://column.example")
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in {"http", "https"} or not host or value != get_origin(value):
        raise setting_error(name, "is not an address", "Write it like this: https://column.example")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise setting_error(name, "is plain http", "Use https (http only on 127.0.0.1).")
    return value


def get_external_url(name: str, default: str) -> str:
    """The address of a page: https, or plain http on this machine itself."""
    value = get_text(name, default)
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        host, parts = "", urlsplit("")
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if not host or not is_safe or not value.isprintable() or " " in value:
        raise setting_error(
            name, "is not an address", "Write it like this: https://www.example.org/"
        )
    return value


def get_contact(name: str) -> str:
    """An address to write to, as RFC 9116 wants it, or nothing."""
    value = get_text(name, "")
    if value and not re.fullmatch(r"(mailto:[^\s@]+@[^\s@]+|https://[^\s]+)", value):
        raise setting_error(
            name, "is not an address", "Write it like this: mailto:security@column.example"
        )
    return value


def get_origin(url: str) -> str:
    """The scheme, host and port of an address, and nothing else that it may carry."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}"


def get_database(name: str, default: Path) -> dict:
    """Django's settings for the database: SQLite by default, PostgreSQL by `postgres://…`."""
    return database_from_url(name, read_variable_or_file(name) or f"sqlite:///{default}")


def database_from_url(name: str, url: str) -> dict:
    """Django's settings for the database at an address.

    Args:
        name: of the variable or option that says it, for the error.
        url: `postgres://…` or `sqlite:///…`.

    Returns:
        The settings. SQLite writes ahead, syncs at each commit and takes its lock at the start of
        a transaction, so that two writers wait instead of failing.

    Raises:
        ImproperlyConfigured: it is neither.
    """
    try:
        if not url.startswith(("sqlite:///", "postgres://", "postgresql://")):
            raise ValueError
        config = environ.Env.db_url_config(url)
        return config | {"OPTIONS": SQLITE_OPTIONS} if url.startswith("sqlite") else config
    except ValueError:
        raise setting_error(
            name,
            "is neither a SQLite file nor a PostgreSQL address",
            "Write it like this: postgres://user:password@host/name",
        ) from None


def get_mail_server(name: str, default: str) -> dict:
    """Django's settings for the mail server: `smtp://user:password@host:587`, `smtp+tls://…`."""
    try:
        config = environ.Env.email_url_config(read_variable_or_file(name) or default)
    except (ValueError, KeyError, ImproperlyConfigured):
        raise setting_error(
            name, "is not a mail server", "Write it like this: smtp+tls://user:password@host:587"
        ) from None
    return {key: value for key, value in config.items() if key.startswith("EMAIL_")}


def is_given(name: str) -> bool:
    """Whether somebody has set NAME, or NAME_FILE, instead of leaving the default."""
    return bool(read_variable_or_file(name))


def get_time_zone(name: str, default: str) -> str:
    """A zone of the IANA database, such as Europe/London."""
    value = get_text(name, default)
    try:
        ZoneInfo(value)
    except (LookupError, OSError, ValueError):  # a folder of zones is an OSError
        remedy = "Write it like this: Europe/London"
        raise setting_error(name, "is not a time zone", remedy) from None
    return value
