"""Every address of the desk, with letters and questions in every state they can be in: never a 500.

The test client raises what a view raises, so a request that is answered at all has passed.
"""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection, transaction
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from questions import actions
from questions.models import Issue, Letter, OutgoingMail, Passage, Question, Resource, StatusWords
from questions.newsletter import issues
from tests.factories import (
    autosave_text,
    draft_question,
    published_question,
    received_letter,
    saved_tag,
)

pytestmark = pytest.mark.slow

LEFT_ALONE = ("sign-in", "login", "logout", "password", "/delete/", "auth/")
STRANGE = "a\0\x0b\ufffe"
SENT = {
    "text": "Words.", "kind": "answer", "note": "x", "because": "x", "headline": "How?",
    "letter_text": "Letter.", "answer": "Answer.", "when": "now", "anyway": "on", "days": "3",
    "pseudonym-words": "Words", "pseudonym": "Else", "content": "*x*", "address": "j@example.org",
}  # fmt: skip
SLOTS = {"slots-TOTAL_FORMS": "0", "slots-INITIAL_FORMS": "0"}


def desk_routes(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if route.startswith("admin/") and not any(part in route for part in LEFT_ALONE):
                yield "/" + route
        elif not route or route.startswith("admin/"):
            yield from desk_routes(pattern, route)


def with_keys(route, **keys):
    """The address of a route, or nothing if it needs another key."""
    for name, key in keys.items():
        route = route.replace(f"<{name}>", str(key))
    return "" if set(route) & set("<>^(") else route


def routes_of(kind, **keys):
    found = (with_keys(route, **keys) for route in desk_routes() if f"/{kind}/" in route)
    return sorted({address for address in found if address})


def status_of(client, address, data=None):
    """The status of an answer; what it did to the database is undone."""
    cache.clear()
    with transaction.atomic():
        sent = client.get(address) if data is None else client.post(address, data)
        transaction.set_rollback(True)
    return sent.status_code


def walk(client, addresses, **facts):
    """Ask for each address, and send it nothing, something and something strange."""
    strange = dict.fromkeys(SENT, STRANGE)
    for address in addresses:
        for data in (None, SENT | facts, strange | facts):
            assert status_of(client, address, data) < 500, (address, data)


def letter_in(state, question):
    letter = received_letter(contact="ann@example.org", sign_off="Awake")
    actions.messages.add_message(letter, "asker", "Are you there?")
    Letter.objects.filter(pk=letter.pk).update(
        state=state, question=question, settled_on=timezone.localdate()
    )
    return letter


@pytest.mark.parametrize("is_answered", [True, False], ids=["with an answer", "alone"])
@pytest.mark.parametrize("state", Letter.State.values)
def test_every_address_of_a_letter(john, state, is_answered):
    letter = letter_in(state, draft_question() if is_answered else None)
    addresses = routes_of("letter", **{"uuid:pk": letter.pk, "path:object_id": letter.pk})
    assert len(addresses) > 12
    walk(john, addresses, letter=[letter.pk], question="How do I tell him?")


def unreadable(letter):
    with connection.cursor() as cursor:
        order = "UPDATE questions_letter SET text = 'x', sign_off = 'x', contact = 'x'"
        cursor.execute(order)
    return letter


def test_a_letter_that_no_key_opens(john):
    letter = unreadable(received_letter())
    addresses = routes_of("letter", **{"uuid:pk": letter.pk, "path:object_id": letter.pk})
    walk(john, [one for one in addresses if "/answer/" not in one], letter=[letter.pk])


def questions_by_state():
    now = timezone.now()
    draft = {"without words": lambda: actions.letters.start_answer(received_letter())}
    draft["draft"] = draft_question
    draft["draft without consent"] = lambda: draft_question(consented=False)
    draft["public"] = published_question
    draft["with changes"] = with_changes
    draft["scheduled"] = lambda: moved(published_question(), publish_at=now + timedelta(days=3))
    draft["over"] = lambda: moved(published_question(), unpublish_at=now - timedelta(hours=1))
    draft["withdrawn"] = withdrawn
    draft["waiting for approval"] = shown_to_its_writer
    return draft


def moved(question, **facts):
    Question.objects.filter(pk=question.pk).update(**facts)
    return question


def with_changes():
    question = published_question()
    autosave_text(question, headline="Else?")
    return question


def withdrawn():
    question = published_question()
    actions.erasure.withdraw(question.letters.get())
    return question


def shown_to_its_writer():
    question = draft_question()
    actions.approvals.request(question)
    return question


@pytest.mark.parametrize("state", questions_by_state())
def test_every_address_of_a_question(john, state):
    question = questions_by_state()[state]()
    passage = Passage.objects.create(name="Hello", text="Dear {sign_off}")
    line = question.revisions.order_by("number").last()
    keys = {"int:pk": question.pk, "path:object_id": question.pk, "int:link_pk": 1}
    addresses = routes_of("question", **keys, **{"int:number": line.number if line else 0})
    addresses.append(f"/admin/questions/passage/{passage.pk}/for/{question.pk}/")
    assert len(addresses) > 17
    walk(john, addresses, began=Question.objects.get(pk=question.pk).revision)


def test_every_other_address(john):
    tag, question = saved_tag(), published_question()
    passage = Passage.objects.create(name="Hello", text="Dear {sign_off}")
    rows = {"tag": tag, "passage": passage, "resource": Resource.objects.first()}
    rows["statuswords"] = StatusWords.objects.create(state="new", words="Read soon.")
    rows["outgoingmail"] = OutgoingMail.objects.create(kind="news", to="a@example.org")
    issues.create_issue("week-1", "weekly", timezone.now(), [question.pk])
    for issue in Issue.objects.all():
        keys = {"int:pk": issue.pk, "path:object_id": issue.pk, "int:question_pk": question.pk}
        walk(john, routes_of("issue", **keys))
    for kind, row in rows.items():
        keys = {"int:pk": row.pk, "path:object_id": row.pk, "int:question_pk": question.pk}
        walk(john, routes_of(kind, **keys))
    walk(john, ["/admin/questions/column/1/change/", "/admin/", "/admin/markdown/preview/"])


@pytest.mark.parametrize("key", ["%00", "99999999999999999999", "%FF"])
def test_every_address_with_a_bad_key(john, key):
    for route in desk_routes():
        if address := with_keys(route, **{"path:object_id": key, "str:token": key}):
            assert status_of(john, address) < 500, address
        if address := with_keys(route, **{"int:pk": 2**63, "int:question_pk": 2**63}):
            assert status_of(john, address) < 500, address


def list_actions(request):
    for model, desk in admin.site._registry.items():
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        yield from ((address, action) for action in desk.get_actions(request))


@pytest.mark.parametrize("key", ["", "\0", "x", "-1", "9" * 40, "\udc80", "1e9"])
def test_every_action_with_a_key_that_no_row_has(john, rf, key):
    request = rf.get("/")
    request.user = get_user_model().objects.get(username="john")
    found = list(list_actions(request))
    assert len(found) > 10
    sent = urlencode({"_selected_action": key.encode(errors="surrogateescape")})
    for address, action in found:
        body = f"action={action}&{sent}"
        with transaction.atomic():
            kind = "application/x-www-form-urlencoded"
            assert john.post(address, body, content_type=kind).status_code < 500
            transaction.set_rollback(True)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2200-01-01"])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Kiritimati"])
def test_a_time_at_the_edge_of_the_calendar_is_an_error_at_its_field(john, settings, day, zone):
    settings.TIME_ZONE = zone
    question = draft_question()
    page = f"/admin/questions/question/{question.pk}/publish/"
    for sent in (
        {"when": "later", "at": f"{day}T23:59", "anyway": "on"},
        {"when": "now", "until": f"{day}T23:59", "anyway": "on"},
    ):
        assert 'class="errorlist"' in john.post(page, sent).text
    column = {"name": "Ask", "columnist": "J.", "approval_days": 7, "closed_until": day}
    said = john.post("/admin/questions/column/1/change/", column | SLOTS).text
    assert ("more than ten years ahead" in said) == (day > "2100")
    assert Question.objects.get(pk=question.pk).state == "draft"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Europe/London"])
@pytest.mark.parametrize("year", ["0000", "0001", "1899", "2200", "9999", "99999"])
def test_years_that_no_column_has_are_not_found(rita, settings, year, zone):
    settings.TIME_ZONE = zone
    assert rita.get(f"/archive/{year}/").status_code == 404
    assert rita.get(f"/archive/{year}/01/").status_code == 404


def test_taking_down_what_is_not_public_changes_nothing(john):
    question = actions.letters.start_answer(received_letter())
    page = f"/admin/questions/question/{question.pk}/unpublish/"
    for response in (john.get(page, follow=True), john.post(page, follow=True)):
        assert "isn&#x27;t published" in response.text or "isn’t published" in response.text
    assert Question.objects.get(pk=question.pk).revision == question.revision
