"""A withdrawn letter and its pictures are gone within a second through nginx, with 1 or 2 nodes."""

import threading
import time

import pytest

from tests.waiting import wait_until

PUBLISH = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from tests import factories
factories.numbers = iter([{number}])
default_storage.save("{number}.png", ContentFile(b"pixels"))
answer = "![A boat](/media/{number}.png)"
question = factories.published_question("Withdrawn behind {number} nodes", answer=answer)
print(question.slug, question.letters.get().pk)
"""
WITHDRAW = """
import time
letter = Letter.objects.get(pk="{pk}")
actions.erasure.withdraw(letter)
print(time.time())
"""


def read_on(front, path, answers, is_over):
    """Read a page again and again, noting when each request began and ended and what came."""
    while not is_over.is_set():
        began, status = time.time(), front.ask(path).status
        answers.append((began, time.time(), status))


def answered_later(answers, moment):
    """What was answered to requests that began a second after a moment.

    A page from before it may have been on its way to nginx for as long as the slowest took.
    """
    slowest = max((ended - began for began, ended, _ in answers), default=0)
    return {status for began, _, status in answers if began > moment + 1 + slowest}


@pytest.mark.parametrize("number", [1, 2])
def test_a_withdrawn_letter_is_gone_within_a_second(column, in_front, number):
    front = in_front(column.nodes[:number], column.host)
    slug, pk = column.ask(PUBLISH.format(number=number)).split()
    page, picture, is_over = [], [], threading.Event()
    places = [(f"/questions/{slug}/", page), (f"/media/{number}.png", picture)]
    seen = [], []

    def has_later_answers():
        seen[0][:], seen[1][:] = page, picture  # what comes later may be slower, and count for less
        return all(answered_later(answers, gone_at) for answers in seen)

    readers = [
        threading.Thread(target=read_on, args=(front, path, answers, is_over))
        for path, answers in 2 * places
    ]
    for reader in readers:
        reader.start()
    gone_at = float(column.ask(WITHDRAW.format(pk=pk)))
    wait_until(has_later_answers)
    is_over.set()
    for reader in readers:
        reader.join()
    for answers, gone in zip(seen, (410, 404), strict=True):
        assert 200 in [status for _, ended, status in answers if ended < gone_at]
        assert answered_later(answers, gone_at) == {gone}


def test_a_page_that_was_just_asked_for_comes_from_the_cache(column, in_front):
    front = in_front(column.nodes, column.host)
    for _ in range(100):  # on a busy machine a quarter of a second may pass between two requests
        front.ask("/about/")
        if " HIT " in (front.home / "access").read_text():
            return
    pytest.fail("nginx asked the column each time.")


def test_a_node_that_is_away_is_not_noticed(column, in_front):
    front = in_front(["127.0.0.1:9", column.nodes[0]], column.host)
    assert {front.ask(f"/about/?{turn}").status for turn in range(20)} == {200}


def test_nothing_that_a_browser_may_not_keep_is_kept(column, in_front):
    front = in_front(column.nodes, column.host)
    for path in ("/ask/", "/reply/", "/admin/login/", "/search/?q=phone", "/nothing/"):
        for _ in range(2):
            front.ask(path)
    assert "HIT" not in (front.home / "access").read_text()
    cached = [path for path in (front.home / "cache").rglob("*") if path.is_file()]
    assert cached == []
