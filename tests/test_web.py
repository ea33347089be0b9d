"""What every answer carries, and who may open what."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from questions import actions
from questions.models import ImportRun, Issue, Passage, WebhookEndpoint
from tests.factories import (
    draft_question,
    published_question,
    received_letter,
    saved_collection,
    saved_tag,
)

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


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/nothing/", "text/html; charset=utf-8"),
        ("/admin/login/", "text/html; charset=utf-8"),
        ("/feed/", "application/atom+xml; charset=utf-8"),
        ("/feed.json", "application/feed+json; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/sitemap.xml", "application/xml"),  # XML says its own, and JSON has no other
        ("/api/v1/letters", "application/json"),
    ],
)
def test_every_answer_says_what_it_is(rita, address, kind):
    assert rita.get(address)["Content-Type"] == kind


@pytest.mark.parametrize(
    "address",
    ["/.git/config", "/.env", "/static/", "/media/", "/local.env", "/static/../manage.py"],
)
def test_nothing_inner_is_served_and_no_folder_is_listed(rita, address):
    assert rita.get(address).status_code == 404


def test_nothing_answers_to_trace(rita):
    response = rita.trace("/", headers={"X-Canary": "canary"})
    assert response.status_code == 405
    assert "canary" not in response.text


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
    monkeypatch.setattr("questions.models.Column.get_current", fall)
    rita.raise_request_exception = False
    response = rita.get("/about/")
    assert response.status_code == 500
    assert "Sorry, something went wrong" in response.text
    assert_guarded(response)


def test_over_https_the_site_stays_there(rita, settings):
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    from django.test import Client

    response = Client().get("/about/", secure=True)
    assert response["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"


LETTERS, QUESTIONS = "/admin/questions/letter/", "/admin/questions/question/"
ISSUES = "/admin/questions/issue/"


def places():
    """Every address of the desk with its verb, what it does to whom it lets in, and who that is.

    Who: S any staff, I Intake, E Editor, C Columnist.
    """
    letter, draft, question = (
        received_letter(),
        draft_question("A draft"),
        published_question("A question", tags=[saved_tag()]),
    )
    reader = received_letter("I have been there.", kind="reader", about=question)
    other, second = received_letter("Other."), received_letter("Second.")
    said = actions.messages.add_message(other, "john", "Hello.")
    passage = Passage.objects.create(name="A rule", text="Hello {sign_off}.")
    actions.preview_links.create_preview_link(draft, days=1)
    link = draft.links.get()
    line = draft.revisions.newest_first().first().number
    one, of_draft, of_question = (
        f"{LETTERS}{letter.pk}/",
        f"{QUESTIONS}{draft.pk}/",
        f"{QUESTIONS}{question.pk}/",
    )
    tag = saved_tag("Trust")
    mailed = published_question("A mailed question")
    issue = Issue.objects.create(name=f"pair-{mailed.pk}", rhythm="at-once", due_at=timezone.now())
    issue.contents.create(question=mailed)
    of_issue = f"{ISSUES}{issue.pk}/"
    run = ImportRun.objects.create()
    webhook = WebhookEndpoint.objects.create(name="App", address="https://app.example/hook")
    of_webhook = f"/admin/questions/webhookendpoint/{webhook.pk}/"
    hidden = saved_collection("A draft", [("", question)], is_public=False)
    shown = saved_collection("A public one", [("", mailed)])
    collections = "/admin/questions/collection/"
    return {
        ("GET", "/admin/"): (200, "SIEC"),
        ("GET", "/admin/settings/"): (200, "SIEC"),
        ("GET", "/admin/settings/email/"): (200, "IEC"),
        ("GET", "/admin/numbers/"): (200, "IEC"),
        ("GET", LETTERS): (200, "IEC"),
        ("GET", f"{one}change/"): (200, "IEC"),
        ("GET", f"{one}pane/"): (200, "IEC"),
        ("POST", f"{one}shortlist/"): (302, "IEC"),
        ("POST", f"{one}note/"): (302, "IEC"),
        ("POST", f"{one}hold/"): (302, "IEC"),
        ("POST", f"{one}dont-ask/"): (302, "IEC"),
        ("POST", f"{LETTERS}{other.pk}/message/{said.pk}/update/"): (302, "EC"),
        ("GET", f"{LETTERS}{reader.pk}/under/"): (200, "C"),
        ("POST", f"{LETTERS}{reader.pk}/under/"): (200, "C"),
        ("POST", f"{LETTERS}{reader.pk}/under/unpublish/"): (200, "C"),
        ("POST", f"{LETTERS}{reader.pk}/settle/"): (302, "IEC"),
        ("GET", f"{of_question}readers/"): (200, "C"),
        ("POST", f"{of_question}readers/"): (302, "C"),
        ("GET", f"{LETTERS}decline/"): (200, "EC"),
        ("POST", f"{LETTERS}decline/"): (200, "EC"),
        ("GET", f"{LETTERS}tag/"): (200, "IEC"),
        ("POST", f"{LETTERS}tag/"): (200, "IEC"),
        ("POST", f"{one}write/"): (302, "EC"),
        ("GET", f"{LETTERS}{other.pk}/message/{said.pk}/recall/"): (200, "EC"),
        ("POST", f"{one}together/"): (302, "EC"),
        ("POST", f"{one}attach/"): (200, "EC"),
        ("POST", f"{one}detach/"): (302, "EC"),
        ("POST", f"{one}answer/"): (302, "EC"),
        ("POST", f"{LETTERS}{other.pk}/decline/"): (302, "IEC"),
        ("POST", f"{LETTERS}{second.pk}/take-back/"): (302, "IEC"),
        ("GET", QUESTIONS): (200, "EC"),
        ("GET", f"{QUESTIONS}calendar/"): (200, "EC"),
        ("GET", f"{QUESTIONS}earlier/"): (200, "EC"),
        ("GET", f"{QUESTIONS}token/"): (200, "EC"),
        ("GET", f"{of_draft}change/"): (200, "EC"),
        ("POST", f"{of_draft}change/"): (200, "EC"),
        ("POST", f"{of_draft}autosave/"): (400, "EC"),
        ("GET", f"{of_draft}drop/"): (302, "EC"),
        ("POST", f"{of_draft}drop/"): (302, "EC"),
        ("POST", f"{QUESTIONS}new-tag/"): (400, "EC"),
        ("POST", f"{of_draft}stand-ins/"): (200, "EC"),
        ("POST", f"{of_draft}stand-ins/back/"): (200, "EC"),
        ("GET", f"{of_draft}past/"): (200, "EC"),
        ("GET", f"{of_draft}past/{line}/"): (200, "EC"),
        ("POST", f"{of_draft}past/{line}/restore/"): (302, "EC"),
        ("GET", f"{of_draft}page/"): (200, "EC"),
        ("GET", f"{of_draft}links/"): (200, "EC"),
        ("POST", f"{of_draft}links/make/"): (200, "EC"),
        ("POST", f"{of_draft}links/{link.pk}/withdraw/"): (302, "EC"),
        ("GET", f"{of_draft}ask-approval/"): (200, "EC"),
        ("GET", f"{of_draft}publish/"): (200, "C"),
        ("POST", f"{of_draft}publish/"): (200, "C"),
        ("POST", f"{of_draft}schedule/"): (302, "C"),
        ("GET", f"{of_draft}send/"): (200, "EC"),
        ("POST", f"{of_draft}send/"): (302, "EC"),
        ("GET", f"{of_question}provenance/"): (200, "EC"),
        ("POST", f"{of_question}provenance/"): (302, "EC"),
        ("GET", f"{of_question}rerun/"): (200, "C"),
        ("POST", f"{of_question}rerun/"): (302, "C"),
        ("POST", f"{of_question}rerun/end/"): (302, "C"),
        ("GET", f"{of_question}unpublish/"): (200, "C"),
        ("POST", f"{of_question}unpublish/"): (302, "C"),
        ("POST", "/admin/markdown/preview/"): (200, "SIEC"),
        ("POST", "/admin/markdown/picture/"): (400, "EC"),
        ("GET", f"/admin/questions/passage/{passage.pk}/for/{draft.pk}/"): (200, "EC"),
        ("GET", "/admin/questions/tag/"): (200, "EC"),
        ("GET", f"/admin/questions/tag/{tag.pk}/merge/"): (200, "C"),
        ("POST", f"/admin/questions/tag/{tag.pk}/merge/"): (200, "C"),
        ("GET", f"/admin/questions/tag/{tag.pk}/delete/"): (200, "C"),
        ("GET", collections): (200, "EC"),
        ("GET", f"{collections}add/"): (200, "EC"),
        ("GET", f"{collections}{hidden.pk}/change/"): (200, "EC"),
        ("GET", f"{collections}{hidden.pk}/page/"): (200, "EC"),
        ("GET", f"{collections}{hidden.pk}/publish/"): (200, "C"),
        ("POST", f"{collections}{hidden.pk}/publish/"): (200, "C"),
        ("POST", f"{collections}{shown.pk}/change/"): (200, "C"),
        ("GET", f"{collections}{shown.pk}/delete/"): (200, "C"),
        ("GET", "/admin/questions/passage/"): (200, "EC"),
        ("GET", "/admin/questions/column/1/change/"): (200, "EC"),
        ("POST", "/admin/questions/column/1/change/"): (200, "C"),
        ("GET", ISSUES): (200, "EC"),
        ("GET", of_issue): (200, "EC"),
        ("GET", f"{of_issue}look/"): (200, "EC"),
        ("POST", f"{of_issue}try/"): (200, "EC"),
        ("POST", f"{of_issue}question/{mailed.pk}/leave-out/"): (302, "C"),
        ("POST", f"{of_issue}question/{mailed.pk}/take-in/"): (302, "C"),
        ("POST", f"{of_issue}hold/"): (302, "C"),
        ("POST", f"{of_issue}release/"): (302, "C"),
        ("POST", f"{of_issue}skip/"): (302, "C"),
        ("GET", "/admin/questions/webhookendpoint/"): (200, "C"),
        ("GET", "/admin/questions/webhookendpoint/add/"): (200, "C"),
        ("GET", f"{of_webhook}change/"): (200, "C"),
        ("POST", f"{of_webhook}test/"): (302, "C"),
        ("POST", f"{of_webhook}secret/"): (302, "C"),
        ("GET", "/admin/questions/outgoingcall/"): (200, "C"),
        ("GET", f"{ISSUES}readers/"): (200, ""),
        ("POST", f"{ISSUES}readers/import/"): (200, ""),
        ("POST", f"{ISSUES}readers/export/"): (200, ""),
        ("GET", "/admin/transfer/"): (200, "C"),
        ("POST", "/admin/transfer/upload/"): (200, "C"),
        ("GET", f"/admin/transfer/{run.pk}/"): (200, "C"),
        ("GET", f"/admin/transfer/{run.pk}/letters/"): (200, "C"),
        ("GET", f"/admin/transfer/{run.pk}/letters/0/"): (404, "C"),
        ("GET", f"/admin/transfer/{run.pk}/tags/"): (404, "C"),
        ("POST", f"/admin/transfer/{run.pk}/start/"): (302, "C"),
        ("POST", f"/admin/transfer/{run.pk}/choose/"): (302, "C"),
        ("POST", f"/admin/transfer/{run.pk}/resume/"): (302, "C"),
        ("POST", f"/admin/transfer/{run.pk}/discard/"): (302, "C"),
        ("POST", "/admin/transfer/export/"): (302, "C"),
        ("POST", f"/admin/transfer/{run.pk}/undo/"): (302, "C"),
        ("GET", "/admin/auth/user/"): (200, ""),
    }


def assert_lets_in(client, role):
    """A role opens its own addresses and is refused at all others."""
    for (verb, address), (status, who) in places().items():
        expected = status if role in who else 403
        assert client.generic(verb, address).status_code == expected, (verb, address)


def test_every_address_of_the_desk_is_in_the_matrix(db):
    from questions.answering.urls import SIGN_IN, urlpatterns

    known = [re.sub(r"[0-9a-f-]{36}|\d+", "#", address) for _verb, address in places()]
    ours = [pattern for pattern in urlpatterns if pattern not in SIGN_IN]
    missing = [
        pattern.name
        for pattern in ours
        if re.sub(r"<[^>]*>", "#", f"/admin/{pattern.pattern}") not in known
    ]
    assert missing == ["look"]
    assert len(ours) > 20


@pytest.mark.slow
def test_john_may_open_everything(john):
    for (verb, address), (status, _who) in places().items():
        assert john.generic(verb, address).status_code == status, (verb, address)


@pytest.mark.slow
def test_the_columnist_by_role_opens_all_of_the_column(cora):
    assert_lets_in(cora, "C")


@pytest.mark.slow
def test_the_editor_may_do_all_but_publish_and_delete(edith):
    assert_lets_in(edith, "E")


@pytest.mark.slow
def test_intake_sorts_letters_alone(ida):
    assert_lets_in(ida, "I")


@pytest.mark.slow
def test_staff_without_permission_may_open_the_front_alone(sam):
    assert_lets_in(sam, "S")


@pytest.mark.slow
def test_a_stranger_is_sent_to_sign_in_everywhere(rita):
    for verb, address in places():
        response = rita.generic(verb, address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("what", ["autosave", "links/make", "past/1/restore"])
def test_what_changes_something_is_never_a_link(john, what):
    assert john.get(f"{QUESTIONS}1/{what}/").status_code == 405
