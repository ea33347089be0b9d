"""John signs in, with a second factor where others can reach the desk."""

import re
import time
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.core.signing import TimestampSigner, b62_encode
from django.db import connection
from django.db.models import Sum
from django.test import Client, RequestFactory
from django.utils import timezone

from advice.auth.devices import known_device
from questions import actions
from questions.models import RateLimit
from tests.conftest import PASSWORD
from tests.factories import draft_question

SIGN_IN = "/admin/login/"


@pytest.fixture
def account(db):
    return get_user_model().objects.create_superuser("john", password=PASSWORD)


def sign_in(client, password=PASSWORD, **options):
    return client.post(SIGN_IN, {"login": "john", "password": password}, **options)


def code_for(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_a_password_is_enough_on_this_machine(account):
    john = Client()
    assert sign_in(john)["Location"] == "/admin/"
    page = john.get("/admin/")
    assert page.status_code == 200
    assert "messagelist" not in page.text  # who is signed in stands in the head


def test_elsewhere_he_is_led_to_set_up_a_second_factor(john, settings):
    settings.SITE_IS_LOCAL = False
    assert john.get("/admin/questions/letter/")["Location"] == "/admin/sign-in/"
    assert john.post("/admin/markdown/preview/", {"content": "x"}).status_code == 302
    assert john.get("/admin/sign-in/").status_code == 200
    assert john.post("/admin/logout/").status_code == 200


def test_with_one_he_is_asked_for_it_and_gets_in(account, settings):
    settings.SITE_IS_LOCAL = False
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(account, secret)
    john = Client()

    assert sign_in(john)["Location"].startswith("/admin/sign-in/authenticate/")
    assert john.get("/admin/").status_code == 302
    assert john.post("/admin/sign-in/authenticate/", {"code": "000000"}).status_code == 200
    assert john.get("/admin/").status_code == 302
    john.post("/admin/sign-in/authenticate/", {"code": code_for(secret)})
    assert john.get("/admin/").status_code == 200


def test_its_secret_is_sealed_in_the_database(account):
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert "JBSWY3DPEHPK3PXP" not in str(cursor.fetchall())
    stored = Authenticator.objects.get().data["secret"]
    assert get_adapter().decrypt(stored) == "JBSWY3DPEHPK3PXP"


def test_the_picture_is_allowed_on_its_page_alone(account):
    john = Client()
    sign_in(john)
    john.post("/admin/sign-in/again/", {"password": PASSWORD})
    page = john.get("/admin/sign-in/totp/activate/")
    assert page.status_code == 200
    assert "img-src 'self' data:" in page["Content-Security-Policy"]
    assert "data:" not in john.get("/admin/sign-in/")["Content-Security-Policy"]


def test_nobody_signs_up(db):
    form = {"username": "eve", "password1": PASSWORD, "password2": PASSWORD}
    Client().post("/admin/sign-in/up/", form)
    assert not get_user_model().objects.exists()


def guess(client, times, **options):
    for _ in range(times):
        sign_in(client, password="a guess", **options)


def test_guesses_are_limited_in_all_processes_and_the_right_password_waits_too(account):
    john = Client()
    guess(john, 10)
    cache.clear()  # another process has another cache
    refused = sign_in(john)
    assert re.search(r"Try again in [45] minutes\.", refused.text)  # it ends on a round moment
    assert 'value="john"' in refused.text
    assert john.get("/admin/").status_code == 302
    RateLimit.objects.update(ends_at=timezone.now())
    assert sign_in(john)["Location"] == "/admin/"


def guess_from_everywhere(times):
    for number in range(times):
        guess(Client(), 1, REMOTE_ADDR=f"203.0.113.{number}")


def test_guesses_at_one_name_slow_it_down_from_wherever_they_come(account):
    guess_from_everywhere(22)
    assert "Try again in 1 minute." in sign_in(Client()).text
    RateLimit.objects.filter(ends_at__lt=timezone.now() + timedelta(minutes=1)).delete()
    assert sign_in(Client())["Location"] == "/admin/"


@pytest.mark.slow
def test_a_device_that_signed_in_before_is_never_kept_out(account):
    john = Client()
    sign_in(john)
    john.post("/admin/logout/")
    cookie = john.cookies["device"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Strict")
    guess_from_everywhere(30)
    guess(Client(), 10)
    assert "Try again in" in sign_in(Client()).text
    assert sign_in(john)["Location"] == "/admin/"
    john.post("/admin/logout/")
    guess(john, 10)
    assert "Try again in" in sign_in(john).text


@pytest.mark.parametrize("value", ["", "nonsense", "eyJuYW1lIjoiam9obiJ9:x:y"])
def test_a_made_up_device_counts_like_a_stranger(account, value):
    eve = Client()
    eve.cookies["device"] = value
    guess(eve, 10)
    assert "Try again in" in sign_in(eve).text


@pytest.mark.parametrize(("days", "is_known"), [(89, True), (91, False)])
def test_a_device_is_known_for_ninety_days(account, monkeypatch, days, is_known):
    stamp = b62_encode(int(time.time()) - days * 86_400)
    monkeypatch.setattr(TimestampSigner, "timestamp", lambda _: stamp)
    john = Client()
    sign_in(john)
    request = RequestFactory().get("/")
    request.COOKIES = {"device": john.cookies["device"].value}
    assert bool(known_device(request, "john")) == is_known


def test_the_device_of_another_account_counts_like_a_strangers(account):
    get_user_model().objects.create_superuser("edith", password=PASSWORD)
    edith = Client()
    edith.post(SIGN_IN, {"login": "edith", "password": PASSWORD})
    edith.post("/admin/logout/")
    guess(edith, 10)
    assert "Try again in" in sign_in(Client()).text


@pytest.mark.parametrize(
    ("address", "field", "more"),
    [
        ("/admin/password_change/", "old_password", {"new_password1": "x", "new_password2": "x"}),
        ("/admin/sign-in/again/", "password", {}),
    ],
)
def test_every_check_of_a_password_counts(john, address, field, more):
    for _ in range(10):
        john.post(address, {field: "a guess"} | more)
    page = john.post(address, {field: PASSWORD} | more)
    assert "too many wrong tries" in page.text


@pytest.fixture
def secret_draft(db):
    question = draft_question("A secret draft")
    actions.questions.publish(question, timezone.now() + timedelta(days=3))
    return question


SECRET = "JBSWY3DPEHPK3PXP"


def sign_in_with_code(client):
    sign_in(client)
    client.post("/admin/sign-in/authenticate/", {"code": code_for(SECRET)})


def test_a_draft_opens_for_a_proven_session_alone(account, secret_draft, settings):
    address, john = secret_draft.get_absolute_url(), Client()
    sign_in(john)
    assert john.get(address, follow=True).status_code == 200
    settings.SITE_IS_LOCAL = False
    assert john.get(address).status_code == 404
    TOTP.activate(account, SECRET)
    sign_in_with_code(john)
    assert john.get(address, follow=True).status_code == 200


@pytest.mark.parametrize("address", ["/admin/", "/admin/sign-in/", "/admin/sign-in/again/"])
def test_a_session_without_the_second_factor_ends_when_its_user_has_one(account, settings, address):
    """Somebody with the password came in before the second factor was set up elsewhere."""
    settings.SITE_IS_LOCAL = False
    eve = Client()
    sign_in(eve)
    assert eve.get("/admin/sign-in/").status_code == 200
    TOTP.activate(account, SECRET)
    assert eve.get(address)["Location"].startswith("/admin/login/")
    assert "_auth_user_id" not in eve.session


def test_the_session_that_sets_up_the_second_factor_goes_on(transactional_db, account, settings):
    """allauth tells of it after the commit."""
    settings.SITE_IS_LOCAL = False
    john, address = Client(), "/admin/sign-in/totp/activate/"
    sign_in(john)
    john.post("/admin/sign-in/again/", {"password": PASSWORD})
    john.get(address)
    code = code_for(john.session["mfa.totp.secret"])
    john.post(address, {"code": code})
    assert Authenticator.objects.exists()
    assert john.get("/admin/").status_code == 200


@pytest.mark.parametrize(("key", "seconds"), [("last_seen", 31 * 60), ("signed_in_since", 43_201)])
def test_a_stale_session_opens_no_draft(john, secret_draft, key, seconds):
    john.get("/admin/")
    session = john.session
    session[key] -= seconds
    session.save()
    assert john.get(secret_draft.get_absolute_url()).status_code == 404
    assert "_auth_user_id" not in john.session


def test_the_clocks_begin_with_the_session(account):
    john = Client()
    sign_in(john)
    assert {"last_seen", "signed_in_since"} <= set(john.session.keys())


def test_a_session_gets_another_name_by_signing_in(account):
    john = Client()
    planted = john.session
    planted["planted"] = True
    planted.save()
    sign_in(john)
    assert john.get("/admin/").status_code == 200
    assert john.session.session_key != planted.session_key
    assert (
        Client(headers={"Cookie": f"sessionid={planted.session_key}"}).get("/admin/").status_code
        == 302
    )


def test_a_session_of_a_closed_account_is_nobodys(john, django_user_model):
    assert john.get("/admin/").status_code == 200
    django_user_model.objects.update(is_active=False)
    assert john.get("/admin/").status_code == 302


def test_public_pages_read_no_session(john):
    assert "Cookie" not in john.get("/").get("Vary", "")


def test_guesses_at_many_names_count_for_who_makes_them(account):
    for number in range(10):
        Client().post(SIGN_IN, {"login": f"user{number}", "password": "a guess"})
    assert "Try again in" in sign_in(Client()).text
    assert sign_in(Client(), REMOTE_ADDR="203.0.113.9")["Location"] == "/admin/"


def test_only_wrong_tries_count(account):
    guess(Client(), 9)
    for _ in range(12):
        assert sign_in(Client())["Location"] == "/admin/"


def test_codes_cannot_be_guessed_either(account):
    secret, address = "JBSWY3DPEHPK3PXP", "/admin/sign-in/authenticate/"
    TOTP.activate(account, secret)
    john = Client()
    sign_in(john)
    for _ in range(10):
        john.post(address, {"code": "000000"})
    assert "Try again in" in john.post(address, {"code": code_for(secret)}).text
    assert john.get("/admin/").status_code == 302


@pytest.mark.slow
def test_guesses_at_codes_keep_no_known_device_out(account):
    """Whoever has learnt the password guesses from everywhere, and from the same network."""
    secret, address = "JBSWY3DPEHPK3PXP", "/admin/sign-in/authenticate/"
    john = Client()
    sign_in(john)
    john.post("/admin/logout/")
    TOTP.activate(account, secret)
    for number in range(30):
        eve, network = Client(), {"REMOTE_ADDR": f"203.0.113.{number}" if number < 20 else "::1"}
        sign_in(eve, **network)
        eve.post(address, {"code": "000000"}, **network)
    sign_in(eve, REMOTE_ADDR="203.0.113.99")
    right = {"code": code_for(secret)}
    assert "Try again in" in eve.post(address, right, REMOTE_ADDR="203.0.113.99").text
    sign_in(john, REMOTE_ADDR="::1")
    assert john.post(address, right, REMOTE_ADDR="::1")["Location"] == "/admin/"


def test_a_right_try_of_a_known_device_gives_guessers_none_back(account):
    john = Client()
    sign_in(john)
    guess_from_everywhere(3)
    counted = RateLimit.objects.aggregate(n=Sum("count"))
    sign_in(john)
    assert RateLimit.objects.aggregate(n=Sum("count")) == counted


def test_passkeys_are_not_counted_by_network(db):
    eve = Client()
    for _ in range(15):
        assert eve.post("/admin/sign-in/webauthn/login/", {"credential": "{}"}).status_code == 302


@pytest.mark.parametrize(("key", "seconds"), [("last_seen", 31 * 60), ("signed_in_since", 43_201)])
def test_a_session_ends(john, key, seconds):
    assert john.get("/admin/").status_code == 200
    session = john.session
    session[key] -= seconds
    session.save()
    assert john.get("/admin/").status_code == 302


@pytest.mark.parametrize("key", ["last_seen", "signed_in_since"])
def test_a_session_from_a_clock_that_was_ahead_ends(john, key):
    assert john.get("/admin/").status_code == 200
    for seconds, status in ((60, 200), (200 * 86_400, 302)):  # two nodes may differ by a minute
        session = john.session
        session[key] = time.time() + seconds
        session.save()
        assert john.get("/admin/").status_code == status


def test_a_session_in_use_goes_on(john):
    john.get("/admin/")
    for _ in range(3):
        session = john.session
        session["last_seen"] -= 29 * 60
        session.save()
        assert john.get("/admin/").status_code == 200


def test_a_john_who_cannot_get_in_is_let_in_by_the_machine(account):
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    before, out = Client(), StringIO()
    before.force_login(account)
    call_command("reset_sign_in", "john", stdout=out)

    password = re.search(r"now:  (\S+)", out.getvalue())[1]
    assert before.get("/admin/").status_code == 302
    assert sign_in(Client(), password=password)["Location"] == "/admin/"
    with pytest.raises(CommandError):
        call_command("reset_sign_in", "nobody")
