"""What the page cache says in HTTP (RFC 9110, RFC 9111)."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.shortcuts import render
from django.utils import timezone

from questions.models import Question
from questions.page_cache.encoding import choose_encoding
from tests.conftest import signed_in
from tests.factories import published_question
from tests.page_cache.client import Process
from tests.test_web import assert_guarded


@pytest.fixture
def process(db):
    published_question("One")
    return Process()


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("GZIP", "gzip"),
        ("br;q=nonsense", "identity"),
        ("deflate", "identity"),
        (",;,=", "identity"),
    ],
)
def test_the_best_compression_that_the_client_takes(accept, encoding):
    assert choose_encoding(accept) == encoding


@pytest.mark.parametrize("accept", ["br", "gzip", ""])
def test_the_page_is_the_same_in_every_encoding(process, accept):
    plain = process.get("/").text
    got = process.get("/", accept_encoding=accept)
    assert got.text == plain
    assert got.headers.get("Content-Encoding", "") == accept
    assert int(got.headers["Content-Length"]) == len(got.body)


@pytest.mark.parametrize("turn", ["first", "second"])
@pytest.mark.parametrize("said", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_the_page_is_told_so(process, turn, said):
    etag = process.get("/").headers["ETag"]
    if turn == "first":
        process = Process()
    got = process.get("/", if_none_match=said.format(etag))
    assert (got.status, got.body) == (304, b"")
    assert got.headers["ETag"] == etag
    assert "Content-Length" not in got.headers
    assert_guarded(got.headers)


def test_another_encoding_is_another_page(process):
    etag = process.get("/", accept_encoding="br").headers["ETag"]
    assert process.get("/", accept_encoding="gzip", if_none_match=etag).status == 200


def test_head_says_what_get_says_without_the_body(process):
    head = process.get("/", method="HEAD", accept_encoding="br")
    get = process.get("/", accept_encoding="br")
    again = process.get("/", method="HEAD", accept_encoding="br")
    assert head.body == again.body == b""
    assert head.headers == get.headers == again.headers


def test_another_verb_goes_to_django(process):
    process.get("/")
    assert process.get("/", method="POST").status == 403  # no form has its cookie here


def test_a_query_string_is_never_answered_with_another_page(process):
    process.get("/")
    assert process.get("/", query="before=nonsense").status == 404
    assert process.get("/", query="utm_source=x", accept_encoding="br").status == 200
    assert len(process.cache.store._responses) == 1


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:8000.evil.example", ""])
def test_an_unknown_host_is_refused_although_the_page_is_held(process, host):
    process.get("/")
    assert process.get("/", host=host).status == 400


def test_plain_http_is_sent_to_https_although_the_page_is_held(process, settings):
    process.get("/")
    settings.SITE_IS_HTTPS = True
    assert not process.cache.is_ours({"REQUEST_METHOD": "GET", "HTTP_HOST": "127.0.0.1:8000"})


def test_staff_see_a_draft_and_nobody_else_does(process):
    draft = published_question("Two")
    Question.objects.update(publish_at=timezone.now() + timedelta(days=1))
    john = get_user_model().objects.create_superuser("john", password="a long walk")
    cookies = signed_in(john).cookies
    cookie = f"sessionid={cookies['sessionid'].value}"
    seen = process.get(f"/questions/{draft.slug}/", cookie=cookie)
    assert seen.status == 302
    assert seen.headers["Location"] == f"/admin/questions/question/{draft.pk}/page/"
    assert "no-store" in seen.headers["Cache-Control"]
    assert process.get(f"/questions/{draft.slug}/").status == 404


def test_what_staff_read_is_everybodys_page(process):
    john = get_user_model().objects.create_superuser("john", password="a long walk")
    cookie = f"sessionid={signed_in(john).cookies['sessionid'].value}"
    assert process.get("/", cookie=cookie) == Process().get("/")


@pytest.mark.parametrize("header", ["Set-Cookie", "Vary"])
def test_what_is_for_one_reader_is_kept_by_nobody(process, monkeypatch, header):
    def render_personally(*args, **kwargs):
        response = render(*args, **kwargs)
        response[header] = {"Set-Cookie": "who=rita", "Vary": "Cookie"}[header]
        return response

    monkeypatch.setattr("questions.reading.views.render", render_personally)
    first = process.get("/about/")
    monkeypatch.undo()
    assert header in first.headers
    assert first.headers["Cache-Control"] == "private, no-store"
    assert header not in process.get("/about/").headers or header == "Vary"
    assert process.get("/about/").headers["Vary"] == "Accept-Encoding"
