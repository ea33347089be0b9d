"""Django's LOGGING, from what an operator has set. Nothing of Django is loaded here."""

from typing import Any

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
OURS = ("advice", "questions")
USUAL_LEVELS = {
    "django": "WARNING",
    "flufl.bounce": "CRITICAL",  # its tracebacks could quote a mail
}
FORMATTERS = {
    "plain": {"()": "advice.logging.PlainFormatter"},
    "json": {"()": "advice.logging.JsonFormatter"},
}
FILTERS = {
    "without_paths": {"()": "advice.logging.PathRedactionFilter"},
    "once_in_an_outage": {"()": "advice.logging.DatabaseOutageFilter"},
}
REPORTS = {
    "class": "advice.error_reports.ErrorReportHandler",
    "level": "ERROR",
    "filters": list(FILTERS),
}


def build_logging(
    line_format: str, level: str, levels: dict[str, str], *, has_reports: bool
) -> dict[str, Any]:
    """The settings.

    Args:
        line_format: `plain` or `json`.
        level: of our own loggers.
        levels: of others, by their names.
        has_reports: whether errors are reported to Sentry too.
    """
    handlers: dict[str, dict[str, Any]] = {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": line_format,
            "filters": list(FILTERS),
        }
    }
    if has_reports:
        handlers["reports"] = REPORTS
    wanted = USUAL_LEVELS | dict.fromkeys(OURS, level) | levels
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": FORMATTERS,
        "filters": FILTERS,
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": "WARNING"},
        "loggers": {name: {"level": one} for name, one in wanted.items()},
    }
