"""The list of readers at the desk: for whoever may, with numbers and never an address."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from advice.server.bodies import MAX_BODY_BYTES
from questions.answering import readers
from questions.models import OutgoingMail, Subscriber
from tests.newsletter.conftest import newsletter  # noqa: F401 (a fixture)
from tests.newsletter.factories import a_reader

pytestmark = pytest.mark.usefixtures("newsletter")
PAGE = "/admin/questions/issue/readers/"
LIST = "email,created_at\nnew@example.org,2021-05-31\nsecret-nonsense,2021-05-31\n"


def send(client, **facts):
    """Upload the list."""
    file = SimpleUploadedFile("readers.csv", facts.pop("text", LIST).encode())
    data = {"file": file, "source": "our old site"} | facts
    return client.post(f"{PAGE}import/", data).text


def test_a_list_is_looked_at_and_then_imported(john):
    page = send(john, check="1")
    assert "1 subscriber would be added" in page
    assert "1 left out (no address, or not one): line 3" in " ".join(page.split())
    assert not Subscriber.objects.exists()
    assert "Tick this box if every reader in the file asked for this newsletter." in send(
        john, **{"import": "1"}
    )
    assert not Subscriber.objects.exists()
    page = send(john, **{"import": "1", "they_opted_in": "on"})
    assert "1 subscriber was added" in page
    for secret in ("new@example.org", "secret-nonsense"):
        assert secret not in page
    assert OutgoingMail.objects.get(kind="imported").subscriber.origin == (
        "our old site, on 31 May 2021"
    )


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "\0", "\xff\xfe"])
def test_what_is_no_list_is_said_at_the_field(john, text):
    page = send(john, text=text, check="1")
    assert "There is no column of addresses" in page


def test_no_list_is_too_large_for_the_server_and_not_for_the_form():
    assert readers.MAX_UPLOAD < MAX_BODY_BYTES


def test_the_list_is_downloaded(john, caplog):
    a_reader("=x@example.org")
    response = john.post(f"{PAGE}export/")
    assert b'"\'=x@example.org"' in response.getvalue()
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert "The list of readers was exported by account" in caplog.text
    assert "example.org" not in caplog.text


def test_only_whoever_may_sees_the_way(cora):
    issues = "/admin/questions/issue/"
    assert "Import or export subscribers" not in cora.get(issues).text
    assert cora.get(PAGE).status_code == 403
    assert cora.post(f"{PAGE}export/").status_code == 403
    user = get_user_model().objects.get(username="columnist")
    user.user_permissions.add(Permission.objects.get(codename="transfer_subscribers"))
    assert "Import or export subscribers" in cora.get(issues).text
    assert cora.get(PAGE).status_code == 200
