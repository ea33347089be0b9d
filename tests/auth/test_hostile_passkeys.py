"""What no passkey says, sent where one is asked: a refusal, never a fault of ours."""

import base64
import json

import pytest
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string

from advice.auth.forms import ReadableCredentialMixin

DOORS = ["/admin/sign-in/webauthn/login/", "/admin/sign-in/webauthn/reauthenticate/"]
DEEP = b"[" * 100_000


def encode(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def answer(**response):
    """What a browser would send, with these parts in it."""
    return json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": response})


def signed(**parts):
    """An answer that could be signed, with parts in the place of its own."""
    said = {"type": "webauthn.get", "challenge": "AA", "origin": settings.SITE_URL}
    whole = {"clientDataJSON": encode(json.dumps(said).encode()), "signature": "AA"}
    return answer(**whole | {"authenticatorData": encode(b"\1" * 37), "userHandle": "MQ"} | parts)


HOSTILE = {
    "deep": DEEP.decode(),
    "a number without an end": "9" * 5_000,
    "not a number": "[NaN, 1e999]",
    "without its parts": '{"id": null}',
    "no identity": '{"id":"AA","rawId":"BB","type":"public-key","response":[]}',
    "half a pair": '{"id": "\\ud800"}',
    "deep within": signed(clientDataJSON=encode(DEEP)),
    "deep in CBOR": signed(authenticatorData=encode(b"\1" * 32 + b"\x81" * 5_000)),
    "cut off": signed(authenticatorData="AAAA"),
    "another's number": signed(userHandle=encode(b"9" * 5_000)),
    "no registration": answer(clientDataJSON="e30", attestationObject=encode(b"\x81" * 5_000)),
}


@pytest.fixture
def john(john, django_user_model, monkeypatch):
    """John with a passkey, and no limit on how often it is asked for."""
    monkeypatch.setattr(ratelimit, "consume_or_429", lambda *args, **kwargs: None)
    account = django_user_model.objects.get(username="john")
    Authenticator.objects.create(user=account, type="webauthn", data={"credential": {}})
    return john


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_what_no_passkey_says_is_refused(john, door, kind):
    client = Client() if door == DOORS[0] else john
    if door == DOORS[0]:
        client.get(door, headers={"X-Requested-With": "XMLHttpRequest"})  # for a challenge
    response = client.post(door, {"credential": HOSTILE[kind]})
    assert response.status_code == 302 or "Incorrect" in response.text


def test_every_door_for_a_passkey_has_the_net():
    forms = [import_string(path) for name, path in settings.MFA_FORMS.items() if "webauthn" in name]
    assert len(forms) == 4
    assert all(issubclass(form, ReadableCredentialMixin) for form in forms)
