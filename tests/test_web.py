"""What every answer carries, and who may open what."""

import pytest
from django.urls import reverse

from tests.column import a_draft, a_letter, a_pair, a_tag

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def assert_guarded(response):
    for name, value in EXPECTED.items():
        assert response.get(name) == value, (name, response.status_code)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/ask/", 200),
        ("/feed/", 200),
        ("/sitemap.xml", 200),
        ("/admin/", 302),
        ("/admin/login/", 200),
        ("/tags", 301),
        ("/nothing/", 404),
        ("/media/none.jpg", 404),
        ("/static/none.css", 404),
    ],
)
def test_every_answer_carries_the_policies(rita, address, status):
    response = rita.get(address)
    assert response.status_code == status
    assert_guarded(response)


def test_so_does_a_refused_form(db):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/ask/", {"text": "x"})
    assert response.status_code == 403
    assert_guarded(response)


def test_so_does_an_unknown_host(rita):
    response = rita.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert_guarded(response)


def test_so_does_a_fault_of_ours_and_it_needs_no_database(rita, monkeypatch):
    def fall(*args, **kwargs):
        raise RuntimeError("the floor gave way")

    monkeypatch.setattr("questions.reading.views.render", fall)
    monkeypatch.setattr("questions.models.Column.current", fall)
    rita.raise_request_exception = False
    response = rita.get("/about/")
    assert response.status_code == 500
    assert "Something went wrong here" in response.text
    assert_guarded(response)


def test_over_https_the_site_stays_there(rita, settings):
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    from django.test import Client

    response = Client().get("/about/", secure=True)
    assert response["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"


LETTERS, PAIRS = "/admin/questions/letter/", "/admin/questions/question/"


def places():
    """Every address of the desk with its verb, and what it does to whom it lets in."""
    letter, draft, pair = a_letter(), a_draft("A draft"), a_pair("A pair", tags=[a_tag()])
    return {
        ("GET", "/admin/"): 200,
        ("GET", LETTERS): 200,
        ("GET", f"{LETTERS}{letter.pk}/change/"): 200,
        ("POST", f"{LETTERS}{letter.pk}/answer/"): 302,
        ("POST", f"{LETTERS}{letter.pk}/decline/"): 302,
        ("GET", PAIRS): 200,
        ("GET", f"{PAIRS}{draft.pk}/change/"): 200,
        ("POST", f"{PAIRS}{draft.pk}/change/"): 200,
        ("GET", f"{PAIRS}{draft.pk}/publish/"): 200,
        ("POST", f"{PAIRS}{draft.pk}/publish/"): 200,
        ("GET", f"{PAIRS}{pair.pk}/unpublish/"): 200,
        ("POST", f"{PAIRS}{pair.pk}/unpublish/"): 302,
        ("POST", "/admin/markdown/picture/"): 400,
        ("GET", "/admin/questions/tag/"): 200,
        ("GET", "/admin/questions/passage/"): 200,
        ("GET", "/admin/questions/column/1/change/"): 200,
    }


def test_the_columnist_may_open_everything(john):
    for (verb, address), status in places().items():
        assert john.generic(verb, address).status_code == status, (verb, address)


def test_a_stranger_is_sent_to_sign_in_everywhere(rita):
    for verb, address in places():
        response = rita.generic(verb, address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("admin:login"))


def test_staff_without_permission_may_open_the_front_alone(sam):
    for verb, address in places():
        expected = 200 if address == "/admin/" else 403
        assert sam.generic(verb, address).status_code == expected, (verb, address)
