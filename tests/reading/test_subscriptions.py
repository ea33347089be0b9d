"""Asking for the newsletter, confirming, choosing, leaving; and what is kept of it."""

import logging
import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail as mailbox
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advice.logging import PathRedactionFilter
from questions import actions
from questions.mail import outbox
from questions.models import OutgoingMail, RateLimit, Signup, Subscriber
from questions.newsletter import tokens
from tests.factories import published_question, saved_tag
from tests.newsletter.factories import a_reader, column

ADDRESS = "rita@example.org"


@pytest.fixture(autouse=True)
def newsletter(db, settings):
    settings.MAIL_IS_SET = True
    column(newsletter=True)


def ask(client, address=ADDRESS, **facts):
    return client.post("/subscribe/", {"address": address, "rhythm": "at-once"} | facts)


def link_in_mail(kind="confirm"):
    """The path of a link in the newest mail."""
    outbox.send_due_mail()
    return re.search(rf"http://127.0.0.1:8000(/subscribe/{kind}/\S+/)", mailbox.outbox[-1].body)[1]


def test_ask_confirm_leave(rita):
    assert "Check your inbox" in ask(rita).text
    assert not Subscriber.objects.exists()
    confirm = link_in_mail()
    assert "Confirm your subscription" in rita.get(confirm).text
    assert not Subscriber.objects.exists()

    assert "You’re subscribed" in rita.post(confirm).text
    subscriber = Subscriber.objects.get()
    assert (subscriber.address, subscriber.rhythm, subscriber.wants_all) == (
        ADDRESS,
        "at-once",
        True,
    )
    assert not Signup.objects.exists()
    leave = f"/subscribe/leave/{tokens.make_token('leave', subscriber.pk)}/"
    assert "You’re unsubscribed" in rita.post(leave).text
    assert not Subscriber.objects.exists()


def test_topics_and_rhythm_are_kept_through_the_mail(rita):
    tag = saved_tag("Trust")
    published_question("One", tags=[tag])
    assert 'value="trust"' in rita.get("/subscribe/").text
    assert re.search(r'value="trust"[^>]*checked', rita.get("/subscribe/?tag=trust").text)
    ask(rita, rhythm="weekly", tags=["trust"])
    confirm = link_in_mail()
    page = rita.get(confirm).text
    assert "Once a week" in page
    assert "Trust" in page
    rita.post(confirm)
    subscriber = Subscriber.objects.get()
    assert (subscriber.rhythm, list(subscriber.tags.all())) == ("weekly", [tag])


def test_a_known_and_an_unknown_address_cannot_be_told_apart(rita):
    a_reader("known@example.org")
    RateLimit.objects.all().delete()
    ask(Client(REMOTE_ADDR="192.0.2.1"), "first@example.org")  # the client's count begins
    told = {}
    for address in ("known@example.org", "unknown@example.org"):
        with CaptureQueriesContext(connection) as seen:
            response = ask(Client(REMOTE_ADDR="192.0.2.1"), address)
        kinds = [query["sql"].split()[0] for query in seen.captured_queries]
        told[address] = (response.status_code, response.content, sorted(response.headers), kinds)
    first, second = told.values()
    assert first == second


def test_who_has_them_already_is_told_by_mail_alone(rita):
    a_reader()
    ask(rita, rhythm="weekly")
    choices = link_in_mail("choices")
    assert "You already get it" in " ".join(mailbox.outbox[-1].body.split())
    assert "Your preferences" in rita.get(choices).text
    assert Subscriber.objects.get().rhythm == "at-once"


@pytest.mark.parametrize("person", ["rita", "ann", "sam", "ida", "edith", "cora", "john"])
def test_the_pages_are_the_same_for_everybody(person, request):
    reader = a_reader()
    client = request.getfixturevalue(person)
    opened = {
        "/subscribe/": 200,
        "/subscribe/confirm/x/": 404,
        "/subscribe/choices/x/": 404,
        "/subscribe/leave/x/": 200,
    } | {
        f"/subscribe/{kind}/{tokens.make_token(kind, reader.pk)}/": 200
        for kind in ("choices", "leave")
    }
    for path, status in opened.items():
        response = client.get(path)
        assert response.status_code == status
        assert "Cookie" not in response.get("Vary", "") or path == "/subscribe/"
        assert "sessionid" not in response.cookies


def test_scanners_may_open_every_link_and_nothing_happens(rita):
    reader = a_reader()
    ask(rita, "other@example.org")
    paths = [link_in_mail()]
    paths += [
        f"/subscribe/{kind}/{tokens.make_token(kind, reader.pk)}/" for kind in ("choices", "leave")
    ]
    for path in paths:
        assert rita.get(path).status_code == rita.head(path).status_code == 200
    assert Subscriber.objects.get() == reader
    assert Signup.objects.count() == 1


def test_one_click_needs_no_cookie_no_redirect_and_no_second_press():
    reader = a_reader()
    path = f"/subscribe/leave/{tokens.make_token('leave', reader.pk)}/"
    client = Client(enforce_csrf_checks=True)
    for _press in range(2):
        response = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert response.cookies == {}
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("kind", ["confirm", "choices", "leave"])
def test_pages_behind_a_token_are_kept_and_found_by_nobody(rita, kind):
    reader = a_reader()
    ask(rita, "other@example.org")
    key = Signup.objects.get().pk if kind == "confirm" else reader.pk
    client = Client(enforce_csrf_checks=True)
    for answer in (client.get, client.post):
        response = answer(f"/subscribe/{kind}/{tokens.make_token(kind, key)}/")
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"
        assert 'name="robots" content="noindex"' in response.text
        assert 'rel="canonical"' not in response.text
        assert response.cookies == {}
        assert ADDRESS not in response.text


@pytest.mark.parametrize("kind", ["confirm", "choices"])
@pytest.mark.parametrize("bad", ["x", "A" * 43, "%00" * 43, "é" * 43, "A" * 5000, "..%2F..", "="])
def test_a_forged_link_gets_a_calm_page(rita, kind, bad):
    for answer in (rita.get, rita.post):
        response = answer(f"/subscribe/{kind}/{bad}/")
        assert response.status_code == 404
    assert not Subscriber.objects.exists()


def test_a_token_of_another_kind_or_of_nobody_opens_nothing(rita):
    reader = a_reader()
    leave = tokens.make_token("leave", reader.pk)
    assert rita.get(f"/subscribe/choices/{leave}/").status_code == 404
    assert "doesn’t work" in rita.get(f"/subscribe/choices/{leave}/").text
    stranger = tokens.make_token("leave", uuid.uuid4())
    assert rita.post(f"/subscribe/leave/{stranger}/").status_code == 200
    assert rita.post("/subscribe/leave/forged/").status_code == 200
    assert Subscriber.objects.exists()


def test_a_link_that_is_too_old_opens_nothing(rita):
    ask(rita)
    confirm = link_in_mail()
    Signup.objects.update(asked_at=timezone.now() - timedelta(hours=24))
    assert rita.get(confirm).status_code == rita.post(confirm).status_code == 404
    assert not Subscriber.objects.exists()


def test_a_link_pressed_again_says_the_same_and_after_leaving_nothing(rita):
    ask(rita)
    confirm = link_in_mail()
    rita.post(confirm)
    assert "You’re subscribed" in rita.post(confirm).text
    assert "You’re subscribed" in rita.get(confirm).text
    actions.subscriptions.unsubscribe(Subscriber.objects.get().pk)
    assert rita.post(confirm).status_code == 404
    assert not Subscriber.objects.exists()


def test_an_old_mail_is_not_sent_when_its_link_is_dead(rita):
    ask(rita)
    Signup.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    outbox.send_due_mail()
    assert mailbox.outbox == []
    assert OutgoingMail.objects.get().state == "dropped"


def test_choices_are_changed_behind_the_link(rita):
    tag = saved_tag("Trust")
    published_question("One", tags=[tag])
    reader = a_reader()
    path = f"/subscribe/choices/{tokens.make_token('choices', reader.pk)}/"
    assert "Saved." in rita.post(path, {"rhythm": "weekly", "tags": ["trust"]}).text
    reader.refresh_from_db()
    assert (reader.rhythm, reader.wants_all, reader.tags.get()) == ("weekly", False, tag)
    refused = rita.post(path, {"rhythm": "weekly", "tags": ["gone"]}).text
    assert "not there any more" in refused
    rita.post(path, {"rhythm": "at-once"})
    reader.refresh_from_db()
    assert (reader.rhythm, reader.wants_all) == ("at-once", True)


def test_a_form_without_its_cookie_is_given_back():
    response = Client(enforce_csrf_checks=True).post("/subscribe/", {"address": ADDRESS})
    assert response.status_code == 403
    assert f'value="{ADDRESS}"' in response.text
    assert "cookie" in response.text


def test_switched_off_or_without_a_mail_server_the_site_says_so(rita, settings):
    question = published_question("One")
    for off in ({"newsletter": False}, {"newsletter": True}):
        column(**off)
        settings.MAIL_IS_SET = not off["newsletter"]
        assert "The newsletter isn’t available" in ask(rita).text
        for page in ("/", question.get_absolute_url(), "/privacy/"):
            assert "/subscribe/" not in rita.get(page).text
    assert not Signup.objects.exists()


def test_the_question_invites_after_the_invitation_to_write(rita):
    page = rita.get(published_question("One").get_absolute_url())
    after = page.text.partition('class="after"')[2]
    assert 0 < after.index("/ask/") < after.index("/subscribe/")
    assert page["Cache-Control"].startswith("public")
    assert page.cookies == {}


def test_privacy_says_what_is_kept_and_how_long(rita, settings):
    settings.RETENTION_DAYS = settings.RETENTION_DAYS | {"deliveries": 33}
    page = rita.get("/privacy/").text
    assert "within 48 hours" in page
    assert "33 days" in page
    assert "Those copies can’t be recalled" in page


@pytest.mark.parametrize("path", ["/subscribe/confirm/x/", "/subscribe/leave/x/"])
def test_each_page_states_its_verbs(rita, path):
    assert rita.put(path).status_code == rita.delete(path).status_code == 405


def test_secrets_in_addresses_are_not_logged(rita, caplog):
    secret = "A" * 43
    with caplog.at_level(logging.WARNING, logger="django.request"):
        rita.get(f"/subscribe/confirm/{secret}/")
        rita.put(f"/subscribe/leave/{secret}/")
        rita.get(f"/reply/feed/{secret}/")
    assert len(caplog.records) >= 3
    for record in caplog.records:
        PathRedactionFilter().filter(record)
        assert secret not in record.getMessage()
