"""John signs in with a passkey: Chromium's own virtual authenticator plays his device.

Passkeys need a name as address, so these tests open the same server as `localhost`.
"""

import pytest

from tests.browser.axe import violations
from tests.browser.test_whole_way import sign_in

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def john(chromium, site):
    """John's browser with a device that keeps passkeys; nothing may be complained of."""
    complaints = []
    profile = chromium.new_context(base_url=site.url.replace("127.0.0.1", "localhost"))
    page = profile.new_page()
    page.on("console", lambda message: complaints.append((message.type, message.text)))
    devtools = profile.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    page.device = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.devtools = devtools
    yield page
    profile.close()
    assert [said for kind, said in complaints if kind in {"error", "warning"}] == []


def add_passkey(john, site):
    """Sign in by password and add a passkey."""
    sign_in(john, site)
    john.goto("/admin/settings/")
    john.get_by_role("link", name="Signing in").click()
    assert violations(john) == []
    john.get_by_role("link", name="Add a passkey").click()
    john.get_by_label("Password").fill(site.password)
    john.get_by_role("button", name="Confirm").click()
    assert violations(john) == []
    john.get_by_role("button", name="Add", exact=True).click()
    john.get_by_text("10 out of 10 recovery codes").wait_for()


def give_up(john, site):
    """Take the passkey away again, for the other tests' sake."""
    john.goto("/admin/sign-in/webauthn/")
    assert violations(john) == []
    john.get_by_role("link", name="Remove").click()
    john.get_by_label("Password").fill(site.password)
    john.get_by_role("button", name="Confirm").click()
    john.get_by_role("button", name="Remove").click()
    john.get_by_text("There is no passkey yet.").wait_for()


def test_a_passkey_is_registered_and_signs_in_by_itself(john, site):
    add_passkey(john, site)
    john.goto("/admin/")
    john.get_by_role("button", name="Sign out").click()
    john.goto("/admin/questions/letter/")
    assert "/admin/login/" in john.url
    john.get_by_role("button", name="Sign in with a passkey").click()
    john.get_by_role("heading", name="Inbox").wait_for()
    give_up(john, site)


def test_a_device_that_says_no_is_said_on_the_page(john, site):
    which = {"authenticatorId": john.device["authenticatorId"], "isUserVerified": False}
    john.devtools.send("WebAuthn.setUserVerified", which)
    sign_in(john, site)
    john.goto("/admin/sign-in/webauthn/add/")
    john.get_by_label("Password").fill(site.password)
    john.get_by_role("button", name="Confirm").click()
    john.get_by_role("button", name="Add", exact=True).click()
    john.get_by_role("alert").get_by_text("Press the button once more").wait_for()


def test_an_address_that_is_a_number_is_said_on_the_page(site, open_browser):
    john = open_browser()
    john.goto("/admin/")
    john.get_by_role("button", name="Sign in with a passkey").click()
    john.get_by_role("alert").get_by_text("http://localhost:").wait_for()
