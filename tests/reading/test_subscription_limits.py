"""What the newsletter's form is given besides addresses, and how often."""

import re
import uuid

import pytest
from django.core import mail as mailbox
from django.test import Client

from questions.mail import outbox
from questions.models import OutgoingMail, Signup, Subscriber
from questions.newsletter import sign_ups, tokens
from tests.asking.test_rate_limits import at_once
from tests.newsletter.factories import column
from tests.reading.test_subscriptions import ADDRESS, ask, link_in_mail


@pytest.fixture(autouse=True)
def newsletter(db, settings):
    settings.MAIL_IS_SET = True
    column(newsletter=True)


BAD = [
    "",
    "rita",
    "rita@",
    "rita@example.org\r\nBcc: eve@example.org",
    "rita@example.org\nSubject: x",
    "\0@example.org",
    "a" * 389 + "@example.org",
    "rita@example.org, eve@example.org",
    '"<script>alert(1)</script>"@example.org',
    "Rita <rita@example.org>",
    "rita@exa mple.org",
    "rita@-.org",
    "\ud800@example.org".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
]


@pytest.mark.parametrize("address", BAD)
def test_what_is_no_address_is_given_back(rita, address):
    response = ask(rita, address, rhythm="weekly")
    assert response.status_code == 200
    if "<script>" not in address:  # a quoted local part may be one
        assert "There is a problem" in response.text
        assert not Signup.objects.exists()
    assert "<script>alert" not in response.text
    assert re.search(r'value="weekly"[^>]*checked', response.text) or Signup.objects.exists()
    outbox.send_due_mail()
    assert all("Bcc" not in one.message() for one in mailbox.outbox)


@pytest.mark.parametrize(
    "address", ["rita+letters@example.org", "rita@bücher.example", "RITA@EXAMPLE.ORG", " a@b.org "]
)
def test_addresses_of_every_kind_arrive(rita, address):
    ask(rita, address)
    rita.post(link_in_mail())
    assert Subscriber.objects.get().address == address.strip()
    assert mailbox.outbox[-1].message()["To"].isascii()


def test_the_same_inbox_is_known_however_it_is_written():
    same = {sign_ups.hash_address(one) for one in ("a@bücher.example", "A@xn--bcher-kva.EXAMPLE ")}
    assert len(same) == 1
    assert sign_ups.hash_address("a+b@example.org") != sign_ups.hash_address("a@example.org")


@pytest.mark.parametrize("facts", [{"tags": ["nothing"]}, {"tags": ["\0"]}, {"rhythm": "hourly"}])
def test_unknown_choices_are_refused_calmly(rita, facts):
    response = ask(rita, **facts)
    assert response.status_code == 200
    assert f'value="{ADDRESS}"' in response.text
    assert not Signup.objects.exists()


def test_an_address_is_written_to_three_times_a_day_and_nobody_can_tell(rita):
    pages = [ask(Client(REMOTE_ADDR=f"192.0.2.{number}")).content for number in range(6)]
    assert len(set(pages)) == 1
    assert Signup.objects.count() == OutgoingMail.objects.count() == 3


@pytest.mark.parametrize(
    "same",
    [
        *("rita+{n}@example.org", '"rita"@example.org', "RITA@Example.org"),
        *('"rita+{n}"@example.org', "ri.ta+{n}@example.org", "r.i.t.a@example.org"),
        r'"r\ita"@example.org',
    ],
)
def test_an_inbox_counts_once_however_it_is_written(rita, same):
    for number in range(1, 6):
        ask(rita, address=same.format(n=number))
    ask(rita, address="rita@example.org")
    assert OutgoingMail.objects.count() == 3
    ask(rita, address="+@example.org")
    assert OutgoingMail.objects.count() == 4


def test_one_provider_with_two_names_has_the_same_inboxes():
    same = {sign_ups.hash_inbox(f"rita@{host}") for host in ("gmail.com", "GoogleMail.com")}
    assert len(same) == 1


def test_for_sending_an_address_stays_as_it_was_typed(rita):
    ask(rita, address="rita+news@example.org")
    ask(rita, address="rita@example.org")
    kept = [signup.address for signup in Signup.objects.order_by("asked_at")]
    assert kept == ["rita+news@example.org", "rita@example.org"]
    assert len({signup.address_hash for signup in Signup.objects.all()}) == 2


def test_a_client_has_a_limit_and_keeps_what_was_typed(rita, settings):
    settings.SIGNUPS_AN_HOUR = 2
    statuses = [ask(rita, f"r{number}@example.org").status_code for number in range(3)]
    response = ask(rita, "last@example.org")
    assert statuses == [200, 200, 429]
    assert 'value="last@example.org"' in response.text
    assert 2700 <= int(response["Retry-After"]) <= 3600


def test_all_together_have_a_limit_too(rita, settings):
    settings.SIGNUPS_AN_HOUR_FROM_ALL = 1
    assert ask(rita).status_code == 200
    assert ask(Client(REMOTE_ADDR="192.0.2.7")).status_code == 429


def test_a_filled_trap_looks_like_success_and_is_nothing(rita):
    assert ask(rita, website="x").content == ask(rita).content
    assert Signup.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_three_mails():
    pages = at_once(
        20, lambda: ask(Client(REMOTE_ADDR=f"192.0.2.{uuid.uuid4().int % 250}")).status_code
    )
    assert pages == [200] * 20
    assert Signup.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_several_links_of_one_address_confirmed_at_once_make_one_subscriber():
    for _ in range(3):
        ask(Client())
    paths = [
        f"/subscribe/confirm/{tokens.make_token('confirm', key)}/" for key in all_signups() * 4
    ]
    pages = at_once(len(paths), lambda: Client().post(paths.pop()).status_code)
    assert set(pages) <= {200, 404}
    assert pages.count(200) >= 4
    assert Subscriber.objects.count() == 1


def all_signups():
    return list(Signup.objects.values_list("pk", flat=True))
