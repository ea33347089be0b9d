"""A session that proves too little is a stranger's at every address, not only at the desk."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.utils import timezone

from questions import actions
from tests.answering.answers.test_markdown import a_picture, upload
from tests.factories import draft_question
from tests.test_bad_queries import addresses, filled, objects  # noqa: F401 (a fixture)


def answer_to(client, address):
    """What an address answers; nothing that it changes stays."""
    client.raise_request_exception = False
    with transaction.atomic():
        response = client.get(address)
        list(response)  # which closes a file
        transaction.set_rollback(True)
    return response.status_code, response.get("Location", "")


def make_unproven(session, settings):
    """Elsewhere than on the own machine a password alone proves too little."""
    settings.SITE_IS_LOCAL = False


def make_unproven_beside_a_factor(session, settings):
    """A second factor was set up in another session."""
    settings.SITE_IS_LOCAL = False
    TOTP.activate(get_user_model().objects.get(username="john"), "JBSWY3DPEHPK3PXP")


def make_stale(session, settings):
    """Nobody has used it for 31 minutes."""
    session["last_seen"] -= 31 * 60
    session.save()


@pytest.mark.slow
@pytest.mark.parametrize("weaken", [make_unproven, make_unproven_beside_a_factor, make_stale])
def test_it_sees_what_a_stranger_sees(objects, john, settings, weaken):  # noqa: F811
    scheduled = draft_question("Coming")
    actions.questions.publish(scheduled, timezone.now() + timedelta(days=3))
    scheduled.refresh_from_db()
    picture = upload(john, a_picture()).json()["image_code"].partition("(")[2].rstrip(")")
    hidden = {scheduled.get_absolute_url(), picture}
    assert 404 not in {answer_to(john, address)[0] for address in hidden}
    john.get("/admin/")
    weaken(john.session, settings)
    cookies, seen, allowed = john.cookies.copy(), {}, {}
    for address in sorted(hidden | {filled(each, objects) for each in addresses()}):
        john.cookies = cookies.copy()
        seen[address] = answer_to(john, address)
        allowed[address] = answer_to(Client(), address)
    assert len(seen) > 150
    differing = {
        address: (seen[address], allowed[address])
        for address in seen
        if seen[address] != allowed[address]
    }
    sign_in = ("/admin/sign-in/", "/admin/login/", "/admin/logout/")
    elsewhere = {one: two for one, two in differing.items() if not one.startswith(sign_in)}
    assert all(mine == (302, "/admin/sign-in/") for mine, _ in elsewhere.values()), elsewhere
    assert all(address.startswith("/admin/") for address in elsewhere)
