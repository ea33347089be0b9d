"""What is signed with a time ends, whatever the clock said when it was made."""

import time

import pytest
from django.core.exceptions import ValidationError
from django.core.signing import TimestampSigner, b62_encode
from django.http import HttpResponse
from django.test import RequestFactory

from advice.arrival import is_from_doctor, sign_request
from advice.auth.devices import known_device, remember_device
from questions.asking.forms import make_form_token, read_form_token
from questions.text.pictures import add_picture_key, opens_picture


def does_form_open():
    token = make_form_token()
    try:
        return bool(read_form_token(token))
    except ValidationError:
        return False


def does_picture_open():
    return opens_picture(add_picture_key("/media/a.png").partition("=")[2], "a.png")


def is_device_known():
    request, response = RequestFactory().get("/"), HttpResponse()
    remember_device(response, "john")
    request.COOKIES = {name: cookie.value for name, cookie in response.cookies.items()}
    return bool(known_device(request, "john"))


def is_doctor_known():
    return is_from_doctor(RequestFactory().get("/", headers=sign_request()))


@pytest.mark.parametrize(
    "opens", [does_form_open, does_picture_open, is_device_known, is_doctor_known]
)
def test_what_a_clock_signed_that_was_ahead_opens_nothing(monkeypatch, opens):
    assert opens()
    for ahead, is_open in ((60, True), (200 * 86_400, False)):  # another node; a wrong clock
        stamp = b62_encode(int(time.time()) + ahead)
        monkeypatch.setattr(TimestampSigner, "timestamp", lambda _, stamp=stamp: stamp)
        assert opens() is is_open
