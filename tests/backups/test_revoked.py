"""Whoever was shut out since the backup stays shut out when it comes back."""

import re
import urllib.error

import pytest

from tests.backups.conftest import browser, send_letter

STAFF = (
    "from django.contrib.auth.models import User\n"
    "from allauth.mfa.models import Authenticator\n"
    "for name in ('gone', 'off', 'lost', 'kept'):\n"
    "    one = User.objects.create_user(name, password='a long password', is_staff=True)\n"
    "    Authenticator.objects.create(user=one, type='webauthn', data={})\n"
)
SHUT_OUT = (
    "from django.contrib.auth.models import User\n"
    "User.objects.get(username='gone').delete()\n"
    "off = User.objects.get(username='off'); off.is_active = False; off.save()\n"
)
OPEN = (
    "from django.contrib.auth import authenticate\n"
    "from allauth.mfa.models import Authenticator\n"
    "names = ('gone', 'off', 'lost', 'kept')\n"
    "print(*[name for name in names if authenticate(username=name, password='a long password')])\n"
    "factors = Authenticator.objects.filter(user__is_active=True)\n"
    "print(*factors.values_list('user__username', flat=True))"
)


def test_a_stopped_feed_and_staff_who_left_stay_outside(column):
    column.ask(STAFF)
    with column.served("--no-worker"):
        receipt = send_letter(column.url, "A letter with a private feed.")
        feed = ask_reply(column, receipt, "feed/").read().decode()
        address = re.search(r"http://[^<\s]+/reply/feed/[^<\s]+/", feed)[0]
        assert browser().open(address).status == 200
        file = column.backup()
        ask_reply(column, receipt, "feed/stop/")
    column.ask(SHUT_OUT)
    column.manage("reset_sign_in", "lost")
    said = column.manage("restore", "--replace", str(file))
    assert "are closed again" in said
    assert column.ask(OPEN).splitlines() == ["kept", "kept"]
    ledger = (column.folder / "revocations.txt").read_text()
    assert re.fullmatch(r"(?:[0-9a-f-]{36} [0-9-]{10} revoked\n)+", ledger)
    with column.served("--no-worker"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            browser().open(address)
        assert "A letter with a private feed." in ask_reply(column, receipt, "").read().decode()


def ask_reply(place, receipt, what):
    """Send the receipt to one of the private page's addresses."""
    opener, form = browser(), f"{place.url}/reply/"
    page = opener.open(form).read().decode()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    opener.addheaders = [("Referer", form)]
    return opener.open(f"{form}{what}", f"csrfmiddlewaretoken={token}&receipt={receipt}".encode())
