"""Private tags on letters, for the answers to come; and who waits for whom."""

from questions import actions
from questions.models import Question
from tests.answering.letters.test_inbox import INBOX
from tests.factories import (
    draft_question,
    published_question,
    received_letter,
    saved_tag,
    text_of,
)

TAG = f"{INBOX}tag/"


def put(client, letters, tags, **more):
    keys = {"letter": [one.pk for one in letters], "tags": [one.pk for one in tags]}
    return client.post(TAG, keys | more, follow=True)


def test_several_letters_are_tagged_at_once_and_their_answers_begin_so(john):
    letters, tag = [received_letter(), received_letter(), received_letter()], saved_tag("Trust")
    chosen = {"action": "tag_letters", "_selected_action": [one.pk for one in letters[:2]]}
    page = john.post(INBOX, chosen, follow=True)
    assert "2 letters. Only the desk" in page.text
    assert "Tagged 2 letters." in put(john, letters[:2], [tag]).text

    assert john.get(INBOX).text.count(">Trust<") == 2
    assert "Tags: Trust" in john.get(f"{INBOX}{letters[0].pk}/change/").text
    john.post(f"{INBOX}{letters[0].pk}/answer/")
    assert text_of(Question.objects.get()).tags == (tag.pk,)
    assert text_of(actions.letters.start_answer(letters[2])).tags == ()


def test_they_are_taken_off_again(john):
    letter, tag, other = received_letter(), saved_tag("Trust"), saved_tag("Work")
    put(john, [letter], [tag, other])
    put(john, [letter], [tag], _off="1")
    assert list(letter.topics.all()) == [other]


def test_no_tag_ticked_asks_again_and_the_letters_stay_chosen(john):
    letter = received_letter()
    page = put(john, [letter], []).text
    assert "Tick a tag." in page
    assert str(letter.pk) in page


def test_merging_a_tag_takes_the_letters_along(john):
    letter, old, new = received_letter(), saved_tag("Trust"), saved_tag("Faith")
    put(john, [letter], [old])
    actions.tags.merge_tags(old, new)
    assert list(letter.topics.all()) == [new]


def test_readers_never_see_them(john, rita):
    put(john, [received_letter()], [saved_tag("Secretly")])
    assert "Secretly" not in rita.get("/tags/").text


def test_letters_that_wait_for_their_asker_have_a_view_with_its_count(john):
    letter = received_letter("I wrote of him.")
    actions.messages.add_message(letter, "john", "Since when?", kind="question")
    page = john.get(f"{INBOX}?state=asked-back").text
    assert "Waiting for the writer (1)" in page
    assert "I wrote of him." in page
    actions.messages.add_message(letter, "asker", "Since May.")
    assert "Waiting for the writer (" not in john.get(INBOX).text


def test_deleting_a_tag_says_who_loses_it(john):
    trust, letter = saved_tag("Trust"), received_letter("Mine.")
    actions.inbox.add_tags([letter], [trust])
    question = published_question("How do I tell her?", tags=[trust])
    draft_question("Two", tags=[trust])
    page = john.get(f"/admin/questions/tag/{trust.pk}/delete/").text
    assert f'/admin/questions/question/{question.pk}/change/">How do I tell her?</a>' in page
    for said in ("1 published answer:", "1 draft", "1 letter in the inbox"):
        assert said in page
