"""Rita browses by tag and by date."""

import importlib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from questions import actions
from questions.models import Column, Tag, TagEntry
from questions.reading import archive
from tests.factories import (
    change_text,
    draft_question,
    published_question,
    published_series,
    saved_tag,
)

lists_in_order = importlib.import_module("questions.migrations.0045_lists_in_order")


def test_all_tags_in_use_with_their_counts(rita):
    trust, family = saved_tag("Trust"), saved_tag("Family")
    saved_tag("Unused")
    published_question("One", tags=[trust, family])
    published_question("Two", tags=[trust])
    draft_question("Three", tags=[family])
    response = rita.get("/tags/")

    counts = [(tag.name, tag.question_count) for tag in response.context["tags"]]
    assert counts == [("Family", 1), ("Trust", 2)]
    assert "2 letters" in response.text


def test_a_tag_shows_its_description_and_its_questions(rita):
    published_question("One", tags=[saved_tag("Trust", description="It grows *slowly*.")])
    published_question("Two")
    response = rita.get("/tags/trust/")

    assert "<em>slowly</em>" in response.text
    assert "One" in response.text
    assert "Two" not in response.text


def test_a_renamed_tag_keeps_its_former_address(rita):
    tag = saved_tag("Trust")
    published_question("One", tags=[tag])
    tag.slug = "trusting"
    actions.tags.update_tag(tag)
    response = rita.get("/tags/trust/")
    assert (response.status_code, response["Location"]) == (301, "/tags/trusting/")


def test_a_new_tag_never_takes_a_former_address(db, john, rita):
    tag = saved_tag("Trust")
    published_question("One", tags=[tag])
    tag.slug = "trusting"
    actions.tags.update_tag(tag)
    with pytest.raises(actions.tags.SlugTaken):
        saved_tag("Trust again", slug="trust")
    facts = {"name": "Trust again", "slug": "trust", "description": ""}
    said = john.post("/admin/questions/tag/add/", facts).text
    assert "belonged to another tag" in said
    assert rita.get("/tags/trust/")["Location"] == "/tags/trusting/"
    tag.slug = "trust"
    actions.tags.update_tag(tag)
    assert rita.get("/tags/trust/").status_code == 200


TAG_ADDRESSES = ("/tags/zither/", "/tags/former/", "/tags/zither/feed/", "/tags/zither/feed.json")


def test_a_tag_that_no_public_letter_has_is_told_to_nobody(rita):
    tag = saved_tag("Former")
    tag.name, tag.slug = "Zither", "zither"
    actions.tags.update_tag(tag)
    draft = draft_question("One", tags=[tag])
    assert {rita.get(address).status_code for address in TAG_ADDRESSES} == {404}
    assert "Zither" not in rita.get("/search/").text
    unknown = rita.get("/search/?q=tag:zither").text
    assert unknown.replace("zither", "nosuch") == rita.get("/search/?q=tag:nosuch").text
    actions.questions.publish(draft)
    assert {rita.get(address).status_code for address in TAG_ADDRESSES} == {200, 301}
    assert "Zither" in rita.get("/search/").text
    actions.questions.unpublish(draft)
    assert rita.get("/tags/zither/").status_code == 404


@pytest.mark.parametrize("address", ["/tags/none/", "/tags/none/feed/", "/tags/none/feed.json"])
def test_an_unknown_tag_is_not_found(rita, address):
    assert rita.get(address).status_code == 404


def test_the_archive_by_year_and_month(rita):
    published_question("In May", at=datetime(2025, 5, 4, tzinfo=UTC))
    published_question("In June", at=datetime(2025, 6, 4, tzinfo=UTC))
    published_question("To come", at=timezone.now() + timedelta(days=400))

    archive = rita.get("/archive/").text
    assert 'href="/archive/2025/05/"' in archive
    assert archive.count("/archive/20") == 3
    assert "In May" in rita.get("/archive/2025/").text
    month = rita.get("/archive/2025/06/").text
    assert "In June" in month
    assert "In May" not in month


def test_a_year_is_one_page_of_headlines_by_month(rita):
    published_series("In May", [datetime(2025, 5, day, 12, tzinfo=UTC) for day in range(1, 32)])
    published_question("In June", at=datetime(2025, 6, 4, tzinfo=UTC), answer="Not a headline")
    page = rita.get("/archive/2025/").text
    assert page.index(">June<") < page.index("In June") < page.index(">May<")
    assert page.count("In May") == 31
    assert "Not a headline" not in page
    assert "?before=" not in page


def test_all_letters_are_on_one_page_by_year(rita):
    for year in (2024, 2025):
        published_question(f"Letter of {year}", at=datetime(year, 1, 1, 12, tzinfo=UTC))
    assert 'href="/archive/all/"' in rita.get("/archive/").text
    page = rita.get("/archive/all/").text
    places = [
        page.index(words) for words in (">2025<", "Letter of 2025", ">2024<", "Letter of 2024")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("address", ["/archive/all/", "/archive/2025/"])
def test_a_page_of_headlines_has_an_end(rita, monkeypatch, address):
    monkeypatch.setattr(archive, "MOST_HEADLINES", 2)
    for day in (1, 2, 3):
        published_question(f"Day {day}", at=datetime(2025, 5, day, 12, tzinfo=UTC))
    page = rita.get(address)
    assert "Day 1" not in page.text
    older = page.context["page"].older
    assert "Day 1" in rita.get(f"{address}?before={older}").text


def test_tags_are_listed_with_their_descriptions(rita):
    published_question("One", tags=[saved_tag("Trust", description="Of *keys* left behind.")])
    assert "<p>Of keys left behind.</p>" in rita.get("/tags/").text


def test_there_is_a_page_on_how_to_follow(rita):
    published_question("One", tags=[saved_tag("Trust")])
    assert 'href="/follow/"' in rita.get("/").text
    page = rita.get("/follow/").text
    assert "http://127.0.0.1:8000/feed/" in page
    assert "http://127.0.0.1:8000/feed.json" in page
    assert 'href="/tags/trust/feed/"' in page
    assert 'href="/subscribe/"' not in page  # there is no newsletter


def test_a_month_begins_where_the_column_is(rita):
    published_question("Late in London", at=datetime(2025, 5, 31, 23, 30, tzinfo=UTC))
    assert "Late in London" in rita.get("/archive/2025/06/").text
    assert 'href="/archive/2025/06/"' in rita.get("/archive/").text


def test_a_year_ends_and_its_months_begin_where_the_column_is(rita, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    published_question("In April", at=datetime(2025, 3, 31, 20, tzinfo=UTC))
    published_question("In the next year", at=datetime(2025, 12, 31, 11, tzinfo=UTC))
    page = rita.get("/archive/2025/").text
    assert ">April<" in page
    assert "In the next year" not in page
    assert "In the next year" in rita.get("/archive/2026/").text


@pytest.mark.parametrize(
    "when", ["0000", "2024", "9999", "2025/00", "2025/13", "9999/12", "99999", "2025/1"]
)
def test_a_time_without_letters_is_not_found(rita, when):
    published_question("In May", at=datetime(2025, 5, 4, tzinfo=UTC))
    assert rita.get(f"/archive/{when}/").status_code == 404


def test_a_tag_s_list_is_in_the_order_of_publication_page_by_page(rita):
    tag, now = saved_tag("Trust"), timezone.now()
    moments = [now - timedelta(days=day) for day in range(45)]
    made = published_series("Question", moments, tags=[tag])
    published_question("Of something else")
    found, address = [], "/tags/trust/"
    while address:
        page = rita.get(address).context["page"]
        found += page.questions
        address = page.older and f"/tags/trust/?before={page.older}"
    assert found == made


def test_questions_of_the_same_moment_are_each_listed_once(rita):
    tag, at = saved_tag("Trust"), timezone.now() - timedelta(days=1)
    made = published_series("Question", [at] * 25, tags=[tag])
    first = rita.get("/tags/trust/").context["page"]
    second = rita.get(f"/tags/trust/?before={first.older}").context["page"]
    assert [*first.questions, *second.questions] == made[::-1]


def test_a_question_has_a_place_while_it_is_published(db):
    question = published_question(tags=[saved_tag("Trust"), saved_tag("Work")])
    change_text(question, tags=[Tag.objects.get(name="Work").pk])
    assert [place.tag.name for place in question.places.all()] == ["Work"]
    actions.questions.publish(question, until=timezone.now() + timedelta(days=1))
    assert question.places.get().unpublish_at == question.unpublish_at
    actions.questions.unpublish(question)
    assert not question.places.exists()


def test_questions_that_are_there_get_their_places(db):
    question, _ = (
        published_question(tags=[saved_tag("Trust")]),
        draft_question(tags=[saved_tag("Work")]),
    )
    TagEntry.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(lists_in_order.FILL)
    place = TagEntry.objects.get()
    assert (place.question, place.publish_at) == (question, question.publish_at)


@pytest.mark.parametrize("address", ["/", "/tags/trust/", "/archive/2025/", "/archive/2025/05/"])
def test_a_list_takes_at_most_three_queries(rita, django_assert_max_num_queries, address):
    tags = [saved_tag("Trust"), saved_tag("Family")]
    for day in range(1, 5):
        published_question(f"One {day}", at=datetime(2025, 5, day, tzinfo=UTC), tags=tags)
    Column.clear_cache()
    with django_assert_max_num_queries(3):
        assert "One 4" in rita.get(address).text


def test_a_tags_description_stays_inside_its_attribute(rita):
    description = "\" onmouseover='x' autofocus *Of* <b>two</b> who `\"` --"
    published_question("One", tags=[saved_tag("Trust", description=description)])
    page = rita.get("/tags/trust/").text
    meta = page.partition('property="og:description"')[2].partition(">")[0]
    assert meta.count('"') == 2
    assert "&lt;b&gt;two&lt;/b&gt; who" in meta
