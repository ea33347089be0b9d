"""Rita reads collections: letters in the columnist's order, with words between them."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from questions import actions
from questions.models import CacheVersion, Collection, CollectionPart, Column, Question
from tests.factories import change_text, published_question, saved_collection, saved_tag


def first_and_second():
    """Two public letters."""
    return published_question("First letter"), published_question("Second letter")


def test_a_collection_shows_its_letters_in_order_with_words_between(rita):
    first, second = first_and_second()
    saved_collection(
        "On *trust*", [("Begin with **this**.", second), ("Then", first), ("The end.", None)]
    )
    page = rita.get("/collections/on-trust/").text
    found = ["<h1", "<strong>this</strong>", "Second letter", "Then", "First letter", "The end."]
    places = [page.index(words, page.index("<main")) for words in found]
    assert places == sorted(places)


def test_a_draft_is_nowhere_to_be_seen(rita):
    first, _second = first_and_second()
    saved_collection("On trust", [("Begin.", first)], is_public=False)
    assert rita.get("/collections/on-trust/").status_code == 404
    assert rita.get("/collections/on-trust/feed/").status_code == 404
    assert rita.get("/collections/on-trust/feed.json").status_code == 404
    for address in ("/collections/", "/follow/", "/sitemap-collections.xml", "/"):
        assert "on-trust" not in rita.get(address).text, address


def test_only_public_letters_are_in_it_and_words_go_with_their_letter(rita):
    first, second = first_and_second()
    saved_collection("On trust", [("About the first.", first), ("About the second.", second)])
    actions.questions.unpublish(first)
    page = rita.get("/collections/on-trust/").text
    assert "First letter" not in page
    assert "About the first." not in page
    assert "About the second." in page
    actions.questions.publish(first)
    assert "About the first." in rita.get("/collections/on-trust/").text


def test_a_letter_that_expires_leaves_by_itself(rita):
    first, second = first_and_second()
    saved_collection("On trust", [("About the first.", first), ("", second)])
    Question.objects.filter(pk=first.pk).update(unpublish_at=timezone.now() - timedelta(hours=1))
    assert "About the first." not in rita.get("/collections/on-trust/").text


@pytest.mark.parametrize("verb", ["withdraw", "erase"])
def test_a_withdrawn_letter_goes_at_once_with_the_words_about_it(rita, verb):
    first, second = first_and_second()
    saved_collection("On trust", [("About the first.", first), ("", second)])
    getattr(actions.erasure, verb)(first.letters.get())
    page = rita.get("/collections/on-trust/").text
    assert "First letter" not in page
    assert "Second letter" in page
    assert [part.words for part in CollectionPart.objects.all()] == [""]
    assert "First letter" not in rita.get("/collections/on-trust/feed/").text


def test_hidden_topics_are_hidden_with_the_words_about_them(rita):
    letter = published_question("First letter", tags=[saved_tag("Trust")])
    saved_collection("On trust", [("About the first.", letter)])
    page = rita.get("/collections/on-trust/").text
    assert page.index('data-topics="trust"') < page.index("About the first.")
    assert "topics you’ve hidden" in page


def test_a_renamed_collection_keeps_its_former_address(rita):
    first, _second = first_and_second()
    collection = saved_collection("On trust", [("", first)])
    collection.slug = "trusting"
    actions.collections.update_collection(collection)
    response = rita.get("/collections/on-trust/")
    assert (response.status_code, response["Location"]) == (301, "/collections/trusting/")
    with pytest.raises(actions.collections.SlugTaken):
        actions.collections.update_collection(Collection(headline="Other", slug="on-trust"))
    assert saved_collection("On trust", [("", first)]).slug == "on-trust-2"


def test_start_here_is_in_the_navigation_while_there_is_one(rita):
    first, _second = first_and_second()
    collection = saved_collection("On trust", [("", first)])
    assert "Start here" not in rita.get("/").text
    actions.collections.publish(collection, is_start=True)
    Column.clear_cache()
    assert '<a href="/collections/on-trust/">Start here</a>' in rita.get("/").text
    assert 'aria-current="page">Start here' in rita.get("/collections/on-trust/").text
    other = saved_collection("Another", [("", first)])
    actions.collections.publish(other, is_start=True)
    Column.clear_cache()
    assert '<a href="/collections/another/">Start here</a>' in rita.get("/").text
    actions.collections.unpublish(other)
    Column.clear_cache()
    assert "Start here" not in rita.get("/").text


def test_it_is_published_only_with_a_letter_that_readers_can_see(db):
    collection = saved_collection("On trust", [("Words alone.", None)], is_public=False)
    with pytest.raises(actions.collections.NotPublishable):
        actions.collections.publish(collection)
    assert not Collection.objects.published().exists()


def test_its_feeds_have_the_letters_that_were_added_last_first(rita):
    first, second = first_and_second()
    collection = saved_collection("On trust", [("", second)])
    later = timezone.now() + timedelta(minutes=1)
    part = CollectionPart(question=first, added_at=later)
    actions.collections.update_parts(collection, [part])
    feed = rita.get("/collections/on-trust/feed.json").json()
    assert [item["title"] for item in feed["items"]] == ["First letter", "Second letter"]
    assert feed["title"] == "Ask John: On trust"
    assert feed["home_page_url"].endswith("/collections/on-trust/")
    everything = {item["id"] for item in rita.get("/feed.json").json()["items"]}
    assert {item["id"] for item in feed["items"]} == everything
    atom = rita.get("/collections/on-trust/feed/").text
    assert atom.index("First letter") < atom.index("Second letter")
    assert 'href="/collections/on-trust/feed/"' in rita.get("/collections/on-trust/").text
    assert "/collections/on-trust/feed/" in rita.get("/follow/").text


def test_it_has_a_card_structured_data_and_a_place_in_the_sitemap(rita):
    first, _second = first_and_second()
    saved_collection("On trust", [("", first)], introduction="Letters about *trust*.")
    page = rita.get("/collections/on-trust/").text
    card = page.split('property="og:image" content="')[1].split('"')[0]
    path = card.partition("//")[2].partition("/")[2].join(["/", ""])
    response = rita.get(path)
    assert response["Content-Type"] == "image/png"
    assert response.getvalue().startswith(b"\x89PNG")
    assert rita.get("/cards/collections/on-trust-000000000000.png").status_code == 404
    data = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert data["@type"] == "CollectionPage"
    assert [one["name"] for one in data["mainEntity"]["itemListElement"]] == ["First letter"]
    assert 'content="Letters about trust."' in page
    assert "/collections/on-trust/" in rita.get("/sitemap-collections.xml").text
    assert "sitemap-collections.xml" in rita.get("/sitemap.xml").text
    assert "Letters about trust." in rita.get("/collections/").text
    actions.collections.unpublish(Collection.objects.get())
    assert rita.get(path).status_code == 404


def test_a_change_of_a_letter_is_seen_in_the_collection(rita):
    first, _second = first_and_second()
    saved_collection("On trust", [("", first)])
    change_text(first, headline="Another headline")
    assert "Another headline" in rita.get("/collections/on-trust/").text


def test_every_change_begins_a_new_version_of_all_pages(db):
    first, second = first_and_second()
    collection = saved_collection("On trust", [("", first)])
    verbs = actions.collections
    for change in (
        lambda: verbs.update_collection(collection),
        lambda: verbs.update_parts(collection, [CollectionPart(question=second)]),
        lambda: verbs.publish(collection),
        lambda: verbs.unpublish(collection),
    ):
        before = CacheVersion.current_key()
        change()
        assert CacheVersion.current_key() != before


def test_a_page_of_a_collection_takes_few_queries(rita, django_assert_max_num_queries):
    letters = [published_question(f"Letter {n}", tags=[saved_tag(f"Tag {n}")]) for n in range(5)]
    saved_collection("On trust", [("Words.", letter) for letter in letters])
    rita.get("/")
    with django_assert_max_num_queries(4):
        rita.get("/collections/on-trust/")
