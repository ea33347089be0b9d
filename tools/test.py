"""make test: every check there is, on a machine that has only Python, pip and make."""

import os
import sys
import tempfile
from contextlib import ExitStack

from tools import lint, packages, postgres, services
from tools.steps import Outcome, Step, exit_code, format_summary, run_step
from tools.talk import print_now, run_main

PUBLIC_SITE = "https://column.example"
ON_POSTGRES = "pytest on PostgreSQL"


def main() -> int:
    """Set up, run every step, sum up; return 0 when all is well."""
    packages.ensure_packages(packages.DEVELOPMENT, packages.RUNTIME)
    missing = services.ensure_services()
    with ExitStack() as stack:
        url = "" if "PostgreSQL" in missing else start_postgres(stack, missing)
        data = stack.enter_context(tempfile.TemporaryDirectory())
        outcomes = [run_step(step) for step in all_steps(url, data, sys.argv[1:])]
    if not url:
        outcomes.append(Outcome(ON_POSTGRES, "not run"))
    print_now(format_summary(outcomes, missing))
    return exit_code(outcomes, missing, os.environ.get("CI", "").lower() == "true")


def start_postgres(stack: ExitStack, missing: list[str]) -> str:
    """Start a PostgreSQL that ends with `stack`; return its DATABASE_URL, or "" and say why not."""
    print_now("• PostgreSQL: starting one for the tests")
    try:
        return stack.enter_context(postgres.temporary_server())
    except postgres.PostgresUnavailable as reason:
        print_now(str(reason))
        missing.append("PostgreSQL")
        return ""


def all_steps(url: str, data: str, arguments: list[str]) -> list[Step]:
    """Return every check in order.

    `url` is the test PostgreSQL's ("" without one), `data` a folder to write to, `arguments` are
    for pytest.
    """
    local = lint.column_environment(data)
    database = {"DATABASE_URL": url} if url else {}
    public = {**local, **database, "SITE_URL": PUBLIC_SITE}
    deploy = ("-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    drift = ("manage.py", "makemigrations", "--check", "--dry-run")
    pytest = ("-m", "pytest", "-n", "2", *arguments)
    every = [
        *lint.lint_steps(data),
        Step("migrations", drift, local),
        Step("check --deploy", deploy, public),
        Step("pytest on SQLite", pytest, lint.check_environment()),
    ]
    return (
        [*every, Step(ON_POSTGRES, pytest, {**lint.check_environment(), **database})]
        if url
        else every
    )


if __name__ == "__main__":
    run_main(main)
