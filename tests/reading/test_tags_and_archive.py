"""Rita browses by tag and by date."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from questions import lifecycle
from tests.column import a_draft, a_pair, a_tag


def test_all_tags_in_use_with_their_counts(rita):
    trust, family = a_tag("Trust"), a_tag("Family")
    a_tag("Unused")
    a_pair("One", tags=[trust, family])
    a_pair("Two", tags=[trust])
    a_draft("Three", tags=[family])
    response = rita.get("/tags/")

    counts = [(tag.name, tag.pairs) for tag in response.context["tags"]]
    assert counts == [("Family", 1), ("Trust", 2)]
    assert "2 letters" in response.text


def test_a_tag_shows_its_description_and_its_pairs(rita):
    a_pair("One", tags=[a_tag("Trust", description="It grows *slowly*.")])
    a_pair("Two")
    response = rita.get("/tags/trust/")

    assert "<em>slowly</em>" in response.text
    assert "One" in response.text
    assert "Two" not in response.text


def test_a_renamed_tag_keeps_its_former_address(rita):
    tag = a_tag("Trust")
    tag.slug = "trusting"
    lifecycle.describe(tag)
    response = rita.get("/tags/trust/")
    assert (response.status_code, response["Location"]) == (301, "/tags/trusting/")


@pytest.mark.parametrize("address", ["/tags/none/", "/tags/none/feed/", "/tags/none/feed.json"])
def test_an_unknown_tag_is_not_found(rita, address):
    assert rita.get(address).status_code == 404


def test_the_archive_by_year_and_month(rita):
    a_pair("In May", at=datetime(2025, 5, 4, tzinfo=UTC))
    a_pair("In June", at=datetime(2025, 6, 4, tzinfo=UTC))
    a_pair("To come", at=timezone.now() + timedelta(days=400))

    archive = rita.get("/archive/").text
    assert 'href="/archive/2025/05/"' in archive
    assert archive.count("/archive/20") == 3
    assert "In May" in rita.get("/archive/2025/").text
    month = rita.get("/archive/2025/06/").text
    assert "In June" in month
    assert "In May" not in month


def test_a_month_begins_where_the_column_is(rita):
    a_pair("Late in London", at=datetime(2025, 5, 31, 23, 30, tzinfo=UTC))
    assert "Late in London" in rita.get("/archive/2025/06/").text
    assert 'href="/archive/2025/06/"' in rita.get("/archive/").text


@pytest.mark.parametrize(
    "when", ["0000", "2024", "9999", "2025/00", "2025/13", "9999/12", "99999", "2025/1"]
)
def test_a_time_without_letters_is_not_found(rita, when):
    a_pair("In May", at=datetime(2025, 5, 4, tzinfo=UTC))
    assert rita.get(f"/archive/{when}/").status_code == 404
