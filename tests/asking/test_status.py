"""Ann comes back with her receipt."""

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from questions import actions, crypto
from questions.asking.forms import make_form_token
from questions.models import Column, Erasure, Letter, Message, Question, StatusWords
from tests.factories import change_text, published_question

RECEIPT = "7KQ2-M9XA-4T6P-0000-1111-ABCD-EFGH"


@pytest.fixture
def letter(db):
    return actions.letters.receive(
        text="I wait for him.\n\nStill.", sign_off="Awake", receipt=RECEIPT, consented=True
    )


def at(client, what="", **facts):
    """Send a form of the private page."""
    return client.post(f"/reply/{what}", {"receipt": RECEIPT} | facts)


def answered(letter, headline="How long do I wait?", edited="She waits for him."):
    """John has written and published."""
    question = actions.letters.start_answer(letter)
    return change_text(question, headline=headline, letter_text=edited, answer="Not long.")


def test_the_receipt_opens_the_letter(ann, letter):
    response = at(ann)
    assert response.status_code == 200
    assert "Your letter has arrived." in response.text
    assert "<p>I wait for him.</p>" in response.text
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    "typed",
    [
        RECEIPT.lower(),
        RECEIPT.replace("-", ""),
        f"  {RECEIPT} ",
        RECEIPT.replace("-", " "),
        RECEIPT.replace("0", "o").replace("1", "l"),
        RECEIPT.replace("1", "I"),
        *(RECEIPT.replace("-", dash) for dash in "–—\u2011\u2212._,/\u00a0\t\u200b\ufeff"),
        f"{RECEIPT}.",
        f"{RECEIPT}\t",
        f"“{RECEIPT}”",
        f"'{RECEIPT}'",
        "".join(chr(ord(letter) + 0xFEE0) for letter in RECEIPT),
    ],
)
def test_how_it_is_typed_does_not_matter(ann, letter, typed):
    assert "I wait for him." in ann.post("/reply/", {"receipt": typed}).text


def without_tokens(response):
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.text)
    return response.status_code, sorted(response.headers.items()), text


def test_all_receipts_that_open_nothing_are_answered_alike(ann, letter):
    actions.erasure.erase(letter)
    typed = [RECEIPT, "", "x", "7KQ2", "ZZZZ-" * 7, "\0", "é" * 5000, "1' OR 1=1"]
    answers = [without_tokens(ann.post("/reply/", {"receipt": one})) for one in typed]
    of_the_moment = {"Content-Length", "Expires"}  # the form's token and the clock differ each time
    headers = [
        [header for header in answer[1] if header[0] not in of_the_moment] for answer in answers
    ]

    assert {answer[0] for answer in answers} == {200}
    assert {answer[2] for answer in answers} == {answers[0][2]}
    assert all(one == headers[0] for one in headers)


@pytest.mark.parametrize("what", ["write/", "approve/", "withdraw/", "erase/", "export/", "feed/"])
def test_nothing_is_opened_without_a_receipt_and_nothing_by_get(ann, letter, what):
    assert "find a letter with that receipt" in ann.post(f"/reply/{what}", {"receipt": "x"}).text
    assert ann.get(f"/reply/{what}").status_code == 405
    assert Letter.objects.exists()


def test_johns_own_words_say_where_it_stands(ann, letter):
    StatusWords.objects.create(state="shortlisted", words="It lies on my pillow.")
    actions.inbox.shortlist([letter])
    assert "It lies on my pillow." in at(ann).text


def write_back(john, letter, kind, text):
    john.post(f"/admin/questions/letter/{letter.pk}/write/", {"kind": kind, "text": text})


def test_a_question_back_and_its_answer(ann, john, letter):
    john.post(
        f"/admin/questions/letter/{letter.pk}/write/", {"kind": "question", "text": "How old?"}
    )
    page = at(ann)
    assert "How old?" in page.text
    assert "has a question for you" in page.text

    response = at(ann, "write/", text="Six years.", token=make_form_token())
    assert "Sent to John." in response.text
    assert "Six years." in response.text
    letter.refresh_from_db()
    assert letter.state == "shortlisted"
    desk = john.get(f"/admin/questions/letter/{letter.pk}/change/").text
    assert "Six years." in desk
    assert "new" in desk


def test_a_private_answer(ann, john, letter):
    write_back(john, letter, "answer", "Go home.")
    page = at(ann).text
    assert "John has answered your letter." in page
    assert "Go home." in page
    assert not Question.objects.exists()


def test_a_declined_letter_with_a_kind_reason(ann, john, letter):
    form = {"letter": [letter.pk], "because": "I am the wrong person for this: ask a lawyer."}
    john.post("/admin/questions/letter/decline/", form)
    assert "ask a lawyer" in at(ann).text


def test_the_same_message_sent_twice_is_said_once(ann, letter):
    form = {"text": "Once.", "token": make_form_token()}
    for _ in range(3):
        assert at(ann, "write/", **form).status_code == 200
    assert Message.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", "a" * 20_001, "\0\x07"])
def test_a_message_that_cannot_be_sent_comes_back(ann, letter, text):
    response = at(ann, "write/", text=text, token=make_form_token())
    assert 'class="wrong"' in response.text
    assert text.strip("\0\x07 \n") in response.text
    assert not Message.objects.exists()


def test_a_message_from_a_stale_page_comes_back_with_a_new_token(ann, letter):
    response = at(ann, "write/", text="Kept.", token="old")
    assert "Kept." in response.text
    token = re.search(r'name="token" value="([^"]+)"', response.text)[1]
    at(ann, "write/", text="Kept.", token=token)
    assert Message.objects.get().text == "Kept."


def test_after_publication_it_is_an_update(ann, letter):
    actions.questions.publish(answered(letter))
    assert 'href="/questions/how-long-do-i-wait/"' in at(ann).text
    at(ann, "write/", text="He called!", token=make_form_token())
    assert Message.objects.get().kind == "update"


def test_a_scheduled_question_is_not_told_before_its_time(ann, letter):
    actions.questions.publish(answered(letter), timezone.now() + timedelta(days=2))
    page = at(ann).text
    assert "is writing an answer" in page
    assert "/questions/how-long" not in page


def test_the_edited_text_is_shown_with_its_changes(ann, letter):
    actions.approvals.request(answered(letter, edited="She waits for him.\n\nStill."))
    page = at(ann).text
    assert re.search(r"<del>I wait\s*</del>", page)
    assert re.search(r"<ins>She waits\s*</ins>", page)


@pytest.mark.parametrize(
    ("word", "wish", "reason"),
    [
        ("fine", "", None),
        ("change", "Not Leeds.", "asks for a change"),
        ("refuse", "", "not agreed"),
    ],
)
def test_the_askers_word_decides(ann, letter, word, wish, reason):
    question = answered(letter)
    actions.approvals.request(question)
    assert any(
        "may answer until" in one for one in actions.questions.reasons_against_publishing(question)
    )

    at(ann, "approve/", word=word, wish=wish)
    question.refresh_from_db()
    reasons = actions.questions.reasons_against_publishing(question)
    assert reasons == [] if reason is None else reason in " ".join(reasons)
    assert [turn.text for turn in Message.objects.all()] == ([wish] if wish else [])


def test_a_change_needs_words(ann, letter):
    actions.approvals.request(answered(letter))
    assert "Say what you’d like changed" in at(ann, "approve/", word="change", wish=" ").text
    letter.refresh_from_db()
    assert letter.approval == "asked"


def test_a_word_nobody_asked_for_changes_nothing(ann, letter):
    answered(letter)
    at(ann, "approve/", word="refuse")
    letter.refresh_from_db()
    assert letter.approval == "not-asked"


@pytest.mark.parametrize(("silence", "free"), [(True, True), (False, False)])
def test_silence_counts_as_john_has_set_it(ann, letter, silence, free):
    Column.objects.update(approval_days=3, silence_is_consent=silence)
    question = answered(letter)
    actions.approvals.request(question)
    asked = timezone.localdate() - timedelta(days=4)
    Letter.objects.update(approval_asked_on=asked)
    assert (actions.questions.reasons_against_publishing(question) == []) is free


def test_a_letter_taken_back_is_gone_from_the_column(ann, rita, letter):
    actions.questions.publish(answered(letter))
    assert "Withdraw your letter?" in at(ann, "withdraw/").text
    assert rita.get("/questions/how-long-do-i-wait/").status_code == 200

    assert "None of it is public." in at(ann, "withdraw/", sure="1").text
    gone = rita.get("/questions/how-long-do-i-wait/")
    assert gone.status_code == 410
    assert "wait" not in gone.text
    for place in ("/", "/feed/", "/feed.json", "/sitemap.xml", "/archive/"):
        assert "how-long" not in rita.get(place).text
    assert "withdrawn this letter" in at(ann).text


def test_everything_is_erased(ann, rita, letter):
    question = answered(letter)
    actions.questions.publish(question)
    at(ann, "write/", text="He called!", token=make_form_token())
    assert "Everything is deleted" in at(ann, "erase/", sure="1").text

    assert not Letter.objects.exists()
    assert not Message.objects.exists()
    question.refresh_from_db()
    assert (question.headline, question.letter_text, question.answer) == ("", "", "")
    assert Erasure.objects.get().number == letter.pk
    assert rita.get("/questions/how-long-do-i-wait/").status_code == 410
    assert "find a letter with that receipt" in at(ann).text


def test_erasing_asks_once_more(ann, letter):
    assert "Delete everything?" in at(ann, "erase/").text
    assert Letter.objects.exists()


def test_a_restored_backup_erases_again(letter):
    number = letter.pk
    actions.erasure.erase(letter)
    Erasure.objects.all().delete()
    actions.letters.receive(text="back from the dead", receipt="x")
    Letter.objects.update(id=number)
    assert actions.erasure.replay_erasures() == 1
    assert not Letter.objects.exists()


def test_everything_can_be_taken_along(ann, letter):
    actions.messages.add_message(letter, "john", "Go home.", kind="answer")
    response = at(ann, "export/")
    kept = json.loads(response.content)

    assert 'filename="notes.json"' in response["Content-Disposition"]
    assert kept["letter"] == "I wait for him.\n\nStill."
    assert kept["messages"][0]["text"] == "Go home."


def feed_path(response):
    return re.search(r"http://127.0.0.1:8000(/reply/feed/[^<\s]+/)", response.text)[1]


def test_a_private_feed_tells_nothing_but_that_there_is_news(ann, rita, letter):
    path = feed_path(at(ann, "feed/"))
    assert "Something new" not in rita.get(path).text
    actions.messages.add_message(letter, "john", "Go home.", kind="answer")
    text = rita.get(path).text
    assert "Something new" in text
    assert "Go home." not in text
    assert "Ask John" not in text


def test_a_feed_address_can_be_thrown_away(ann, rita, letter):
    former, present = feed_path(at(ann, "feed/")), feed_path(at(ann, "feed/"))
    assert rita.get(former).status_code == 404
    assert rita.get(present).status_code == 200
    assert rita.get("/reply/feed/made-up/").status_code == 404


@pytest.mark.parametrize("page", ["", "write/", "withdraw/", "erase/", "feed/"])
def test_a_private_page_takes_at_most_fifteen_queries(
    ann, letter, page, django_assert_max_num_queries
):
    actions.approvals.request(answered(letter))
    for number in range(10):
        actions.messages.add_message(letter, "john", f"Word {number}")
    cache.clear()
    with django_assert_max_num_queries(15):
        at(ann, page, text="x", token=make_form_token())


def test_an_update_after_another_letter_is_not_mixed_up(ann, letter):
    published_question("Somebody else's")
    assert "Somebody else's" not in at(ann).text


def test_a_letter_that_no_key_opens_is_a_calm_page(ann, letter):
    Letter.objects.update(text=crypto.Sealed("gAAAAABsealed-with-a-key-that-is-gone"))
    for what in ("", "export/"):
        response = at(ann, what)
        assert response.status_code == 503
        assert "We can’t open your letter just now" in response.text


def test_a_declined_letter_points_to_a_question(ann, letter):
    actions.inbox.decline(
        letter, "Somebody asked this before you.", published_question("The very same")
    )
    page = at(ann).text
    assert "Somebody asked this before you." in page
    assert 'href="/questions/the-very-same/"' in page


def test_a_yes_is_for_the_text_that_was_shown(ann, letter):
    question = answered(letter)
    actions.approvals.request(question)
    at(ann, "approve/", word="fine")
    letter.refresh_from_db()
    assert actions.questions.reasons_against_publishing(question) == []

    change_text(question, letter_text="Mark Smith waits for her.")
    assert "changed after the writer saw it" in " ".join(
        actions.questions.reasons_against_publishing(question)
    )
    assert "Mark Smith" not in at(ann).text
    actions.approvals.request(question)
    assert "Mark Smith" in at(ann).text


def test_the_asker_is_told_until_when_and_what_silence_means(ann, letter):
    actions.approvals.request(answered(letter, headline="How long?"))
    page = at(ann).text
    assert "If you don’t reply by then, John may publish it." in page
    assert "How long?" in page
    Column.objects.update(silence_is_consent=False)
    cache.clear()
    assert "It won’t be published unless you say yes." in at(ann).text


def test_words_alone_can_be_sent_while_a_word_is_awaited(ann, letter):
    actions.approvals.request(answered(letter))
    at(ann, "approve/", word="write", wish="She is seven.", token=make_form_token())
    letter.refresh_from_db()
    assert Message.objects.get().text == "She is seven."
    assert letter.approval == "asked"
