"""Rita reads what happened next, and what she would rather not see can be left out."""

from tests.factories import draft_question, published_question, saved_tag


def test_updates_are_listed_with_the_question_that_they_follow(rita, django_assert_max_num_queries):
    earlier = published_question("Before")
    published_question("After", update_of=earlier)
    published_question("Another one")
    published_question("After a draft", update_of=draft_question("A draft"))
    with django_assert_max_num_queries(4):
        response = rita.get("/updates/")
    assert [question.headline for question in response.context["page"].questions] == ["After"]
    assert 'href="/questions/before/"' in response.text
    assert "A draft" not in response.text


def test_no_updates_are_no_error(rita, db):
    assert rita.get("/updates/").status_code == 200


def test_a_list_says_what_each_question_is_about(rita):
    published_question("One", tags=[saved_tag("Trust")], content_notes=["grief"])
    assert 'data-topics="trust note-grief"' in rita.get("/").text


def test_the_choice_of_topics_waits_for_its_script(rita):
    published_question("One", tags=[saved_tag("Trust")])
    text = rita.get("/tags/").text
    assert 'value="trust"' in text
    assert 'value="note-grief"' in text
    assert 'aria-labelledby="hiding-label" hidden' in text
