"""Old HTML is rendered again when the rules have changed, once, and readers' feeds stay quiet."""

from io import StringIO

from django.core.management import call_command

from questions.models import Column, Question, RenderedVersion, Tag
from tests.factories import draft_question, published_question, saved_tag

OLD = "<p>© only then decide.</p>\n"


def render(*options):
    out = StringIO()
    call_command("render", *options, stdout=out)
    return out.getvalue()


def test_old_html_is_rendered_again_and_found(rita):
    question = published_question("One", answer="(c) only then decide.", tags=[saved_tag("Trust")])
    draft_question("Two", answer="(c) only then decide.")
    Question.objects.filter(pk=question.pk).update(answer_html=OLD, answer_excerpt="© only")
    Tag.objects.update(description="(r)", description_html="<p>®</p>\n")
    Column.objects.update_or_create(pk=1, defaults={"about": "(tm)", "about_html": "<p>™</p>\n"})
    before = Question.objects.get(pk=question.pk)

    assert render() == "3 texts were rendered differently.\n"
    after = Question.objects.get(pk=question.pk)
    assert after.answer_html == "<p>(c) only then decide.</p>\n"
    assert after.answer_excerpt == "(c) only then decide."
    assert (after.revision, after.changed_at) == (before.revision, before.changed_at)
    assert Tag.objects.get().description_html == "<p>(r)</p>\n"
    assert "(tm)" in rita.get("/about/").text
    assert "(c) only" in rita.get("/questions/one/").text
    assert [place.tag.name for place in question.places.all()] == ["Trust"]
    assert "/questions/one/" in rita.get("/search/?q=decide").text

    assert render() == "0 texts were rendered differently.\n"


def test_it_is_done_once_for_each_set_of_rules(db):
    published_question("One")
    render("--if-changed")
    Question.objects.update(answer_html=OLD)
    assert render("--if-changed") == ""
    assert Question.objects.get().answer_html == OLD
    RenderedVersion.objects.update(number=1)
    assert render("--if-changed") == "1 texts were rendered differently.\n"
