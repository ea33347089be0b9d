"""Rita reads one question."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from questions import actions
from questions.models import Column, Question
from questions.reading.questions import PUBLIC
from tests.factories import change_text, draft_question, published_question, saved_tag


def test_the_letter_and_the_answer(rita):
    question = published_question(
        "How do I tell him?",
        letter_text="First.\n\nSecond <b>one</b>.",
        sign_off="Awake in the kitchen",
        answer="Say it in *two* sentences.",
        content_notes=["grief"],
        tags=[saved_tag("Trust")],
    )
    response = rita.get("/questions/how-do-i-tell-him/")

    assert response.status_code == 200
    assert '<h1 dir="auto">How do I tell him?</h1>' in response.text
    assert "<p>First.</p>" in response.text
    assert "Second &lt;b&gt;one&lt;/b&gt;." in response.text
    assert "— Awake in the kitchen" in response.text
    assert "<em>two</em>" in response.text
    assert "grief" in response.text
    assert 'href="/tags/trust/"' in response.text
    assert question.get_absolute_url() == "/questions/how-do-i-tell-him/"


def neighbours(rita, slug):
    """The part of a letter's page, below its style, that leads to those before and after."""
    return rita.get(f"/questions/{slug}/").text.partition('class="neighbours"')[2]


def test_the_letters_before_and_after_stand_at_its_end(rita):
    for day, name in enumerate(["First", "Second", "Third"], start=1):
        published_question(name, at=datetime(2025, 5, day, tzinfo=UTC))
    end = neighbours(rita, "second")
    assert end.index('rel="prev"') < end.index('href="/questions/first/"')
    assert end.index('rel="next"') < end.index('href="/questions/third/"')
    assert 'rel="prev"' not in neighbours(rita, "first")
    assert 'rel="next"' not in neighbours(rita, "third")


def test_a_draft_is_nobodys_neighbour(rita):
    published_question("First", at=datetime(2025, 5, 1, tzinfo=UTC))
    draft_question("Second")
    published_question("To come", at=timezone.now() + timedelta(days=1))
    assert 'class="neighbours"' not in rita.get("/questions/first/").text


def test_a_letter_about_danger_begins_before_the_help_lines(rita):
    published_question("One", letter_text="He follows me.", content_notes=["violence"])
    page = rita.get("/questions/one/").text
    link = page.index('href="#help-lines"')
    assert link < page.index("He follows me.</p>") < page.index('id="help-lines"')
    assert page.index('id="help-lines"') < page.index("116 123")


def test_each_text_goes_in_its_own_direction(rita):
    published_question("One", letter_text="\N{HEBREW LETTER ALEF} שלום", sign_off="Ann")
    page = rita.get("/questions/one/").text
    assert page.count('dir="auto"') == 4  # headline, letter, sign-off and answer


def test_a_letter_is_never_markdown(rita):
    published_question("One", letter_text="*stars* and [a link](/about/)\n\n# not a heading")
    assert "*stars* and [a link](/about/)" in rita.get("/questions/one/").text


@pytest.mark.parametrize("number_of_tags", [0, 1, 12])
def test_a_question_takes_at_most_three_queries(
    rita, django_assert_max_num_queries, number_of_tags
):
    earlier = published_question("Before")
    tags = [saved_tag(f"Tag {number}") for number in range(number_of_tags)]
    question = published_question("One", tags=tags, update_of=earlier)
    published_question("After", update_of=question)
    cache.clear()
    with django_assert_max_num_queries(3):
        response = rita.get("/questions/one/")
    assert "Before" in response.text
    assert "After" in response.text


def test_a_published_question_sets_no_cookie(rita):
    published_question("One")
    response = rita.get("/questions/one/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_a_former_address_leads_to_the_question_for_good(rita):
    question = published_question("One")
    for slug in ("two", "three"):
        change_text(question, slug=slug)

    for former in ("one", "two"):
        response = rita.get(f"/questions/{former}/")
        assert (response.status_code, response["Location"]) == (301, "/questions/three/")


def test_a_question_can_have_its_former_address_back(rita):
    question = published_question("One")
    for slug in ("two", "one"):
        change_text(question, slug=slug)

    assert rita.get("/questions/one/").status_code == 200
    assert rita.get("/questions/two/")["Location"] == "/questions/one/"


def hidden_questions():
    draft_question("A draft")
    published_question("To come", at=timezone.now() + timedelta(days=1))
    return ["/questions/a-draft/", "/questions/to-come/"]


def test_what_is_not_public_is_not_found(rita, sam):
    for address in hidden_questions():
        assert rita.get(address).status_code == 404
        assert sam.get(address).status_code == 404


def test_who_may_change_it_is_led_to_the_desks_page_and_no_cache_keeps_it(john):
    hidden_questions()
    response = john.get("/questions/to-come/", follow=True)
    assert response.redirect_chain[0][0].endswith("/page/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response.text


def test_a_former_address_of_a_draft_gives_nothing_away(rita):
    question = published_question("One")
    change_text(question, slug="two")
    actions.questions.unpublish(question)
    assert rita.get("/questions/one/").status_code == 404


def test_an_update_to_a_draft_does_not_show_it(rita):
    draft = draft_question("A secret draft")
    published_question("One", update_of=draft)
    assert "secret" not in rita.get("/questions/one/").text


@pytest.mark.parametrize("slug", ["nothing", "a" * 300, "NULL", "-"])
def test_an_unknown_address_is_not_found(rita, slug):
    assert rita.get(f"/questions/{slug}/").status_code == 404


def test_a_nul_in_an_address_is_not_found(rita):
    assert rita.get("/questions/a%00b/").status_code == 404
    assert rita.get("/tags/a%00b/").status_code == 404


def test_a_column_that_was_never_set_up_shows_its_questions(rita):
    question = published_question()
    Column.objects.all().delete()
    Column.clear_cache()
    assert "Ask John" in rita.get(question.get_absolute_url()).text


def test_what_the_pages_own_sql_calls_public_is_what_everything_else_calls_so(db):
    now = timezone.now()
    moments = [now + timedelta(seconds=seconds) for seconds in (-1, 0, 1)]
    for state in Question.State:
        for came in [*moments, *([] if state == Question.State.PUBLISHED else [None])]:
            for ends in (None, *moments):
                is_draft = state != Question.State.PUBLISHED
                row = (
                    Question.objects.create() if is_draft else published_question(f"{came} {ends}")
                )
                facts = {"state": state, "publish_at": came, "unpublish_at": ends}
                Question.objects.filter(pk=row.pk).update(**facts)
    with connection.cursor() as cursor:
        adapt = connection.ops.adapt_datetimefield_value
        found = f"SELECT id FROM questions_question WHERE {PUBLIC} AND publish_at <= %s"
        cursor.execute(found, [adapt(now), adapt(now)])
        public = {number for (number,) in cursor.fetchall()}
    assert public == set(Question.objects.published(now=now).values_list("pk", flat=True))
    assert len(public) == 4
