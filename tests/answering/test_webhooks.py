"""Webhooks at the desk: an endpoint is kept sealed, tried out, and says how its calls went."""

import pytest
from django.db import connection

from questions.calls import delivery
from questions.models import OutgoingCall, WebhookEndpoint
from tests.calls.receiver import receiving
from tests.factories import published_question

PLACE = "/admin/questions/webhookendpoint/"
GIVEN = {"name": "App", "address": "https://app.example/hook/qkeyq", "is_active": "on"}
GIVEN |= {"events": ["published", "withdrawn"]}


def test_an_endpoint_is_added_with_a_secret_of_its_own(cora):
    assert cora.post(f"{PLACE}add/", GIVEN).status_code == 302
    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.address, endpoint.events) == (GIVEN["address"], ["published", "withdrawn"])
    assert endpoint.secret.startswith("whsec_")
    page = cora.get(f"{PLACE}{endpoint.pk}/change/").text
    assert GIVEN["address"] in page
    assert endpoint.secret in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM questions_webhookendpoint")
        row = str(cursor.fetchall())
    assert "qkeyq" not in row
    assert endpoint.secret not in row


def test_a_secret_is_replaced_at_the_desk(cora):
    endpoint = WebhookEndpoint.objects.create(name="App", address=GIVEN["address"])
    page = cora.post(f"{PLACE}{endpoint.pk}/secret/", follow=True).text
    newest, former, _until = WebhookEndpoint.objects.get().secret.split()
    assert former == endpoint.secret
    assert newest in page
    assert former not in page
    assert "previous secret also works" in page


def test_the_list_shows_only_the_host(cora):
    WebhookEndpoint.objects.create(name="App", address=GIVEN["address"])
    page = cora.get(PLACE).text
    assert "app.example" in page
    assert "qkeyq" not in page


def test_changing_it_keeps_the_secret(cora):
    endpoint = WebhookEndpoint.objects.create(name="App", address=GIVEN["address"])
    changed = GIVEN | {"address": "https://other.example/", "events": ["withdrawn"]}
    assert cora.post(f"{PLACE}{endpoint.pk}/change/", changed).status_code == 302
    again = WebhookEndpoint.objects.get()
    assert (again.address, again.secret) == ("https://other.example/", endpoint.secret)
    assert again.events == ["withdrawn"]


@pytest.mark.parametrize(
    "address",
    ["http://app.example/", "https://me:pass@app.example/", "https://app.example/#x", "app", ""],
)
def test_other_addresses_are_refused(cora, address):
    assert cora.post(f"{PLACE}add/", GIVEN | {"address": address}).status_code == 200
    assert not WebhookEndpoint.objects.exists()


def test_there_are_a_few_at_most(cora):
    WebhookEndpoint.objects.bulk_create(
        WebhookEndpoint(name=f"App {number}", address=GIVEN["address"])
        for number in range(WebhookEndpoint.MOST)
    )
    assert cora.get(f"{PLACE}add/").status_code == 403


def test_a_test_is_sent_and_shown(cora, monkeypatch):
    monkeypatch.setattr("advice.outgoing.is_public", lambda address: True)
    with receiving(418) as server:
        endpoint = WebhookEndpoint.objects.create(name="App", address=server.url)
        said = cora.post(f"{PLACE}{endpoint.pk}/test/", follow=True).text
        assert "The test is on its way." in said
        assert delivery.send_due_calls() == 1
    page = cora.get(f"{PLACE}{endpoint.pk}/change/").text
    assert "It answered 418." in page
    assert "Send a test" in page
    assert "Test · Set aside · It answered 418." in cora.get(PLACE).text


def test_calls_that_were_set_aside_are_tried_again(cora):
    WebhookEndpoint.objects.create(name="App", address="https://app.example/")
    published_question("One")
    OutgoingCall.objects.update(state="dead", attempts=10, fault="It answered 404.")
    page = cora.get("/admin/questions/outgoingcall/").text
    assert "It answered 404." in page
    chosen = {"action": "retry_rows", "_selected_action": [str(OutgoingCall.objects.get().pk)]}
    cora.post("/admin/questions/outgoingcall/", chosen)
    assert OutgoingCall.objects.get().state == "waiting"


def test_an_endpoint_that_nobody_has_is_not_found(cora):
    assert cora.get(f"{PLACE}nothing/change/").status_code == 302
    assert cora.post(f"{PLACE}{'0' * 8}-0000-0000-0000-{'0' * 12}/test/").status_code == 404
