"""The model of meaning in a process as `serve` makes them."""

import subprocess
import sys

import pytest

from questions import sentence_vectors
from tests.browser.conftest import ROOT
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


@pytest.mark.slow
@pytest.mark.skipif(not sentence_vectors.is_available(), reason="the model is not installed")
def test_many_threads_ask_at_once_after_a_fork():
    command = [sys.executable, "-c", MANY_AT_ONCE, str(3 * PATIENCE)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert (done.returncode, done.stdout) == (0, b"1000\n")  # -14: it hung


@pytest.mark.skipif(not sentence_vectors.is_available(), reason="the model is not installed")
def test_the_table_on_disk_gives_the_same_vectors_and_a_full_disk_none_other(monkeypatch):
    texts = ["How do I tell him?", "She hoards marmalade.", "愛", ""]
    found = sentence_vectors.embed_sentences(texts)
    encoder = sentence_vectors.get_encoder()
    assert isinstance(encoder._backend.rows, sentence_vectors.TableOnDisk)
    monkeypatch.setattr(sentence_vectors.os, "posix_fallocate", refuse_to_write)
    in_memory = sentence_vectors.open_backend(encoder._tokenizer)
    assert in_memory.rows.nbytes > 60_000_000
    assert (in_memory.encode(texts) == found).all()


def refuse_to_write(*_):
    raise OSError(28, "No space left on device")
