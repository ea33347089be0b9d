"""Rita searches."""

import pytest

from questions.search import find
from tests.factories import published_question, saved_tag


def test_what_is_found_is_shown_and_marked(rita):
    published_question(
        "The kettle", letter_text="He descales my kettle.", tags=[saved_tag("Trust")]
    )
    response = rita.get("/search/?q=kettles")
    assert response.status_code == 200
    assert "The <mark>kettle</mark>" in response.text
    assert "descales my <mark>kettle</mark>" in response.text
    assert 'href="/questions/the-kettle/"' in response.text
    assert 'value="kettles"' in response.text
    assert not response.cookies


def test_the_empty_page_invites(rita):
    response = rita.get("/search/")
    assert response.status_code == 200
    assert '<label for="q">Search letters and answers</label>' in response.text
    assert "No letters found" not in response.text


def test_nothing_found_leads_on(rita):
    response = rita.get("/search/?q=kettle")
    assert "No letters found" in response.text
    assert 'href="/tags/"' in response.text


def test_a_typing_error_is_answered(rita):
    published_question("Jealous")
    response = rita.get("/search/?q=jelous")
    assert "Showing results for <strong>jealous</strong>" in response.text
    assert "<mark>Jealous</mark>" in response.text


def test_the_number_of_letters_is_said(rita):
    published_question("One kettle")
    assert "One letter found" in rita.get("/search/?q=kettle").text
    published_question("Two kettles")
    assert "2 letters found" in rita.get("/search/?q=kettle").text


def test_a_phrase_that_stands_nowhere_is_said(rita):
    published_question("The kettle", letter_text="Lid and pot.")
    assert "that exact phrase" in rita.get('/search/?q="kettle lid"').text
    assert "that exact phrase" not in rita.get('/search/?q="the kettle"').text


def test_what_comes_nearest_is_offered(rita, monkeypatch):
    published_question("Snoring", letter_text="My husband snores so loudly that nobody can sleep.")
    monkeypatch.setattr(find, "lowest_score", lambda: 0.6)
    page = rita.get("/search/?q=partner+makes+noise+at+night").text
    assert "No letters found" in page
    assert 'href="/questions/snoring/"' in page.partition("come closest")[2]


def test_topics_and_headlines_are_suggested_without_a_script(rita):
    published_question("The “kettle”", tags=[saved_tag("Trust")])
    page = rita.get("/search/").text
    assert 'list="suggestions"' in page
    for suggestion in ("Trust", "The “kettle”"):
        assert f'<option value="{suggestion}"></option>' in page
    published_question("The teapot")
    assert '<option value="The teapot"></option>' in rita.get("/search/").text


def test_within_a_tag(rita):
    trust = saved_tag("Trust")
    published_question("One kettle", tags=[trust])
    published_question("Two kettles")
    response = rita.get("/search/?q=kettle&tag=trust")
    assert "/questions/one-kettle/" in response.text
    assert "/questions/two-kettles/" not in response.text
    assert '<option value="trust" selected>' in response.text
    assert "There’s no tag “" in rita.get("/search/?q=kettle&tag=%22%3E<b>").text


@pytest.mark.slow
def test_pages(rita):
    for number in range(12):
        published_question(f"Kettle {number}")
    first = rita.get("/search/?q=kettle").text
    assert "q=kettle&amp;page=2" in first
    second = rita.get("/search/?q=kettle&page=2").text
    assert second.count("<h2>") == 2
    assert "page=1" in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "²", "", "2.5", "999"])
def test_a_page_that_makes_no_sense_is_calm(rita, page):
    published_question("The kettle")
    assert rita.get("/search/", {"q": "kettle", "page": page}).status_code == 200


def test_whatever_is_typed_is_text(rita):
    text = '"><script>alert(1)</script>'
    response = rita.get("/search/", {"q": text, "tag": text})
    assert response.status_code == 200
    assert "<script>alert" not in response.text


@pytest.mark.parametrize("q", ["%00", "%FF%FE", "x" * 10_000, "%22", "OR+AND+NOT", "%ED%A0%80"])
def test_whatever_is_typed_is_no_error(rita, q):
    published_question("The kettle")
    assert rita.get(f"/search/?q={q}&tag={q}").status_code == 200


def test_a_withdrawn_question_is_gone_although_the_ranking_is_remembered(rita):
    from questions import actions

    question = published_question("The kettle")
    assert "/questions/the-kettle/" in rita.get("/search/?q=kettle").text
    actions.questions.unpublish(question)
    assert "/questions/the-kettle/" not in rita.get("/search/?q=kettle").text


@pytest.mark.slow
def test_the_number_of_queries_is_bounded(rita, django_assert_max_num_queries):
    for number in range(find.PAGE_SIZE):
        published_question(f"My kettle {number}", tags=[saved_tag(f"Tag {number}")])
    rita.get("/search/?q=kettle")
    with django_assert_max_num_queries(11):
        rita.get("/search/?q=my+ketle+has+an+own+life+and+a+temper&tag=tag-1")


def test_only_get_and_head(rita):
    assert rita.post("/search/").status_code == 405


def test_a_page_that_is_not_there_offers_the_search(rita):
    response = rita.get("/nothing/")
    assert response.status_code == 404
    assert 'action="/search/"' in response.text


def test_letters_like_this_one_stand_at_its_end(rita):
    letter = "He descales the kettle each morning and hides the teabags."
    for number in range(5):
        published_question(f"Kettle {number}", letter_text=letter)
    page = rita.get("/questions/kettle-0/").text
    after = page.partition("Letters like this one")[2].partition("</ul>")[0]
    assert after.count('<a href="/questions/kettle-') == 3
    assert "Letters like this one" not in rita.get("/search/").text
