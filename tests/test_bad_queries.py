"""Whatever is asked of any address, by any method: never a fault of ours.

The addresses are read from the URLconf, so that a new one is tried too.
"""

import os
import re
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils import timezone

from questions import actions
from questions.models import (
    Column,
    Issue,
    OutgoingCall,
    Passage,
    WebhookEndpoint,
)
from tests.answering.test_transfer import newest, upload
from tests.factories import (
    draft_question,
    published_question,
    received_letter,
    saved_collection,
    saved_tag,
)
from tests.test_web import assert_guarded

METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
# Seldom any view looks at a query by another method, and whether it does is the same with each
# engine: BAD_QUERIES=all tries each kind with each method on both.
BY_EVERY_METHOD = {"nul", "not utf-8"} if connection.vendor == "sqlite" else set()
TRIES_ALL = os.environ.get("BAD_QUERIES") == "all"
NAMES = (  # what the views read; more names do no harm
    *("q", "tag", "before", "p", "page", "state", "o", "all", "e", "v", "next", "at", "when"),
    *("until", "day", "days", "text", "receipt", "last", "sign_off", "contact", "email", "message"),
    *("verdict", "headline", "answer", "tags", "base", "revision", "token", "action", "topics"),
    *("_selected_action", "select_across", "passage", "other", "update_of", "slug", "name"),
    *("letter", "letters", "reason", "note", "_popup", "_to_field", "_changelist_filters"),
    *("is_held", "tag__id__exact", "tags__id__exact", "topic", "country", "checked"),
    *("nothing__like__this", "_facets", "key", "reply", "pick", "month", "show", "after", "choice"),
    *("start", "end", "rules", "none", "number", "invite", "silence", "word", "question", "import"),
    *("file", "format", "site", "kind", "events", "address", "is_active", "tag-1", "position"),
)
COUNTED_BY_READING = {"django_session", "questions_ratelimit", "questions_dailycount"}
OPERATORS = quote("\"'()*[]{}<>:|&!-\\^~`$%; OR NOT NEAR/2 ")
LONG = {"q", "text", "answer", "message"}  # what is searched or rendered, however long it is
BAD = {
    "nul": "%00",
    "huge": "9" * 40,
    "below": "-9223372036854775809",
    "cursor": "99999999999999999-999999999999999999",
    "first cursor": "0-0",
    "year one": "0001-01-01T00:00",
    "last year": "9999-12-31T23:59",
    "not utf-8": "%ff%fe%c0%80",
    "surrogates": "%ED%A0%80%EF%BF%BE%EF%BF%BF",
    "operators": OPERATORS,
    "other digits": quote("١٢٣-²½"),
    "ordering": "9.-9.x",
    "json": quote('{"a": [null, 1e999, {}]}'),
}
QUERIES = {kind: "&".join(f"{name}={value}" for name in NAMES) for kind, value in BAD.items()}
QUERIES["operators"] = "&".join(f"{n}={OPERATORS * (20 if n in LONG else 1)}" for n in NAMES)
QUERIES |= {
    "many": "&".join(f"a{number}=1" for number in range(1_500)),
    "arrays": "&".join(f"{name}[]=1&{name}[a][b]=2&{name}=1&{name}=2" for name in NAMES),
    "malformed": "%&%zz&&==;=&=&q&%E2%82&%00=%00",
    "long": f"q={'x' * 5_000}",
}
REGULAR = {  # what stands for an address that is a regular expression
    r"^archive/(?P<year>[0-9]{4})/$": ["archive/2025/"],
    r"^archive/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$": ["archive/2025/05/"],
    r"^cards/(?P<slug>[-\w]+)-(?P<mark>[0-9a-f]{12})\.png$": ["cards/one-0123456789ab.png"],
    r"^cards/collections/(?P<slug>[-\w]+)-(?P<mark>[0-9a-f]{12})\.png$": [
        "cards/collections/one-0123456789ab.png"
    ],
    r"^media/(?P<name>[a-z0-9]+\.(?:jpg|png|webp))$": ["media/none.jpg"],
    r"^(?P<key>[A-Za-z0-9-]{8,128})\.txt$": ["0123456789.txt"],
    r"(?P<url>.*)$": ["nothing"],
}


@pytest.fixture
def objects(john):
    """Something for each place in an address: the first of each kind, and a public question."""
    question = published_question("One", tags=[saved_tag("Trust")])
    draft = draft_question("Two", update_of=question)
    letter = received_letter("Another letter.", contact="ann@example.org")
    passage = Passage.objects.create(name="A rule", text="Hello {sign_off}.")
    actions.preview_links.create_preview_link(question, days=1)
    collection = saved_collection("One", [("Begin here.", question)])
    issue = Issue.objects.create(name="week-1", rhythm="weekly", due_at=timezone.now())
    issue.contents.create(question=question)
    upload(john)
    hook = WebhookEndpoint.objects.create(name="App", address="https://app.example/")
    call = OutgoingCall.objects.create(kind="webhook", endpoint=hook)
    return {
        "transfer/<int:pk>": newest().pk,
        "passage/<int:pk>": passage.pk,
        "passage/<path:object_id>": passage.pk,
        "tag/<int:pk>": question.tags.get().pk,
        "tag/<path:object_id>": question.tags.get().pk,
        "webhookendpoint/<uuid:pk>": hook.pk,
        "webhookendpoint/<path:object_id>": hook.pk,
        "outgoingcall/<path:object_id>": call.pk,
        "collection/<path:object_id>": collection.pk,
        "letter/<path:object_id>": letter.pk,
        "column/<path:object_id>": Column.ONLY,
        "letter/<uuid:pk>": letter.pk,
        "question/<int:pk>": draft.pk,
        "collection/<int:pk>": collection.pk,
        "issue/<int:pk>": issue.pk,
        "<path:object_id>": question.pk,
        "<int:number>": 1,
        "<slug:slug>": "one",
        "<slug:section>": "questions",
    }


def addresses(resolver=None, prefix="/"):
    """Each address of the URLconf, with its places as they are written there."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = str(entry.pattern)
        if not isinstance(entry.pattern, RoutePattern):
            shown = REGULAR.get(route) or [re.sub(r"^\^\(\?P<app_label>.*", "questions/", route)]
            assert "(" not in shown[0], f"{route} is missing in REGULAR"
            yield from (f"{prefix}{one}" for one in shown)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{route}"
        else:
            yield from addresses(entry, f"{prefix}{route}")


def filled(address, objects):
    """An address with something that is there in each of its places."""
    for place, value in objects.items():
        address = address.replace(place, place.partition("<")[0] + str(value))
    return re.sub(r"<[^>]*>", "1", address)


def who_asks(address, john):
    """The desk's addresses are asked for by somebody who may do everything there."""
    return john if address.startswith("/admin/") else Client()


def statuses(client, address, query, methods):
    """What each method gets; nothing of what it changes stays."""
    client.raise_request_exception = False
    cookies = client.cookies.copy()
    for method in methods:
        body = query if method in {"POST", "PUT", "PATCH", "DELETE"} else ""
        with transaction.atomic():
            response = client.generic(
                method,
                address,
                body,
                content_type="application/x-www-form-urlencoded",
                QUERY_STRING=query,
            )
            transaction.set_rollback(True)
        client.cookies = cookies.copy()
        yield method, response.status_code


def test_the_addresses_are_found():
    found = set(addresses())
    assert len(found) > 150
    assert {"/", "/questions/<slug:slug>/", "/reply/export/", "/admin/auth/user/add/"} <= found


@pytest.mark.slow
@pytest.mark.parametrize("kind", QUERIES)
def test_no_query_is_a_fault_of_ours(objects, john, kind):
    methods = METHODS if TRIES_ALL or kind in BY_EVERY_METHOD else METHODS[:2]
    faults = [
        (address, method, status)
        for pattern in addresses()
        for address in [filled(pattern, objects)]
        for method, status in statuses(who_asks(address, john), address, QUERIES[kind], methods)
        if status == 500
    ]
    assert faults == []


def all_rows():
    """Every row of every table, but for those that count or keep a session alive."""
    tables = sorted(set(connection.introspection.table_names()) - COUNTED_BY_READING)
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield table, sorted(map(repr, cursor.fetchall()))


@pytest.mark.slow
def test_reading_changes_nothing(objects, john):
    rows = dict(all_rows())
    assert len(rows) > 40
    for address in addresses():
        client = Client() if "/logout/" in address else who_asks(address, john)
        client.raise_request_exception = False
        client.get(filled(address, objects))
    now = dict(all_rows())
    assert [table for table in rows if now[table] != rows[table]] == []


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded; charset=iso-8859-1",
        "application/x-www-form-urlencoded; charset=nonsense",
        "multipart/form-data",
        "multipart/form-data; boundary=\xe9",
        "application/json",
    ],
)
@pytest.mark.parametrize("address", ["/ask/", "/reply/", "/subscribe/", "/admin/login/"])
@pytest.mark.parametrize("checks", [True, False])
def test_a_form_of_another_kind_gets_a_page(db, kind, address, checks):
    response = Client(enforce_csrf_checks=checks).generic("POST", address, "text=x", kind)
    assert response.status_code in {200, 400, 403}
    assert "<h1" in response.text
    assert_guarded(response)


@pytest.mark.parametrize("year", ["0000", "0001", "1969", "9998", "9999"])
def test_a_year_without_letters_is_not_found(objects, year):
    for address in (f"/archive/{year}/", f"/archive/{year}/01/", f"/archive/{year}/12/"):
        assert Client().get(address).status_code == 404
