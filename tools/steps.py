"""Checks that run one after the other, each to its end, and the table that sums them up."""

import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass

from tools.packages import PYTHON, ROOT
from tools.talk import print_now

PATIENCE = 10  # seconds for a check to end by itself once it is told to


@dataclass(frozen=True)
class Step:
    """One check: its name in the summary, its command line for Python, its own environment."""

    name: str
    command: tuple[str, ...]
    env: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """How a step ended: "ok", "FAILED" or "not run"."""

    name: str
    result: str
    seconds: float = 0.0


def run_step(step: Step) -> Outcome:
    """Announce and run `step`; what it prints goes where ours goes."""
    print_now(f"\n=== {step.name}")
    started = time.monotonic()
    code = run_command([str(PYTHON), *step.command], step.env)
    return Outcome(step.name, "FAILED" if code else "ok", time.monotonic() - started)


def run_command(command: list[str], env: dict[str, str]) -> int:
    """Run `command`, return its exit code. On Ctrl-C and SIGTERM it ends before we do."""
    with subprocess.Popen(command, cwd=ROOT, env=env) as child:
        try:
            return child.wait()
        except KeyboardInterrupt:
            # The terminal has told the child too; telling it twice would cut its tidying short.
            with suppress(subprocess.TimeoutExpired):
                child.wait(PATIENCE)
            raise
        finally:
            end_process(child)


def end_process(child: subprocess.Popen[bytes]) -> None:
    """Make sure that `child` has ended, the gentle way first."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        if child.poll() is not None:
            return
        child.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            child.wait(PATIENCE)


def format_summary(outcomes: list[Outcome], missing: list[str]) -> str:
    """Return the closing table, and what could not be found."""
    width = max(len(outcome.name) for outcome in outcomes)
    rows = [f"{each.name:{width}}  {each.result:7}  {each.seconds:6.1f} s" for each in outcomes]
    gaps = [f"Not found: {name}. The checks that need it did not run." for name in missing]
    return "\n".join(("", "=== summary", *rows, *gaps))


def exit_code(outcomes: list[Outcome], missing: list[str], on_ci: bool) -> int:
    """Return the exit code: 1 when a step failed, and on CI when something was not found, too."""
    failed = any(outcome.result == "FAILED" for outcome in outcomes)
    return int(failed or (on_ci and bool(missing)))
