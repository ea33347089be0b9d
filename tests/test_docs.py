"""What the documentation says is so."""

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
OF_THE_ENCODING = {"Content-Encoding", "Vary"}


def test_nginx_sends_the_headers_that_the_column_sends(rita):
    block = (DOCS / "nginx.conf").read_text()
    said = dict(re.findall(r'add_header ([\w-]+) "?(.*?)"?;\n', block))
    sent = rita.get("/", secure=True).headers
    assert len(said) > 8
    for name in set(said) - OF_THE_ENCODING - {"Strict-Transport-Security"}:
        assert parts(sent[name]) == parts(said[name]), name


def test_it_sends_every_policy(rita):
    block = (DOCS / "nginx.conf").read_text()
    missing = [name for name in rita.get("/").headers if f"add_header {name}" not in block]
    assert set(missing) <= {"Content-Type", "Content-Length"}


def parts(value):
    """A policy's parts in any order."""
    return sorted(part.strip() for part in value.split(";"))
