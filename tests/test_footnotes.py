"""Footnotes of several texts on one page: each leads to its own note."""

import re
from collections import Counter

from questions import actions
from questions.models import Column
from tests.asking.test_status import RECEIPT
from tests.factories import published_question, saved_collection

NOTE = "So.[^1]\n\n[^1]: A note."


def repeated_ids(page):
    counts = Counter(re.findall(r'\sid="([^"]+)"', page))
    return {name for name, number in counts.items() if number > 1}


def dead_anchors(page):
    ids = set(re.findall(r'\sid="([^"]+)"', page))
    return {name for name in re.findall(r'href="#([^"]+)"', page) if name not in ids}


def test_on_the_about_page(rita):
    column, _ = Column.objects.get_or_create(pk=Column.ONLY)
    for field in ("about", "training", "promises", "disguising", "complaints"):
        setattr(column, field, NOTE)
    actions.column.update_column(column)
    page = rita.get("/about/").text
    assert page.count("<p>A note.") == 5
    assert repeated_ids(page) == dead_anchors(page) == set()


def test_in_a_collection(rita):
    question = published_question()
    saved_collection("On trust", [(NOTE, question), (NOTE, None)], introduction=NOTE)
    page = rita.get("/collections/on-trust/").text
    assert page.count("<p>A note.") == 3
    assert repeated_ids(page) == dead_anchors(page) == set()


def test_at_the_desk(john):
    letter = actions.letters.receive(text="Help.", consented=False, receipt=RECEIPT)
    for _ in range(2):
        actions.messages.add_message(letter, "john", NOTE, kind="answer", is_markdown=True)
    page = john.get(f"/admin/questions/letter/{letter.pk}/change/").text
    assert page.count("<p>A note.") == 2
    assert not {name for name in repeated_ids(page) if "fn" in name}


def test_in_private_answers(db, client):
    letter = actions.letters.receive(text="Help.", consented=False, receipt=RECEIPT)
    for _ in range(2):
        actions.messages.add_message(letter, "john", NOTE, kind="answer", is_markdown=True)
    page = client.post("/reply/", {"receipt": RECEIPT}).text
    assert page.count("<p>A note.") == 2
    assert repeated_ids(page) == set()
    assert page.count('href="#1-fn1"') == page.count('id="1-fn1"') == 1
