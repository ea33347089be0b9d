"""Which SQLite the column runs on.

SQLite before 3.51.3 can damage a database in WAL mode when two processes write and checkpoint at
once (the WAL-reset fault: lost commits, corrupt files). Debian 12 has 3.40. The package pysqlite3
carries a sound one, and takes the place of Python's own `sqlite3` wherever it is newer.
"""

import importlib
import sqlite3
import sys


def use_newest_engine() -> None:
    """Let every later `import sqlite3`, Django's first of all, find the newest engine there is.

    Django's backend names the module in five places, so a backend of our own would have to repeat
    most of it; the module is replaced before anything that uses it is loaded.
    """
    try:
        package = importlib.import_module("pysqlite3")
        module = importlib.import_module("pysqlite3.dbapi2")
    except ImportError:  # there are wheels for Linux on x86-64 and macOS on arm64
        return
    if module.sqlite_version_info > sqlite3.sqlite_version_info:
        sys.modules["sqlite3"], sys.modules["sqlite3.dbapi2"] = package, module
