"""The index on PostgreSQL: a tsvector for each question, under a GIN index. No extension.

GIN knows no order and would fetch every match of a common word before the newest could be taken.
So each question is also filed under windows of its number, of several widths, and an ask for recent
questions names the two newest windows: GIN then skips all that lies before.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from questions.search.shape import Ask, Entry
from questions.search.synonyms import Run

# OFFSET 0 keeps the planner from walking the questions by number and unpacking the words of each.
ASK = """
(SELECT {number}, question_id FROM (
    SELECT question_id FROM questions_searchentry WHERE words @@ %s::tsquery OFFSET 0
) AS found WHERE question_id >= %s ORDER BY question_id DESC LIMIT %s)
"""
WINDOW = "z"
WIDTHS = range(8, 21)  # in bits; two windows hold at most four times what is asked for
LAST_POSITION = 16383


def write_entries(entries: Iterable[Entry]) -> None:
    """Write questions into the index; they are not in it yet."""
    rows = [(question, build_vector(question, parts)) for question, parts in entries]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO questions_searchentry (question_id, words) VALUES (%s, %s::tsvector)",
            rows,
        )


def build_vector(question: int, parts: list[list[str]]) -> str:
    """The tokens with their places, as PostgreSQL writes a tsvector."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    tokens = (token for part in parts for token in part)
    for place, token in enumerate(tokens, start=1):
        places[token].append(min(place, LAST_POSITION))
    filed = " ".join(f"'{WINDOW}{bits}x{question >> bits}'" for bits in WIDTHS)
    return filed + "".join(f" '{token}':{','.join(map(str, at))}" for token, at in places.items())


def delete_entries(questions: Iterable[int]) -> None:
    """Take questions out of the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM questions_searchentry WHERE question_id = ANY(%s)", [list(questions)]
        )


def clear_entries() -> None:
    """Take everything out of the index."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM questions_searchentry")


def scrub_entries() -> None:
    """Nothing to do: PostgreSQL's own vacuum takes away what was deleted."""


def indexed_ids(questions: Iterable[int]) -> set[int]:
    """Which of these questions are in the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT question_id FROM questions_searchentry WHERE question_id = ANY(%s)",
            [list(questions)],
        )
        return {row[0] for row in cursor.fetchall()}


def find_postings(asks: list[Ask], newest: int) -> list[list[int]]:
    """The numbers of the questions that match each of the asks, in one statement."""
    found: list[list[int]] = [[] for _ in asks]
    sql = " UNION ALL ".join(ASK.format(number=number) for number in range(len(asks)))
    values = [
        value for ask in asks for value in (build_expression(ask, newest), ask.since, ask.limit)
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for number, question in cursor.fetchall():
            found[number].append(question)
    return found


def build_expression(ask: Ask, newest: int) -> str:
    """An ask in PostgreSQL's language. Every token is quoted, so that no word is an operator."""
    conditions = [f"({join_alternatives(runs)})" for runs in ask.all_of]
    conditions += [f"({window})" for window in [build_windows(ask.since, newest)] if window]
    conditions += [f"!({join_alternatives(ask.none_of)})"] if ask.none_of else []
    return " & ".join(conditions)


def join_alternatives(runs: Iterable[Run]) -> str:
    """One run or another."""
    return " | ".join("(" + " <-> ".join(f"'{token}'" for token in run) + ")" for run in runs)


def build_windows(since: int, newest: int) -> str:
    """The narrowest windows, two at most, in which all questions from `since` on are; or none."""
    for bits in WIDTHS:
        first, last = since >> bits, newest >> bits
        if last - first <= 1 and since > 0:
            return " | ".join(f"'{WINDOW}{bits}x{number}'" for number in range(first, last + 1))
    return ""
