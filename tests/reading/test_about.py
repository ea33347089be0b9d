"""Readers learn who answers, what is promised and where to complain."""

import json

from django.core.cache import cache

from questions.models import Column
from tests.factories import published_question

FACTS = {
    "columnist_role": "couples’ counsellor",
    "training": "Twenty years in a room with *three* chairs.",
    "promises": "Nothing is published without consent.",
    "complaints": "Write to the editor.",
    "controller": "Ask John Ltd\n1 River Street",
    "authority": "Information Commissioner’s Office",
}


def set_column(**facts):
    Column.objects.update(**facts)
    cache.clear()


def data_of(page):
    return json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])


def test_the_page_has_the_parts_that_were_written_and_no_empty_one(rita):
    set_column(**FACTS)
    page = rita.get("/about/").text
    found = [
        "couples’ counsellor",
        "<em>three</em>",
        "Nothing is published",
        "Write to the editor.",
    ]
    places = [page.index(words) for words in found]
    assert places == sorted(places)
    assert '<h2 id="training">' in page
    assert "How letters are disguised" not in page


def test_the_privacy_page_names_who_is_responsible(rita):
    assert "Who is responsible" not in rita.get("/privacy/").text
    set_column(**FACTS)
    page = rita.get("/privacy/").text
    assert "Ask John Ltd<br>1 River Street" in page
    assert "Information Commissioner’s Office" in page


def test_machines_are_told_author_and_publisher(rita):
    set_column(**FACTS)
    published_question("One")
    about, letter = data_of(rita.get("/about/").text), data_of(rita.get("/questions/one/").text)
    assert about["mainEntity"] == letter["author"]
    assert letter["author"]["jobTitle"] == "couples’ counsellor"
    assert letter["author"]["url"].endswith("/about/")
    assert about["publisher"]["publishingPrinciples"].endswith("/about/#promises")
    assert about["publisher"]["correctionsPolicy"].endswith("/about/#complaints")
    assert letter["publisher"].items() <= about["publisher"].items()
    set_column(complaints="", columnist_role="")
    about = data_of(rita.get("/about/").text)
    assert "correctionsPolicy" not in about["publisher"]
    assert "jobTitle" not in about["mainEntity"]


def test_what_is_typed_there_is_made_safe(rita):
    set_column(training="<script>alert(1)</script>", controller="<b>x</b>")
    assert "<script>alert" not in rita.get("/about/").text
    assert "<b>x" not in rita.get("/privacy/").text
