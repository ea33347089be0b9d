"""Small things that a stranger stumbled over at the desk."""

from datetime import timedelta

from django.utils import timezone

from questions import actions
from questions.answering.admin import COLUMN_FIELDSETS
from questions.models import Column, Letter, StatusWords
from tests.answering.answers.test_autosave import DESK, sent
from tests.answering.test_collections import form_of
from tests.factories import (
    change_text,
    draft_question,
    published_question,
    received_letter,
    saved_tag,
    text_of,
)

INBOX = "/admin/questions/letter/"
DISHES = "My flatmate never washes the dishes, and the kitchen smells of fish all week."


def a_scheduled_question():
    question = draft_question("One")
    actions.questions.publish(question, timezone.now() + timedelta(days=3))
    return question


def test_declining_asks_first_and_can_be_undone(john):
    letter = received_letter()
    page = john.get(f"{INBOX}{letter.pk}/decline/").text
    assert "return it to the inbox" in page
    john.post(f"{INBOX}{letter.pk}/decline/")
    john.post(f"{INBOX}{letter.pk}/take-back/")
    assert Letter.objects.get().state == "new"


def test_questions_near_to_those_who_are_declined_are_offered(john):
    near = published_question("The dishes", letter_text=DISHES)
    published_question(
        "The garden", letter_text="Our neighbour's hedge grows over the path to the shed."
    )
    letters = [received_letter(DISHES + " Help!"), received_letter(DISHES + " What now?")]
    page = john.get(f"{INBOX}decline/", {"letter": [one.pk for one in letters]}).text
    assert 'value="the-dishes"' in page.partition("<datalist")[0]
    assert 'value="the-garden"' not in page.partition("<datalist")[0]
    form = {"letter": [one.pk for one in letters], "because": "Read this.", "near": near.slug}
    john.post(f"{INBOX}decline/", form)
    assert {one.see_also for one in Letter.objects.filter(state="declined")} == {near}


def test_keys_that_are_none_are_no_fault(john):
    assert john.get(f"{INBOX}decline/?letter=x").status_code == 200


def test_the_tags_of_a_letter_attached_later_join_a_drafts(db):
    trust, family, letter = saved_tag("Trust"), saved_tag("Family"), received_letter("Mine too.")
    actions.inbox.add_tags([letter], [family])
    question = draft_question("One", tags=[trust])
    actions.letters.attach(letter, question)
    assert set(text_of(question).tags) == {trust.pk, family.pk}


def test_but_not_those_of_a_public_question(db):
    trust, family, letter = saved_tag("Trust"), saved_tag("Family"), received_letter("Mine too.")
    actions.inbox.add_tags([letter], [family])
    question = published_question("One", tags=[trust])
    actions.letters.attach(letter, question)
    assert set(question.tags.all()) == {trust}


def test_a_scheduled_question_is_not_said_to_be_public(john):
    question = a_scheduled_question()
    page = john.get(f"{DESK}{question.pk}/change/").text
    assert "Publish changes" not in page
    assert "See the page" in page
    form = sent(question, answer="Better.", slug="one") | {"_publish": "1"}
    page = john.post(f"{DESK}{question.pk}/change/", form, follow=True).text
    assert "The scheduled version will be replaced" in page
    said = john.post(f"{DESK}{question.pk}/publish/", {"anyway": "on"}, follow=True).text
    assert "This version will be public on" in said
    assert "public now" not in said


def test_cancelling_is_not_unpublishing(john):
    question = a_scheduled_question()
    place = f"{DESK}{question.pk}"
    assert "Cancel publication…" in john.get(f"{place}/change/").text
    assert "Unpublish" not in (page := john.get(f"{place}/unpublish/").text)
    assert "Readers have never seen it." in page
    assert "Publication is cancelled." in john.post(f"{place}/unpublish/", follow=True).text
    public = published_question("Two")
    page = john.get(f"{DESK}{public.pk}/unpublish/").text
    assert "Unpublish" in page
    assert "Cancel publication" not in page


def test_days_are_said_as_people_say_them(db):
    letter = received_letter()
    day = timezone.localdate()
    assert str(letter) == f"Letter of {day.day} {day:%B %Y}"


def test_the_history_says_what_was_changed(john):
    question = draft_question("One")
    change_text(question, headline="Two", answer="Another.", tags=[saved_tag("Trust").pk])
    page = john.get(f"{DESK}{question.pk}/past/").text
    assert "· Headline, Answer, Tags" in page
    assert "· the first version" in page


def test_a_chart_has_numbers_and_ends(john):
    received_letter()
    page = john.get("/admin/numbers/").text
    assert 'text-anchor="middle">1</text>' in page
    assert 'text-anchor="end">' in page


def test_links_that_lead_nowhere_are_named_wherever_markdown_is_saved(john):
    tag = saved_tag()
    page = f"/admin/questions/tag/{tag.pk}/change/"
    facts = {"name": tag.name, "slug": tag.slug, "description": "[a link](questions/x)"}
    said = john.post(page, facts, follow=True).text
    assert "This link leads nowhere: a link (questions/x)" in said
    facts["description"] = "[a link](/about/)"
    assert "leads nowhere" not in john.post(page, facts, follow=True).text
    words = form_of(("", "[](https://x.org)", ""), introduction="![](//x.org/y.png)")
    said = john.post("/admin/questions/collection/add/", words, follow=True).text
    assert "This link has no words: https://x.org" in said
    assert "This picture isn’t shown: //x.org/y.png" in said


def test_a_new_columnist_is_told_where_the_former_name_is_left(john):
    Column.objects.update(columnist="John", tagline="Write to John.", about="Johnny reads.")
    facts = {"name": "Ask Ann", "tagline": "Write to John.", "columnist": "Ann", "about": "I."}
    facts |= {"approval_days": "7", "slots-TOTAL_FORMS": "0", "slots-INITIAL_FORMS": "0"}
    page = john.post("/admin/questions/column/1/change/", facts, follow=True).text
    assert "“John” is still in: tagline. Change it there too." in page


def test_askers_read_the_name_of_the_new_one(db):
    column = Column.objects.get()
    column.columnist = "Mira"
    actions.column.update_column(column)
    assert (
        StatusWords.text_for_letter(received_letter())
        == "Your letter has arrived. Mira has not read it yet."
    )


def test_every_setting_is_on_the_settings_page():
    shown = [name for _, part in COLUMN_FIELDSETS for name in part["fields"]]
    fields = Column._meta.fields
    assert sorted(shown) == sorted(f.name for f in fields if f.editable and not f.primary_key)


def test_accounts_are_explained_in_the_desks_own_words(admin_client, admin_user):
    page = admin_client.get(f"/admin/auth/user/{admin_user.pk}/change/").text
    assert "They can sign in to the desk." in page
    assert "../password/" in page
    page += admin_client.get("/admin/auth/user/add/").text
    page += admin_client.get("/admin/password_change/").text
    page += admin_client.get("/admin/sign-in/again/").text
    assert "Confirm that it’s you" in page
    for stock in (
        "reauthenticate to",
        "other backends",
        "Log out",
        "user options",
        "Designates",
        "Required. 150",
        "algorithm",
        "Raw passwords",
    ):
        assert stock not in page


def test_a_person_is_added_with_a_password_and_then_gets_roles(admin_client, django_user_model):
    words = "forty-two-odd-chairs"
    sent = {"username": "edith", "password1": words, "password2": words}
    page = admin_client.post("/admin/auth/user/add/", sent, follow=True).text
    assert django_user_model.objects.get(username="edith").check_password(words)
    assert "Columnist" in page
