"""The column's command lines: `manage.py` in a clone, `advice-column` anywhere.

`advice-column serve --data FOLDER` is all that is needed: it makes what is missing and serves.
Every other word is one of `manage.py`'s commands.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from advice.keys import ensure_key_files, find_lost_keys

USAGE = """advice-column serve --data FOLDER [--host HOST] [--port PORT]
advice-column COMMAND --data FOLDER …     (advice-column help lists the commands)

FOLDER holds the letters, the pictures and the keys; DATA_DIR may name it instead. The column's
address is SITE_URL (http://127.0.0.1:PORT if it is not set).
"""
NEW_KEYS = """
  The keys of this column were made now, in {folder}.
  KEEP A COPY OF THEM SOMEWHERE ELSE. Without letter_keys nobody can read the letters any more:
  no backup helps, because backups are sealed with the same key.
"""
LOST_KEY = """{path} is missing, and the column in this folder cannot be read without it.
Put your copy of it back, or give {variable}. No new key was made: it would not open what is here.
If there is no copy anywhere, its letters are lost.
To start again, move everything out of the folder.
"""
NO_FOLDER = "{folder} can't be written to: {reason}. Make it a folder that the column's user owns."


def run_column() -> None:
    """`advice-column`: take `--data`, set up what `serve` needs, and hand the rest to Django."""
    words = take_data_folder(sys.argv[1:])
    if not words or words[0] in ("-h", "--help"):
        sys.exit(USAGE)
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{find_option(words, '--port', '8000')}")
    if "DATA_DIR" in os.environ:
        use_keys(Path(os.environ["DATA_DIR"]))
    if words[0] == "serve":
        prepare_column()
    run_django(["advice-column", *words])


def take_data_folder(words: list[str]) -> list[str]:
    """The words without `--data FOLDER`, which becomes DATA_DIR."""
    for place, word in enumerate(words):
        name, equals, folder = word.partition("=")
        if name != "--data":
            continue
        rest = words[place + 1 :] if equals else words[place + 2 :]
        folder = folder or "".join(words[place + 1 : place + 2])
        if not folder:
            sys.exit(USAGE)
        os.environ["DATA_DIR"] = str(Path(folder).absolute())
        return words[:place] + rest
    return words


def find_option(words: list[str], name: str, default: str) -> str:
    """What follows an option on the command line."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == name:
            return following
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return default


def use_keys(folder: Path) -> None:
    """Use the keys in the column's folder; make them if it is a new one, and say so loudly."""
    if (folder / "local.env").exists():  # a column that `make run` began
        return
    for path in find_lost_keys(folder):
        sys.exit(LOST_KEY.format(path=path, variable=path.name.upper()))
    try:
        made = ensure_key_files(folder / "keys")
    except OSError as error:
        sys.exit(NO_FOLDER.format(folder=folder, reason=error.strerror))
    if made:
        sys.stderr.write(NEW_KEYS.format(folder=folder / "keys"))


def prepare_column() -> None:
    """Bring database and files up to date, in a process that is gone before `serve` begins."""
    command = [sys.executable, "-m", "advice", "prepare", "--no-demo", "--password-file"]
    if code := subprocess.run(command).returncode:  # noqa: S603 our own program
        sys.exit(code)


def run_django(words: list[str]) -> None:
    """Hand a command line, whose first word is the program, to Django."""
    if words[1:2] == ["serve"]:
        # Until it serves, Ctrl-C simply ends it: what is being imported may swallow an exception.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advice.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(words)
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))  # it says what to do; where it was noticed helps nobody
