"""What the documentation says is so."""

import re
from pathlib import Path

from tests.test_web import EXPECTED

DOCS = Path(__file__).resolve().parent.parent / "docs"
ADDED = re.compile(r'add_header ([\w-]+) "?(.+?)"? always;')


def test_nginx_guards_its_own_answers_as_the_column_does(rita):
    redirect, site = (DOCS / "nginx.conf").read_text().split("\nserver {")[1:]
    sent = rita.get("/", secure=True).headers
    for block in (redirect, site):
        added = dict(ADDED.findall(block))
        names = {*EXPECTED, "Permissions-Policy"}
        assert {name: added.get(name) for name in names} == {name: sent[name] for name in names}
        assert "default-src 'none'" in added["Content-Security-Policy"]
        assert "max-age=63072000" in added["Strict-Transport-Security"]
