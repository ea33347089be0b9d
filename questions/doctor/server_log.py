"""Whether PostgreSQL's own log can quote values; only a superuser of it may change that."""

from collections.abc import Iterator

from django.db import connection

from questions.doctor.findings import Diagnosis, Level, all_well

SAFE = {  # what each setting has to be, so that the log has patterns of statements alone
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "auto_explain.log_min_duration": "-1",
}


def check_server_log() -> Iterator[Diagnosis]:
    """What the server's settings let into its log. What is sealed stays sealed there too."""
    if connection.vendor != "postgresql":
        return  # SQLite has no log of its own
    with connection.cursor() as cursor:
        names = list(SAFE)
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names])
        found = dict(cursor.fetchall())
        cursor.execute("SELECT quote_ident(current_user)")
        role = cursor.fetchone()[0]
    wrong = [name for name, safe in SAFE.items() if found.get(name, safe) != safe]
    if not wrong:
        yield all_well("server-log", "PostgreSQL's log quotes no values.")
        return
    lines = " ".join(f"ALTER ROLE {role} SET {name} = {SAFE[name]};" for name in wrong)
    yield Diagnosis(
        "server-log",
        Level.WARNING,
        f"PostgreSQL's log may quote values of rows: {', '.join(wrong)}.",
        "As PostgreSQL's superuser, then restart PgBouncer, if there is one, and the column: "
        + lines,
    )
