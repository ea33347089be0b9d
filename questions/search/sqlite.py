"""The index on SQLite: one FTS5 table, whose rows have the numbers of their questions."""

from collections.abc import Iterable

from django.db import connection

from questions.search.shape import Ask, Entry
from questions.search.synonyms import Run

ASK = """
SELECT {number}, rowid FROM (
    SELECT rowid FROM questions_searchentry
    WHERE questions_searchentry MATCH %s AND rowid >= %s ORDER BY rowid DESC LIMIT %s
)
"""


def write_entries(entries: Iterable[Entry]) -> None:
    """Write questions into the index; they are not in it yet."""
    rows = [
        (question, " ".join(token for part in parts for token in part))
        for question, parts in entries
    ]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO questions_searchentry (rowid, words) VALUES (%s, %s)", rows)


def delete_entries(questions: Iterable[int]) -> None:
    """Take questions out of the index."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM questions_searchentry WHERE rowid = %s",
            [(question,) for question in questions],
        )


def clear_entries() -> None:
    """Take everything out of the index."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM questions_searchentry")


def scrub_entries() -> None:
    """Let nothing remain of what was taken out: FTS5 keeps it until its parts are merged."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO questions_searchentry (questions_searchentry) VALUES ('optimize')"
        )


def indexed_ids(questions: Iterable[int]) -> set[int]:
    """Which of these questions are in the index."""
    numbers = list(questions)
    marks = ", ".join(["%s"] * len(numbers))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM questions_searchentry WHERE rowid IN ({marks})",  # noqa: S608
            numbers,
        )
        return {row[0] for row in cursor.fetchall()}


def find_postings(asks: list[Ask], newest: int) -> list[list[int]]:
    """The numbers of the questions that match each of the asks, in one statement."""
    found: list[list[int]] = [[] for _ in asks]
    sql = " UNION ALL ".join(ASK.format(number=number) for number in range(len(asks)))
    values = [value for ask in asks for value in (build_expression(ask), ask.since, ask.limit)]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for number, question in cursor.fetchall():
            found[number].append(question)
    return found


def build_expression(ask: Ask) -> str:
    """An ask in FTS5's language. Every token is quoted, so that no word is an operator."""
    wanted = " AND ".join(f"({join_alternatives(runs)})" for runs in ask.all_of)
    return f"({wanted}) NOT ({join_alternatives(ask.none_of)})" if ask.none_of else wanted


def join_alternatives(runs: Iterable[Run]) -> str:
    """One run or another."""
    return " OR ".join(f'"{" ".join(run)}"' for run in runs)
