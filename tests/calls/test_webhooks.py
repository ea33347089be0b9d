"""Programs are told what was published and what goes: signed, once or under the same name."""

import base64
import hashlib
import hmac
import json
import signal
import time
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.http import http_date

from questions import actions, leases, retention
from questions.backups.restore import set_calls_aside
from questions.calls import delivery, planning
from questions.calls.webhooks import sign_payload
from questions.management.commands.worker import Command
from questions.models import OutgoingCall, Question, WebhookEndpoint
from questions.transfer.items import Item
from tests.calls.receiver import receiving
from tests.factories import change_text, draft_question, published_question
from tests.killed import run_worker
from tests.sealing import places_of

LETTER = "http://127.0.0.1:8000/api/v1/letters"


def told(server):
    """What a receiver has heard: kinds and addresses."""
    payloads = [json.loads(got.body) for got in server.got]
    return [(one["type"], one["data"]["url"]) for one in payloads]


def verify(got, secret):
    """What a receiver does after the specification, in its own words."""
    key = base64.b64decode(secret.partition("_")[2])
    signed = b".".join(
        [got.headers["webhook-id"].encode(), got.headers["webhook-timestamp"].encode(), got.body]
    )
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return f"v1,{expected}" in got.headers["webhook-signature"].split(" ")


def test_the_signature_is_that_of_the_specification():
    """The example of standardwebhooks.com."""
    body = b'{"test": 2432232314}'
    headers = sign_payload(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        body,
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_replaced_secret_counts_for_a_day_more(endpoint, receiver, monkeypatch):
    former = endpoint.secret
    endpoint.replace_secret(timezone.now())
    newest, still = WebhookEndpoint.objects.get().list_secrets(timezone.now())
    assert (newest != former, still) == (True, former)
    published_question("One")
    delivery.send_due_calls()
    (got,) = receiver.got
    assert verify(got, newest)
    assert verify(got, former)
    assert endpoint.list_secrets(timezone.now() + timedelta(hours=25)) == [newest]


def test_each_event_is_told_signed(endpoint, receiver):
    question = published_question("One")
    assert delivery.send_due_calls() == 1
    change_text(question, answer="Say it in three sentences.")
    actions.questions.unpublish(question)
    assert delivery.send_due_calls() == 2
    actions.questions.publish(question)
    actions.erasure.withdraw(question.letters.get())
    assert delivery.send_due_calls() == 2

    kinds = ["published", "unpublished", "withdrawn"]
    assert told(receiver) == [(f"letter.{kind}", f"{LETTER}/one") for kind in kinds]
    assert all(verify(got, endpoint.secret) for got in receiver.got)
    assert {got.path for got in receiver.got} == {"/hook?k=v"}
    assert all(len(got.body) < 300 for got in receiver.got)


def test_a_change_is_told(endpoint, receiver):
    question = published_question("One")
    delivery.send_due_calls()
    change_text(question, answer="Say it in three sentences.", correction="It was two.")
    assert delivery.send_due_calls() == 1
    assert told(receiver)[1:] == [("letter.corrected", f"{LETTER}/one")]


def test_of_a_withdrawn_letter_only_the_address_is_told(endpoint, receiver):
    question = published_question("One", letter_text="qletterq", answer="qanswerq", sign_off="qme")
    delivery.send_due_calls()
    actions.erasure.erase(question.letters.get())
    assert delivery.send_due_calls() == 1
    last = receiver.got[-1]
    assert told(receiver)[-1] == ("letter.withdrawn", f"{LETTER}/one")
    assert set(json.loads(last.body)) == {"type", "timestamp", "data"}
    assert set(json.loads(last.body)["data"]) == {"url"}
    assert b"q" not in last.body.replace(b"questions", b"")


def test_only_what_was_public_is_told(endpoint, receiver):
    question = draft_question("One")
    actions.questions.publish(question, timezone.now() + timedelta(days=2))
    change_text(question, answer="Another one.")
    actions.questions.unpublish(question)
    assert not OutgoingCall.objects.exists()


def test_what_comes_and_goes_by_itself_is_told_at_its_moment(endpoint, receiver):
    now = timezone.now()
    question = draft_question("One")
    actions.questions.publish(question, now + timedelta(days=1), until=now + timedelta(days=2))
    assert delivery.send_due_calls() == 0
    assert {call.due_at for call in OutgoingCall.objects.all()} == {
        now + timedelta(days=1),
        now + timedelta(days=2),
    }
    actions.questions.publish(question, now + timedelta(days=3), until=now + timedelta(days=4))
    assert OutgoingCall.objects.count() == 2

    past = {"publish_at": now - timedelta(hours=2), "unpublish_at": now - timedelta(hours=1)}
    Question.objects.update(publish_at=past["publish_at"])
    OutgoingCall.objects.filter(event="published").update(due_at=now, happened_at=now)
    assert delivery.send_due_calls() == 1
    Question.objects.update(**past)
    OutgoingCall.objects.filter(event="unpublished").update(due_at=now, happened_at=now)
    assert actions.questions.unpublish_expired() == 1
    assert delivery.send_due_calls() == 1
    assert told(receiver) == [
        ("letter.published", f"{LETTER}/one"),
        ("letter.unpublished", f"{LETTER}/one"),
    ]


def test_another_end_is_no_news(endpoint):
    question = published_question("One")
    actions.questions.publish(question, until=timezone.now() + timedelta(days=4))
    events = OutgoingCall.objects.order_by("happened_at").values_list("event", flat=True)
    assert list(events) == ["published", "unpublished"]


def test_what_is_no_longer_so_is_not_told(endpoint, receiver):
    question = published_question("One")
    actions.questions.unpublish(question)
    actions.questions.publish(question)
    OutgoingCall.objects.exclude(event="unpublished").delete()
    assert delivery.send_due_calls() == 1
    assert (OutgoingCall.objects.get().state, receiver.got) == ("dropped", [])


def test_an_import_tells_nobody_letter_by_letter(endpoint):
    session = actions.imports.start("own")
    item = Item(
        source_id="1",
        headline="One",
        slug="one",
        letter="How do I tell him?",
        answer="Say it.",
        is_public=True,
        was_public=True,
        published_at=timezone.now() - timedelta(days=400),
    )
    actions.imports.save_items(session, [item])
    actions.imports.finish(session)
    assert Question.objects.published().count() == 1
    assert not OutgoingCall.objects.exists()


def test_a_restore_tells_nobody_again(endpoint, receiver):
    published_question("One")
    set_calls_aside()
    assert delivery.send_due_calls() == 0
    call = OutgoingCall.objects.get()
    assert (call.state, call.fault) == ("dead", "Restored")


def test_an_endpoint_hears_what_it_wants_to_hear(endpoint, receiver):
    WebhookEndpoint.objects.update(events=["withdrawn"])
    question = published_question("One")
    assert not OutgoingCall.objects.exists()
    actions.erasure.withdraw(question.letters.get())
    assert OutgoingCall.objects.get().event == "withdrawn"


def test_what_is_rolled_back_is_never_told(endpoint, receiver):
    question = draft_question("One")
    try:
        with transaction.atomic():
            actions.questions.publish(question)
            raise RuntimeError
    except RuntimeError:
        pass
    assert not OutgoingCall.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_no_address_of_a_letter_stands_in_the_clear_or_stays(public_machine):
    with receiving(503, 200) as server:
        WebhookEndpoint.objects.create(name="App", address=f"{server.url}/qhiddenq")
        question = published_question("qheadlineq")
        OutgoingCall.objects.all().delete()
        actions.erasure.erase(question.letters.get())
        delivery.send_due_calls()
        actions.scrub.finish_pending()
        assert OutgoingCall.objects.get().slug == "qheadlineq"
        assert places_of("qheadlineq", "qhiddenq") == set()
        OutgoingCall.objects.update(due_at=timezone.now())
        assert delivery.send_due_calls() == 1
    call = OutgoingCall.objects.get()
    assert (call.state, call.slug, call.question) == ("sent", "", None)


@pytest.mark.parametrize(
    ("status", "state", "is_active"),
    [
        (200, "sent", True),
        (204, "sent", True),
        (302, "waiting", True),
        (400, "waiting", True),
        (410, "dead", False),
        (429, "waiting", True),
        (503, "waiting", True),
    ],
)
def test_each_answer_has_its_consequence(public_machine, db, status, state, is_active):
    with receiving(status, Location="/elsewhere") as server:
        endpoint = WebhookEndpoint.objects.create(name="App", address=f"{server.url}/hook")
        published_question("One")
        assert delivery.send_due_calls() == 1
    call = OutgoingCall.objects.get()
    endpoint.refresh_from_db()
    assert (call.state, call.status, endpoint.is_active) == (state, status, is_active)
    assert [got.path for got in server.got] == ["/hook"]
    assert call.fault == ("" if state == "sent" else f"It answered {status}.")


def test_who_is_gone_is_called_no_more(public_machine, db):
    with receiving(410) as server:
        WebhookEndpoint.objects.create(name="App", address=server.url)
        for headline in ("One", "Two"):
            published_question(headline)
        assert delivery.send_due_calls() == 2
    assert len(server.got) == 1
    assert set(OutgoingCall.objects.values_list("state", flat=True)) == {"dead", "dropped"}


def test_pauses_double_and_a_wish_to_be_left_alone_is_heeded(public_machine, db):
    with receiving(429, **{"Retry-After": "1800"}) as server:
        WebhookEndpoint.objects.create(name="App", address=server.url)
        published_question("One")
        delivery.send_due_calls()
        pause = OutgoingCall.objects.get().due_at - timezone.now()
        assert timedelta(minutes=29) < pause <= timedelta(minutes=30)
        server.sent_headers, pauses = {}, []
        for _ in range(delivery.RETRIES.attempts - 1):
            OutgoingCall.objects.update(due_at=timezone.now())
            assert delivery.send_due_calls() == 1
            call = OutgoingCall.objects.get()
            pauses.append((call.due_at - timezone.now()).total_seconds() / 60)
    assert [round(pause) for pause in pauses] == [2**number for number in range(1, 10)]
    assert call.state == "dead"
    assert len({got.headers["webhook-id"] for got in server.got}) == 1
    leases.retry_row(call)
    assert OutgoingCall.objects.get().state == "waiting"


def test_a_private_machine_is_never_called_for_the_desk(db):
    with receiving() as server:
        WebhookEndpoint.objects.create(name="App", address=f"{server.url}/metadata")
        published_question("One")
        assert delivery.send_due_calls() == 1
    call = OutgoingCall.objects.get()
    assert (call.state, call.fault, server.got) == ("dead", "This host has a private address.", [])


def test_a_wish_may_be_a_moment_and_is_bounded(public_machine, db):
    with receiving(429) as server:
        WebhookEndpoint.objects.create(name="App", address=server.url)
        published_question("One")
        for wish, hours in ((http_date(time.time() + 7200), 2), ("9" * 9, 12), ("soon", 0)):
            server.sent_headers = {"Retry-After": wish}
            OutgoingCall.objects.update(due_at=timezone.now(), attempts=0)
            assert delivery.send_due_calls() == 1
            pause = OutgoingCall.objects.get().due_at - timezone.now()
            assert round(pause.total_seconds() / 3600) == hours, wish


def test_one_that_is_away_keeps_nobody_else_waiting(endpoint, receiver):
    WebhookEndpoint.objects.create(name="Away", address="http://127.0.0.1:9/")
    published_question("One")
    assert delivery.send_due_calls() == 2
    assert len(receiver.got) == 1
    waiting = OutgoingCall.objects.get(state="waiting")
    assert waiting.fault == "It cannot be reached (ConnectionRefusedError)."


def test_every_try_is_signed_for_its_own_second(public_machine, db, monkeypatch):
    with receiving(503, 200) as server:
        endpoint = WebhookEndpoint.objects.create(name="App", address=server.url)
        published_question("One")
        delivery.send_due_calls()
        OutgoingCall.objects.update(due_at=timezone.now())
        later = time.time() + 600
        monkeypatch.setattr("questions.calls.webhooks.time.time", lambda: later)
        delivery.send_due_calls()
    first, second = server.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert int(second.headers["webhook-timestamp"]) == int(later)
    assert verify(first, endpoint.secret)
    assert verify(second, endpoint.secret)
    moment = json.loads(first.body)["timestamp"]
    assert abs(datetime.fromisoformat(moment) - timezone.now()) < timedelta(minutes=5)


def test_the_worker_makes_calls_and_forgets_old_ones(endpoint, receiver):
    published_question("One")
    jobs = {job.name: job.work for job in Command().list_jobs("one")}
    jobs["Calling other machines"]()
    assert len(receiver.got) == 1
    OutgoingCall.objects.update(created_on=timezone.localdate() - timedelta(days=40))
    retention.delete_old_calls()
    assert not OutgoingCall.objects.exists()


WORKER = """
from advice import outgoing
outgoing.is_public = lambda address: True
from questions.calls import delivery
if step == "before":
    delivery.send_request = die
if step == "settling":
    delivery.settle_answer = die
delivery.send_due_calls()
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["before", "settling"])
def test_a_worker_killed_in_between_tells_again_under_the_same_name(step):
    with receiving() as server:
        WebhookEndpoint.objects.create(name="App", address=server.url)
        published_question("One")
        assert run_worker(WORKER, step) == -signal.SIGKILL
        assert OutgoingCall.objects.get().state == "waiting"
        assert delivery.send_due_calls() == 0
        OutgoingCall.objects.update(leased_until=timezone.now())
        assert run_worker(WORKER, "never") == 0
    names = [got.headers["webhook-id"] for got in server.got]
    assert OutgoingCall.objects.get().state == "sent"
    assert len(names) == (2 if step == "settling" else 1)
    assert len(set(names)) == 1


def test_a_test_is_about_no_letter(endpoint, receiver):
    WebhookEndpoint.objects.update(is_active=False)
    planning.add_test(endpoint)
    assert delivery.send_due_calls() == 1
    assert told(receiver) == [("letter.test", LETTER)]
