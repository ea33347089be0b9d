"""make lock: turn requirements*.in into locks with hashes, and without any index address."""

import os
import shutil
import subprocess
import sys

from tools.packages import ROOT
from tools.talk import Problem, print_now, run_main

LOCKS: dict[str, tuple[str, ...]] = {
    "requirements": (),
    "requirements-dev": ("-c", "requirements.txt"),
}
UV = ("uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes")
PIP_TOOLS = ("pip-compile", "--generate-hashes", "--allow-unsafe", "--strip-extras")
QUIET = ("--quiet", "--no-emit-index-url", "--no-emit-find-links")
NEITHER = """\
Making the locks needs uv or pip-tools, and neither is installed. The locks are as they were.
One command brings uv: python3 -m pip install uv"""


def main() -> int:
    """Make both locks, the second within the first; return 0. Raises Problem."""
    for name, within in LOCKS.items():
        print_now(f"• Locking {name}.in")
        files = ("-o", f"{name}.txt", f"{name}.in")
        compile_lock(*find_compiler(), *QUIET, *within, *sys.argv[1:], *files)
    return 0


def find_compiler() -> tuple[str, ...]:
    """Return the start of the command that makes a lock. Raises Problem without one."""
    for command in (UV, PIP_TOOLS):
        if shutil.which(command[0]):
            return command
    raise Problem(NEITHER)


def compile_lock(*command: str) -> None:
    """Run `command` with a heading in the lock that names no machine. Raises Problem."""
    env = {**os.environ, "UV_CUSTOM_COMPILE_COMMAND": "make lock"}
    env["CUSTOM_COMPILE_COMMAND"] = "make lock"
    if subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL).returncode:
        raise Problem("This lock could not be made; the reason is above. It is as it was.")


if __name__ == "__main__":
    run_main(main)
