"""Programs read the column: what the description promises is what they get."""

import json
from datetime import UTC, date, datetime

import pytest

from questions import actions
from questions.models import Question
from tests.factories import (
    change_text,
    draft_question,
    published_question,
    published_series,
    saved_tag,
)

DAY = datetime(2025, 5, 4, 3, 2, 1, tzinfo=UTC)
KINDS = {"string": str, "integer": int, "array": list, "object": dict, "null": type(None)}


@pytest.fixture
def letters(db):
    trust = saved_tag("Trust", description="About *trust*.")
    first = published_question(
        "One", tags=[trust], at=DAY, sign_off="Awake", correction="It was 3."
    )
    published_question("Two", update_of=first, letter_text="A <b>\n\nB")
    draft_question("A draft", tags=[trust], letter_text="PRIVATE")


def check(value, schema, described):
    """Hold a value against its schema; return how many values were looked at."""
    if "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert isinstance(value, tuple(KINDS[kind] for kind in kinds))
    if value is not None and schema.get("format") in {"date-time", "date"}:
        reader = datetime if schema["format"] == "date-time" else date
        reader.fromisoformat(value)
    if value is not None and schema.get("format") == "uri":
        assert value.startswith("http://127.0.0.1:8000/")
    if isinstance(value, dict):
        assert set(value) == set(schema["properties"]) == set(schema["required"])
        parts = schema["properties"].items()
        return 1 + sum(check(value[name], part, described) for name, part in parts)
    if isinstance(value, list):
        return 1 + sum(check(part, schema["items"], described) for part in value)
    return 1


@pytest.mark.parametrize(
    ("path", "address", "least"),
    [
        ("/api/v1/letters", "/api/v1/letters", 20),
        ("/api/v1/letters/{slug}", "/api/v1/letters/one", 18),
        ("/api/v1/letters/{slug}", "/api/v1/letters/two", 15),
        ("/api/v1/tags", "/api/v1/tags", 6),
    ],
)
def test_every_answer_is_as_described(path, address, least, rita, letters):
    described = rita.get("/api/v1/openapi.json").json()
    answer = described["paths"][path]["get"]["responses"]["200"]
    schema = answer["content"]["application/json"]["schema"]
    assert check(rita.get(address).json(), schema, described) >= least
    assert described["servers"] == [{"url": "http://127.0.0.1:8000"}]


def test_a_letter_has_everything_that_its_page_has(rita, letters):
    found = rita.get("/api/v1/letters/one").json()
    assert (found["headline"], found["sign_off"], found["correction"]) == (
        "One",
        "Awake",
        "It was 3.",
    )
    assert found["published_at"] == "2025-05-04T03:02:01Z"
    assert found["answer_html"] == "<p>Say it in <em>two</em> sentences.</p>\n"
    assert found["tags"] == [
        {"name": "Trust", "slug": "trust", "url": "http://127.0.0.1:8000/tags/trust/"}
    ]
    later = rita.get("/api/v1/letters/two").json()
    assert later["update_of"] == "http://127.0.0.1:8000/questions/one/"
    assert later["letter"] == "A <b>\n\nB"


def test_only_what_is_public_is_there(rita, letters):
    actions.questions.unpublish(Question.objects.get(slug="one"))
    text = rita.get("/api/v1/letters").content.decode()
    assert [letter["headline"] for letter in json.loads(text)["letters"]] == ["Two"]
    assert rita.get("/api/v1/letters/one").status_code == 404
    assert rita.get("/api/v1/tags").json() == {"tags": []}
    assert rita.get("/api/v1/letters/two").json()["update_of"] is None
    assert "PRIVATE" not in text


def test_pages_lead_from_one_to_the_next(rita, db):
    published_series("Letter", [DAY] * 23)
    first = rita.get("/api/v1/letters").json()
    second = rita.get(first["next"].removeprefix("http://127.0.0.1:8000")).json()
    slugs = [letter["slug"] for page in (first, second) for letter in page["letters"]]
    assert (len(first["letters"]), len(set(slugs)), second["next"]) == (20, 23, None)
    assert rita.get("/api/v1/letters?before=nonsense").status_code == 404


def test_a_former_name_leads_to_the_letter(rita, letters):
    question = Question.objects.get(slug="one")
    change_text(question, slug="uno")
    response = rita.get("/api/v1/letters/one")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/letters/uno")


def test_pages_of_other_sites_may_read_it(rita, letters):
    for address in ("letters", "letters/one", "tags", "openapi.json"):
        response = rita.get(f"/api/v1/{address}")
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Set-Cookie" not in response


def test_pages_of_other_sites_may_ask_whether_it_has_changed(rita, letters):
    """If-None-Match is no header that a browser sends to another site unasked."""
    asked = rita.options("/api/v1/letters/one")
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked["Access-Control-Allow-Headers"] == "If-None-Match"
    etag = rita.get("/api/v1/letters/one")["ETag"]
    again = rita.get("/api/v1/letters/one", headers={"If-None-Match": etag})
    assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")
    assert again["Access-Control-Expose-Headers"] == "ETag"


def test_what_is_refused_or_gone_is_said_as_described(rita, letters):
    described = rita.get("/api/v1/openapi.json").json()
    change_text(Question.objects.get(slug="one"), slug="uno")
    withdrawn = Question.objects.get(slug="two").letters.get()
    actions.erasure.withdraw(withdrawn)
    one = "/api/v1/letters/{slug}"
    for path, address, status in (
        (one, "/api/v1/letters/one", 301),
        (one, "/api/v1/letters/nobody", 404),
        (one, "/api/v1/letters/two", 410),
        ("/api/v1/letters", "/api/v1/letters?before=x", 404),
    ):
        response = rita.get(address)
        answer = described["paths"][path]["get"]["responses"][str(status)]
        assert (response.status_code, response["Access-Control-Allow-Origin"]) == (status, "*")
        assert set(answer["headers"]) <= set(response.headers)
        if "content" in answer:
            assert check(
                response.json(), answer["content"]["application/json"]["schema"], described
            )
    refused = rita.post("/api/v1/letters")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_every_address_and_every_status_is_described(rita, letters):
    from django.urls import get_resolver

    described = rita.get("/api/v1/openapi.json").json()
    names = ("api-letters", "api-letter", "api-tags", "api-description")
    found = {get_resolver().reverse_dict.getlist(name)[0][0][0][0] for name in names}
    assert {f"/{path}".replace("%(slug)s", "{slug}") for path in found} == set(described["paths"])
    for path, item in described["paths"].items():
        for status in ("200", "304"):
            assert "ETag" in item["get"]["responses"][status]["headers"], path


def test_an_erased_letter_is_gone_for_programs_too(rita, letters):
    actions.erasure.erase(Question.objects.get(slug="two").letters.get())
    assert rita.get("/api/v1/letters/two").status_code == 410


def test_what_has_not_changed_is_not_sent_again(rita, letters):
    first = rita.get("/api/v1/letters/one")
    again = rita.get("/api/v1/letters/one", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def test_it_is_cached_like_a_page(rita, letters):
    from questions.page_cache.response import is_cacheable

    response = rita.get("/api/v1/letters")
    assert is_cacheable("200 OK", list(response.items()))


def test_a_list_takes_few_queries(rita, letters, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        rita.get("/api/v1/letters")


def test_addresses_in_an_answer_are_whole(rita, db):
    published_question("One", answer="See[^1] [this](/about/).\n\n[^1]: So.")
    html = rita.get("/api/v1/letters/one").json()["answer_html"]
    assert 'href="http://127.0.0.1:8000/about/"' in html
    assert 'href="http://127.0.0.1:8000/questions/one/#fn1"' in html
