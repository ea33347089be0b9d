"""John writes a collection at the desk, looks at it and lets readers see it."""

import pytest
from django.contrib.auth import get_user_model

from questions import actions
from questions.models import Collection, Column
from tests.factories import draft_question, published_question, saved_collection

DESK = "/admin/questions/collection/"


def form_of(*rows, **facts):
    """What the form of a new collection sends; a row is a place, words and a letter."""
    data = {"headline": "On trust", "slug": "", "introduction": "", **facts}
    data |= {"parts-TOTAL_FORMS": len(rows), "parts-INITIAL_FORMS": 0}
    for number, (place, words, letter) in enumerate(rows):
        fields = {"position": place, "words": words, "question": letter, "id": "", "collection": ""}
        data |= {f"parts-{number}-{name}": value for name, value in fields.items()}
    return data


def test_john_writes_one_and_only_the_desk_sees_it(john, rita):
    published_question("First letter")
    published_question("Second letter")
    rows = [("", "*Then* this.", "Second letter"), (5, "Begin.", "/questions/first-letter/")]
    sent = form_of(*rows, ("", "", ""), introduction="About **trust**.", _look="1")
    response = john.post(f"{DESK}add/", sent, follow=True)
    collection = Collection.objects.get()
    assert response.redirect_chain[-1][0] == f"{DESK}{collection.pk}/page/"
    page = response.text
    assert "This is a draft. Only the desk can see it." in page
    assert page.index("<strong>trust</strong>") < page.index("Begin.") < page.index("<em>Then</em>")
    assert collection.parts.count() == 2
    assert rita.get(collection.get_absolute_url()).status_code == 404


def test_publishing_says_who_can_see_it_and_where(john, rita):
    letter = published_question("First letter")
    collection = saved_collection("On trust", [("", letter)], is_public=False)
    step = f"{DESK}{collection.pk}/publish/"
    assert "/collections/on-trust/" in john.get(step).text
    said = john.post(step, {"place": "start"}, follow=True).text
    assert "Readers can see the collection now." in said
    assert Column.objects.get().start_here == collection
    assert rita.get("/collections/on-trust/").status_code == 200
    assert john.get(step).context["form"]["place"].value() == "start"
    john.post(step, {"place": "draft"})
    assert Column.objects.get().start_here is None
    assert rita.get("/collections/on-trust/").status_code == 404


def test_without_a_public_letter_it_stays_a_draft(john):
    collection = saved_collection("On trust", [("", draft_question())], is_public=False)
    step = f"{DESK}{collection.pk}/publish/"
    said = john.post(step, {"place": "public"}, follow=True).text
    assert "No letter in this collection is public." in said
    collection.refresh_from_db()
    assert not collection.is_public


def test_saved_again_as_it_is_it_loses_nothing(john):
    """A letter that was never public has no address of its own, but stays in its place."""
    parts = [("One.", published_question("First letter")), ("Two.", draft_question("A draft"))]
    collection = saved_collection("On trust", parts)
    page = john.get(f"{DESK}{collection.pk}/change/")
    formset = page.context["inline_admin_formsets"][0].formset
    sent = {"headline": "On trust", "slug": "on-trust", "introduction": ""}
    sent |= {"parts-TOTAL_FORMS": 2, "parts-INITIAL_FORMS": 2}
    for form in formset.initial_forms:
        for name in ("position", "words", "question", "id", "collection"):
            value = form[name].field.prepare_value(form[name].value())
            sent[f"{form.prefix}-{name}"] = getattr(value, "pk", value)
    sent["parts-0-words"] = "Changed."
    before = [part.question for part in collection.parts.all()]
    assert john.post(f"{DESK}{collection.pk}/change/", sent).status_code == 302
    assert [part.words for part in collection.parts.all()] == ["Changed.", "Two."]
    assert [part.question for part in collection.parts.all()] == before


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("", "", "Nothing of this name")], "No answer has this address or headline."),
        ([("", "", "First letter"), ("", "", "first-letter")], "duplicate"),
        ([("-1", "x", "")], "greater than or equal to 1"),
        ([("99999999", "x", "")], "less than or equal to"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(john, rows, words):
    published_question("First letter")
    page = john.post(f"{DESK}add/", form_of(*rows, introduction="Mine."))
    assert page.status_code == 200
    assert words in page.text
    assert "Mine." in page.text
    assert not Collection.objects.exists()


def test_an_address_that_leads_elsewhere_is_refused(john):
    saved_collection("On trust", [("", published_question("First letter"))])
    page = john.post(f"{DESK}add/", form_of(headline="Other", slug="on-trust"))
    assert "belongs to another collection" in page.text or "already exists" in page.text


def test_an_editor_writes_drafts_and_changes_nothing_public(edith):
    letter = published_question("First letter")
    sent = form_of(("", "Begin.", "First letter"))
    assert edith.post(f"{DESK}add/", sent).status_code == 302
    public = saved_collection("Public", [("", letter)])
    page = f"{DESK}{public.pk}/change/"
    assert edith.get(page).status_code == 200
    assert edith.post(page, form_of(headline="Changed")).status_code == 403
    public.refresh_from_db()
    assert public.headline == "Public"


def test_deleting_one_leaves_its_letters(john, rita):
    collection = saved_collection("On trust", [("", published_question("First letter"))])
    actions.collections.publish(collection, is_start=True)
    john.post(f"{DESK}{collection.pk}/delete/", {"post": "yes"})
    assert not Collection.objects.exists()
    assert Column.objects.get().start_here is None
    assert rita.get("/questions/first-letter/").status_code == 200


def test_only_who_may_publish_changes_what_readers_can_see(db):
    letter = published_question("First letter")
    collection = saved_collection("On trust", [("", letter)])
    someone = get_user_model().objects.create_user("someone", is_staff=True)
    verbs = actions.collections
    for change in (
        lambda: verbs.update_collection(collection, by=someone),
        lambda: verbs.update_parts(collection, [], by=someone),
        lambda: verbs.publish(collection, by=someone),
        lambda: verbs.unpublish(collection, by=someone),
        lambda: verbs.delete_collection(collection, by=someone),
    ):
        with pytest.raises(actions.permissions.NotAllowed):
            change()
    assert Collection.objects.get().is_public
