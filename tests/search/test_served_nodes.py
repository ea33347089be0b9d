"""Two nodes as they run: each served with a data directory of its own, on one database."""

import urllib.parse
import urllib.request

import pytest

from tests.backups.conftest import Place, places
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.slow

PUBLISH = """
from tests.factories import published_question
question = published_question("The xylophone", letter_text="He plays it at night.")
print(question.pk)
"""
ERASE = """
actions.erasure.erase(Question.objects.get(pk={pk}).letters.get())
"""


@pytest.fixture(scope="module")
def nodes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nodes")
    with places(folder) as make:
        one = make("one", "prepare", "--no-demo")
        (folder / "two").mkdir()
        shared = one.environment["DATABASE_URL"] or f"sqlite:///{one.folder}/column.sqlite3"
        two = Place(folder / "two", shared)
        (two.folder / "static").symlink_to(one.folder / "static")
        with one.served("--no-worker"), two.served("--no-worker"):  # it would catch up too
            yield one, two


def finds(node, words):
    query = urllib.parse.urlencode({"q": words})
    with urllib.request.urlopen(f"{node.url}/search/?{query}", timeout=PATIENCE) as page:
        return 'href="/questions/the-xylophone/"' in page.read().decode()


def has_bytes(node, word):
    return word in (node.folder / "search.sqlite3").read_bytes()


def test_what_one_node_publishes_and_erases_the_other_finds_and_forgets(nodes):
    one, two = nodes
    pk = one.ask(PUBLISH).strip()
    wait_until(lambda: finds(one, "xylophone") and finds(two, "xylophone"))
    wait_until(lambda: has_bytes(two, b"xylophon"))
    assert finds(two, "he makes music after dark")

    one.ask(ERASE.format(pk=pk))
    wait_until(lambda: not has_bytes(one, b"xylophon") and not has_bytes(two, b"xylophon"))
    wait_until(lambda: not finds(two, "xylophone") and not finds(two, "he plays it at night"))
