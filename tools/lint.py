"""make lint: the quick checks of form and types."""

import os
import tempfile
from functools import cache

from tools import keys, packages, services
from tools.steps import Step, run, summary, verdict
from tools.talk import conduct, say

# A developer's shell stays outside: nothing else of it reaches the checks.
PASSED_ON = (
    *("CHROMIUM", "CI", "FORCE_COLOR", "HOME", "HOSTILE_INPUT", "LANG", "LC_ALL", "NO_COLOR"),
    *("LD_LIBRARY_PATH", "PATH", "PYTHONDONTWRITEBYTECODE", "TERM", "TMPDIR"),
)
LOCAL_SITE = "http://127.0.0.1:8000"


def main() -> int:
    """Set up, run the quick checks, sum up; return 0 when all is well."""
    packages.ensure(packages.DEVELOPMENT, packages.RUNTIME)
    with tempfile.TemporaryDirectory() as data:
        outcomes = [run(step) for step in steps(data)]
    say(summary(outcomes, []))
    return verdict(outcomes, [], on_ci=False)


def steps(data: str) -> list[Step]:
    """Return the quick checks in order; `data` is a folder for them to write to."""
    plain = shell()
    return [
        Step("ruff check", ("-m", "ruff", "check", "."), plain),
        Step("ruff format", ("-m", "ruff", "format", "--check", "."), plain),
        Step("djlint", ("-m", "djlint", "templates", "--check", "--lint"), plain),
        # The Django plugin of mypy loads the settings.
        Step("mypy", ("-m", "mypy"), configured(data)),
    ]


@cache
def shell() -> dict[str, str]:
    """Return what the checks get from the environment, and where Chromium is."""
    env = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    browser = services.chromium()
    return {**env, "CHROMIUM": browser} if browser else env


def configured(data: str) -> dict[str, str]:
    """Return the environment of a column that keeps everything in the folder `data`."""
    return {**shell(), **keys.fresh(), "SITE_URL": LOCAL_SITE, "DATA_DIR": data}


if __name__ == "__main__":
    conduct(main)
