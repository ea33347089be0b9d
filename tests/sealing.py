"""Where words stand in the clear: in a row of any table, or in any byte of SQLite's files."""

from pathlib import Path

from django.db import connection

BATCH = 1000


def places_of(*words):
    """The tables, and files, in which one of the words stands.

    Args:
        words: what to look for, whatever its case; JSON's escapes are looked for too.
    """
    spellings = {spelling.lower() for word in words for spelling in (word, ascii(word)[1:-1])}
    return tables_with(spellings) | files_with(spellings)


def tables_with(spellings):
    """The tables with a row in which one of the spellings stands."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            while rows := cursor.fetchmany(BATCH):
                if any(spelling in str(row).lower() for row in rows for spelling in spellings):
                    found.add(table)
    return found


def files_with(spellings):
    """The database's files in whose bytes one of the spellings stands; SQLite alone has some."""
    if connection.vendor != "sqlite":
        return set()
    database = Path(connection.settings_dict["NAME"])
    files = [database, Path(f"{database}-wal")]
    encoded = [spelling.encode() for spelling in spellings]
    return {
        file.name for file in files
        if file.exists() and any(one in file.read_bytes().lower() for one in encoded)
    }  # fmt: skip
