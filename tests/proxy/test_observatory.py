"""What Mozilla's HTTP Observatory would say of some pages, by its published scoring.

Source: MDN, "HTTP Observatory: tests and scoring" (algorithm 5). Only what we can have is worked
out here; anything else is no score at all. The last five points are for a domain that browsers
know to be https alone (https://hstspreload.org), which its operator asks for: our header is what
they ask for.
"""

import re
from base64 import b64encode
from hashlib import sha384
from http.cookies import SimpleCookie

import pytest

pytestmark = pytest.mark.pure
BASE = 100
PAGES = {  # with a domain that is in the browsers' list
    "/": 140,
    "/questions/she-says-she-needs-space/": 140,
    "/ask/": 145,
    "/reply/": 145,
    "/about-you/she-says-she-needs-space/": 145,
    "/write-about/she-says-she-needs-space/": 145,
    "/search/?q=phone": 140,
    "/admin/login/": 145,
}


def directives(headers):
    """The policy, directive by directive."""
    parts = (part.split() for part in headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in filter(None, parts)}


def score_policy(headers):
    """default-src 'none', nothing unsafe, forms to ourselves: 10."""
    policy = directives(headers)
    words = {word for values in policy.values() for word in values}
    assert policy["default-src"] == ["'none'"]
    assert policy["form-action"] in (["'self'"], ["'none'"])
    assert not [word for word in words if word.startswith(("'unsafe", "http:", "data:", "*"))]
    return 10


def score_cookies(headers):
    """None: 0. All with Secure, SameSite, and HttpOnly: 5."""
    sent = [SimpleCookie(line) for line in headers.get_all("Set-Cookie", [])]
    cookies = [cookie for jar in sent for cookie in jar.values()]
    for cookie in cookies:
        assert cookie["secure"], cookie
        assert cookie["httponly"], cookie
        assert cookie["samesite"] in {"Lax", "Strict"}, cookie
        assert cookie.key.startswith("__Host-"), cookie
    return 5 if cookies else 0


def score_transport(headers, is_preloaded):
    """HSTS of half a year and more: 0; and 5 if browsers know without asking."""
    facts = headers["Strict-Transport-Security"]
    assert int(re.search(r"max-age=(\d+)", facts)[1]) >= 31_536_000
    assert {"includeSubDomains", "preload"} <= set(facts.split("; "))
    return 5 if is_preloaded else 0


def score_scripts(text):
    """Scripts of our own alone: 0; and 5 if one of them has its hash."""
    scripts = re.findall(r"<script\b[^>]*\bsrc=[^>]*>", text)
    assert all(re.search(r'src="/static/', script) for script in scripts)
    return 5 if any('integrity="sha384-' in script for script in scripts) else 0


def score_rest(headers):
    """No other origins 0, nosniff 0, referrer 5, frames by the policy 5, our resources 10."""
    assert headers["Access-Control-Allow-Origin"] is None
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert directives(headers)["frame-ancestors"] == ["'none'"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    return 5 + 5 + 10


def score(response, is_preloaded):
    """The page's score."""
    parts = [score_policy(response.headers), score_cookies(response.headers)]
    parts += [score_transport(response.headers, is_preloaded), score_scripts(response.text)]
    return BASE + sum(parts) + score_rest(response.headers)


@pytest.fixture(scope="module", autouse=True)
def _readers_may_write(column):
    letters = "Question.objects.update(takes_reader_letters=True)"
    column.ask(f"Column.objects.update(readers_write=True); {letters}; CacheVersion.bump()")


@pytest.mark.parametrize("is_preloaded", [True, False])
def test_each_kind_of_page_reaches_the_score(column, in_front, is_preloaded):
    front = in_front(column.nodes, column.host)
    found = {path: score(front.ask(path), is_preloaded) for path in PAGES}
    assert found == {path: best - 5 * (not is_preloaded) for path, best in PAGES.items()}


@pytest.mark.parametrize("path", PAGES)
def test_a_script_has_the_hash_of_what_is_sent(column, in_front, path):
    front = in_front(column.nodes, column.host)
    page = front.ask(path).text
    scripts = re.findall(r'<script src="([^"]+)"\s+integrity="([^"]+)"', page)
    assert len(scripts) == page.count("<script src=")
    for address, told in scripts:
        digest = sha384(front.ask(address).text.encode()).digest()
        assert told == f"sha384-{b64encode(digest).decode()}"
