"""`manage.py doctor`: what is wrong with a column that runs, and what to do about it.

Each check is a function that yields what it found. One that cannot be made is a finding too, so
that no fault hides the others.
"""

from collections.abc import Callable, Iterable, Iterator

from questions.doctor import copies, machine, server_log, services, site
from questions.doctor.findings import Diagnosis, Level

__all__ = ["CHECKS", "Diagnosis", "Level", "examine_column"]

Check = Callable[[], Iterable[Diagnosis]]
CHECKS: dict[str, Check] = {
    "settings": machine.check_settings,
    "files": machine.check_files,
    "disk": machine.check_disk,
    "database": services.check_database,
    "server-log": server_log.check_server_log,
    "clock": services.check_clock,
    "state": services.check_state,
    "mail": services.check_mail,
    "backups": copies.check_backups,
    "restore": copies.check_restore,
}


def examine_column(url: str, http_url: str, names: Iterable[str]) -> Iterator[Diagnosis]:
    """Everything that is found, in the order of the checks, those from outside last.

    Args:
        url: where the site is asked, from outside.
        http_url: where plain http is asked; nothing if nowhere.
        names: of the checks that are made; `outside` is one of them.
    """
    wanted = list(names)
    for name, check in CHECKS.items():
        if name in wanted:
            yield from run_check(name, check)
    if "outside" in wanted:
        yield from run_check("outside", lambda: site.check_site(url, http_url))


def run_check(name: str, check: Check) -> Iterator[Diagnosis]:
    """What a check finds; that it failed, if it did. Its words might quote, so they stay out."""
    try:
        yield from check()
    except Exception as error:
        yield Diagnosis(
            name,
            Level.ERROR,
            f"This could not be checked ({type(error).__name__}).",
            "Look at the other findings first, then run the doctor again.",
        )
