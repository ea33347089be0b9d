"""Typed readers of the monitoring settings: metrics, logs, error reports."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from advice.env import LOOPBACK, get_text, read_variable_or_file, setting_error
from advice.logging_settings import LEVELS, OURS


def get_listener(name: str, has_token: bool) -> tuple[str, int] | None:
    """Where to listen, as `host:port`, or nothing.

    Args:
        name: of the variable.
        has_token: whether clients need a token. Without one only this machine may ask.
    """
    value = get_text(name, "")
    if not value:
        return None
    host, _, port = value.rpartition(":")
    host = host.strip("[]")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise setting_error(name, "is not an address", "Write it like this: 127.0.0.1:9109")
    if host not in LOOPBACK and not has_token:
        raise setting_error(name, "can be reached by others", "Set METRICS_TOKEN too.")
    return host, int(port)


def get_choice(name: str, default: str, choices: Sequence[str]) -> str:
    """One of a few words; capitals do not matter."""
    value = get_text(name, default)
    found = [one for one in choices if one.lower() == value.lower()]
    if not found:
        raise setting_error(name, "is not one of its values", f"Choose: {', '.join(choices)}.")
    return found[0]


def get_log_levels(name: str) -> dict[str, str]:
    """Levels by logger: `django=ERROR,questions.mail=DEBUG`. Others than ours never say DEBUG.

    Django's database logger would then write every query down, with the values in it.
    """
    pairs = [pair.strip().partition("=") for pair in get_text(name, "").split(",") if pair.strip()]
    levels = {logger.strip(): level.strip().upper() for logger, _, level in pairs}
    for logger, level in levels.items():
        is_ours = logger.split(".")[0] in OURS
        if not logger or level not in LEVELS or (level == "DEBUG" and not is_ours):
            raise setting_error(
                name,
                "names a logger or level that cannot be",
                "Write it like this: django=ERROR,questions.mail=DEBUG (DEBUG for ours alone).",
            )
    return levels


def get_dsn(name: str) -> str:
    """Sentry's address of a project, or nothing: https, or plain http on this machine itself."""
    value = read_variable_or_file(name)
    parts = urlsplit(value)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if value and not (is_safe and parts.username and parts.path.strip("/")):
        raise setting_error(name, "is no DSN", "Write it like this: https://key@sentry.example/1")
    return value
