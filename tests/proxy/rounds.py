"""Letters that come and go while two nodes and nginx are asked for them."""

import http.client
import ssl
import time

from questions import actions
from tests import factories
from tests.waiting import PATIENCE

HEADERS = {"X-Forwarded-Proto": "https", "Accept-Encoding": "identity"}


def measure_rounds(count, host, nodes, front, certificate):
    """Publish, correct, unpublish, publish and withdraw, again and again.

    Args:
        count: how often.
        host: what the site is called.
        nodes: host and port of each node, asked directly.
        front: host and port of nginx.
        certificate: the file by which it is trusted.

    Returns:
        For each kind of change, how long it took at most until it was seen everywhere.
    """
    longest = {}
    asked = [*(plain(node, host) for node in nodes), encrypted(front, host, certificate)]
    for turn in range(count):
        question = None
        for name, change, is_seen in list_changes(turn):
            question = change(question)
            began, path = time.monotonic(), question.get_absolute_url()
            for ask in asked:
                wait_until_seen(ask, path, is_seen)
            longest[name] = max(longest.get(name, 0), time.monotonic() - began)
    return longest


def list_changes(turn):
    """What is done in a round: its name, how, and by what status and words it is seen."""
    headline = f"Round {turn}"

    def publish(_):
        factories.numbers = iter([1000 + turn])
        return factories.published_question(headline, answer="As it was first.")

    def correct(question):
        return factories.change_text(question, answer="As it was corrected.")

    def unpublish(question):
        actions.questions.unpublish(question)
        return question

    def publish_again(question):
        question.refresh_from_db()
        actions.questions.publish(question)
        return question

    def withdraw(question):
        actions.erasure.withdraw(question.letters.get())
        return question

    return [
        ("publish", publish, lambda status, text: "was first" in text),
        ("correct", correct, lambda status, text: "was corrected" in text),
        ("unpublish", unpublish, lambda status, text: status == 404),
        ("publish again", publish_again, lambda status, text: "was corrected" in text),
        ("withdraw", withdraw, lambda status, text: status == 410),
    ]


def plain(node, host):
    """How a node is asked, as nginx asks it."""
    return lambda path: ask(http.client.HTTPConnection(node, timeout=PATIENCE), path, host)


def encrypted(front, host, certificate):
    """How nginx is asked."""
    trust = ssl.create_default_context(cafile=certificate)
    return lambda path: ask(
        http.client.HTTPSConnection(front, timeout=PATIENCE, context=trust), path, host
    )


def ask(connection, path, host):
    """Status and text of a page."""
    connection.request("GET", path, headers=HEADERS | {"Host": host})
    response = connection.getresponse()
    found = response.status, response.read().decode()
    connection.close()
    return found


def wait_until_seen(ask, path, is_seen):
    """Ask for a page until it is as it should be."""
    deadline = time.monotonic() + PATIENCE
    while not is_seen(*ask(path)):
        assert time.monotonic() < deadline, path
        time.sleep(0.01)
