"""make lint: the quick checks of form and types."""

import os
import tempfile
from functools import cache

from tools import keys, packages, services
from tools.steps import Step, exit_code, format_summary, run_step
from tools.talk import print_now, run_main

# A developer's shell stays outside: nothing else of it reaches the checks.
PASSED_ON = (
    *("CHROMIUM", "CI", "FORCE_COLOR", "HOME", "HOSTILE_INPUT", "LANG", "LC_ALL", "NO_COLOR"),
    *("LD_LIBRARY_PATH", "PATH", "PYTHONDONTWRITEBYTECODE", "TERM", "TMPDIR"),
)
LOCAL_SITE = "http://127.0.0.1:8000"


def main() -> int:
    """Set up, run the quick checks, sum up; return 0 when all is well."""
    packages.ensure_packages(packages.DEVELOPMENT, packages.RUNTIME)
    with tempfile.TemporaryDirectory() as data:
        outcomes = [run_step(step) for step in lint_steps(data)]
    print_now(format_summary(outcomes, []))
    return exit_code(outcomes, [], on_ci=False)


def lint_steps(data: str) -> list[Step]:
    """Return the quick checks in order; `data` is a folder for them to write to."""
    plain = check_environment()
    return [
        Step("ruff check", ("-m", "ruff", "check", "."), plain),
        Step("ruff format", ("-m", "ruff", "format", "--check", "."), plain),
        Step("djlint", ("-m", "djlint", "templates", "--check", "--lint"), plain),
        # The Django plugin of mypy loads the settings.
        Step("mypy", ("-m", "mypy"), column_environment(data)),
    ]


@cache
def check_environment() -> dict[str, str]:
    """Return what the checks get from the environment, and where Chromium is."""
    env = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    browser = services.find_chromium()
    return {**env, "CHROMIUM": browser} if browser else env


def column_environment(data: str) -> dict[str, str]:
    """Return the environment of a column that keeps everything in the folder `data`."""
    return {
        **check_environment(),
        **keys.generate_secrets(),
        "SITE_URL": LOCAL_SITE,
        "DATA_DIR": data,
    }


if __name__ == "__main__":
    run_main(main)
