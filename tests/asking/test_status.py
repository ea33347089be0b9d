"""Ann comes back with her receipt."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone
from django.utils.formats import date_format

from questions import actions, crypto
from questions.asking.forms import make_form_token
from questions.mail import outbox
from questions.models import Column, Erasure, Letter, Message, OutgoingMail, Question, StatusWords
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
    ("word", "words", "reason"),
    [
        ("fine", "", None),
        ("change", "Not Leeds.", "asks for a change"),
        ("refuse", "", "not agreed"),
    ],
)
def test_the_askers_word_decides(ann, letter, word, words, reason):
    question = answered(letter)
    actions.approvals.request(question)
    assert "has not answered yet" in " ".join(
        actions.questions.reasons_against_publishing(question)
    )

    at(ann, "approve/", word=word, text=words, token=make_form_token())
    question.refresh_from_db()
    reasons = actions.questions.reasons_against_publishing(question)
    assert reasons == [] if reason is None else reason in " ".join(reasons)
    assert [turn.text for turn in Message.objects.all()] == ([words] if words else [])


def test_after_a_yes_the_page_says_what_is_to_be_expected(ann, letter):
    question = answered(letter)
    assert "can’t answer every letter" in at(ann).text
    actions.approvals.request(question)
    assert "can publish the edited letter now" not in at(ann).text
    page = at(ann, "approve/", word="fine").text
    assert "John can publish the edited letter now." in page
    assert "can’t answer every letter" not in page
    actions.questions.publish(question)
    assert "can publish the edited letter now" not in at(ann).text


def test_a_refusal_is_true_on_the_whole_page(ann, letter):
    actions.approvals.request(answered(letter))
    page = at(ann, "approve/", word="refuse").text
    assert "You said that it shouldn’t be published. It won’t be." in page
    assert re.search(r'<input[^>]*id="choice_consent"[^>]*>', page)
    assert not re.search(r'<input[^>]*id="choice_consent"[^>]*checked', page)
    assert "would like your approval" not in page


def test_a_change_needs_words(ann, letter):
    actions.approvals.request(answered(letter))
    assert "Say what you’d like changed" in at(ann, "approve/", word="change", text=" ").text
    letter.refresh_from_db()
    assert letter.approval == "asked"


def test_a_word_nobody_asked_for_changes_nothing(ann, letter):
    answered(letter)
    at(ann, "approve/", word="refuse")
    letter.refresh_from_db()
    assert letter.approval == "not-asked"


@pytest.mark.parametrize(
    ("ticked", "offered", "days", "free"),
    [
        (None, True, 400, False),
        (3, False, 400, False),
        (3, True, 3, False),
        (3, True, 4, True),
    ],
)
def test_silence_counts_only_if_the_asker_ticked_that(letter, ticked, offered, days, free):
    Column.objects.update(approval_days=9, silence_is_consent=offered)
    Letter.objects.update(silence_days=ticked)
    question = answered(letter)
    actions.approvals.request(question)
    Letter.objects.update(approval_asked_on=timezone.localdate() - timedelta(days=days))
    assert (actions.questions.reasons_against_publishing(question) == []) is free


def test_a_letter_taken_back_is_gone_from_the_column(ann, rita, letter):
    actions.questions.publish(answered(letter))
    assert "Withdraw your letter?" in at(ann, "withdraw/").text
    assert rita.get("/questions/how-long-do-i-wait/").status_code == 200

    withdrawn = at(ann, "withdraw/", sure="1").text
    assert withdrawn.count("None of it is public.") == 1
    assert "Your letter will be deleted on" in withdrawn
    assert "unless there’s an answer" not in withdrawn
    assert "Make a private feed" not in withdrawn
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
    question = answered(letter)
    actions.messages.add_message(letter, "john", "Go home.", kind="answer")
    actions.questions.publish(question)
    response = at(ann, "export/")
    kept = json.loads(response.content)

    assert 'filename="notes.json"' in response["Content-Disposition"]
    assert kept["letter"] == "I wait for him.\n\nStill."
    assert kept["messages"][0]["text"] == "Go home."
    assert kept["published"]["letter"] == "She waits for him."
    assert kept["published"]["answer"] == "Not long."
    assert kept["published"]["address"].endswith("/questions/how-long-do-i-wait/")
    assert kept["edited_letter"] is None


def test_it_can_be_taken_along_as_plain_text(ann, letter):
    question = answered(letter)
    actions.messages.add_message(letter, "john", "Go home.", kind="answer")
    actions.approvals.request(question)
    at(ann, "approve/", word="fine")
    actions.questions.publish(question)
    response = at(ann, "export/", **{"as": "text"})
    said = response.text
    assert 'filename="notes.txt"' in response["Content-Disposition"]
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    places = [
        said.index(part)
        for part in (
            "I wait for him.",
            "— Awake",
            "Go home.",
            "Your edited letter",
            "published\n--",
        )
    ]
    assert places == sorted(places)
    assert said.count("She waits for him.") == said.count("Not long.") == 2
    assert RECEIPT not in said


def test_what_was_agreed_for_later_and_the_updates_are_taken_along(ann, letter):
    Column.objects.update(invitation_weeks=10)
    Column.clear_cache()
    question = answered(letter)
    actions.letters.change_contact(letter, "ann@example.org")
    letter.refresh_from_db()
    actions.invitations.agree(letter)
    actions.questions.publish(question)
    told = actions.messages.add_message(letter, "asker", "He is home.", kind="update")
    actions.updates.agree(told)
    draft = actions.updates.start_update(told)
    change_text(draft, headline="Home", letter_text="He came home.", answer="Good.")
    actions.approvals.request(draft)
    at(ann, "approve/", word="fine")
    actions.questions.publish(draft)
    kept = json.loads(at(ann, "export/").content)
    assert kept["contact"] == "ann@example.org"
    assert kept["invitation"]["weeks"] == 10
    assert "10 weeks after the answer" in kept["invitation"]["wording"]
    assert kept["invitation"]["asked_on"] is None
    day = timezone.localdate()
    assert kept["invitation"]["agreed_on"] == day.isoformat()
    assert kept["invitation"]["ask_on"] == (day + timedelta(weeks=10)).isoformat()
    assert "may publish this message" in kept["messages"][0]["consent"]
    (update,) = kept["updates"]
    assert update["edited"]["letter"] == update["published"]["letter"] == "He came home."
    assert update["published"]["address"].endswith("/questions/home/")
    said = at(ann, "export/", **{"as": "text"}).text
    assert "Email: ann@example.org" in said
    assert "10 weeks after the answer" in said
    assert "may publish this message" in said
    assert said.count("He came home.") == 2


def test_nothing_agreed_for_later_is_taken_along_as_nothing(ann, letter):
    actions.messages.add_message(letter, "asker", "He is home.")
    kept = json.loads(at(ann, "export/").content)
    assert (kept["invitation"], kept["updates"], kept["messages"][0]["consent"]) == (None, [], "")


@pytest.mark.parametrize("what", ["withdraw/", "erase/"])
def test_before_it_goes_one_is_offered_a_copy(ann, letter, what):
    page = at(ann, what).text
    assert "Would you like a copy first?" in page
    assert "Download everything as text" in page


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


def test_a_browser_is_told_what_a_feed_is(ann, rita, letter):
    path = feed_path(at(ann, "feed/"))
    browser = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = rita.get(path, **browser)
    assert "This is a private feed" in page.text
    assert "I wait" not in page.text
    assert "Accept" in page["Vary"].split(", ")
    for accepted in ("*/*", "application/atom+xml", "application/rss+xml, text/html;q=0.1, */*"):
        assert rita.get(path, HTTP_ACCEPT=accepted)["Content-Type"] == "application/atom+xml"
    assert rita.get("/reply/feed/made-up/", **browser).status_code == 404


def test_a_feed_can_be_stopped(ann, rita, letter):
    path = feed_path(at(ann, "feed/"))
    assert "Your private feed has stopped." in at(ann, "feed/stop/").text
    assert rita.get(path).status_code == 404
    assert "feed/stop/" not in at(ann).text


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
    assert "It won’t be published unless you say yes." in page
    assert "may publish it" not in page
    assert "How long?" in page
    Letter.objects.update(silence_days=7)
    day = date_format(timezone.localdate() + timedelta(days=7), "j F Y")
    assert f"Please reply by {day}. If you don’t, John may publish it" in at(ann).text
    Letter.objects.update(consent_version=None, consented_on=None)
    page = at(ann).text
    assert "stays private unless you say yes now" in page
    assert f"by {day}" not in page


def test_words_alone_can_be_sent_while_a_word_is_awaited(ann, letter):
    actions.approvals.request(answered(letter))
    at(ann, "approve/", word="write", text="She is seven.", token=make_form_token())
    letter.refresh_from_db()
    assert Message.objects.get().text == "She is seven."
    assert letter.approval == "asked"


def choices(letter):
    """What the writer has decided."""
    letter.refresh_from_db()
    return letter.may_be_published, letter.silence_days


def test_consent_changes_both_ways_until_publication(ann, letter):
    question = answered(letter)
    assert re.search(r'<input[^>]*id="choice_consent"[^>]*checked', at(ann).text)
    assert "Saved: it won’t be published." in at(ann, "consent/").text
    assert choices(letter) == (False, None)
    assert "not agreed" in " ".join(actions.questions.reasons_against_publishing(question))

    assert "Saved: it may be published." in at(ann, "consent/", consent="on", silence="on").text
    assert choices(letter) == (True, 7)
    assert actions.questions.reasons_against_publishing(question) == []

    actions.questions.publish(question)
    page = at(ann).text
    assert "choice_consent" not in page
    assert "It was published on" in page
    assert "can’t be changed any more" in at(ann, "consent/").text
    assert choices(letter) == (True, 7)


def test_a_second_tick_alone_counts_for_nothing_and_the_page_says_so(ann, letter):
    page = at(ann, "consent/", silence="on").text
    assert "Saved: it won’t be published, because the first box isn’t ticked." in page
    letter.refresh_from_db()
    assert (letter.may_be_published, letter.silence_days) == (False, None)


def test_consent_taken_back_stops_what_is_scheduled(ann, letter):
    question = answered(letter)
    actions.questions.publish(question, timezone.now() + timedelta(days=2))
    at(ann, "consent/")
    question.refresh_from_db()
    letter.refresh_from_db()
    assert (question.state, letter.state) == ("draft", "answering")
    assert Erasure.objects.get().kind == "refused"
    assert "is writing an answer" in at(ann).text


def test_an_edited_letter_is_asked_about_anew_after_a_change_of_mind(ann, letter):
    question = answered(letter)
    actions.approvals.request(question)
    at(ann, "approve/", word="refuse")
    Letter.objects.update(approval_asked_on=timezone.localdate() - timedelta(days=90))
    at(ann, "consent/", consent="on", silence="on")
    letter.refresh_from_db()
    assert (letter.approval, letter.approval_asked_on) == ("asked", timezone.localdate())
    reasons = " ".join(actions.questions.reasons_against_publishing(question))
    assert "may answer until" in reasons


def test_silence_ticked_late_counts_from_that_day(ann, letter):
    question = answered(letter)
    actions.approvals.request(question)
    Letter.objects.update(approval_asked_on=timezone.localdate() - timedelta(days=90))
    at(ann, "consent/", consent="on", silence="on")
    reasons = " ".join(actions.questions.reasons_against_publishing(question))
    assert "may answer until" in reasons


def test_an_asker_who_did_not_consent_agrees_by_saying_so(ann, letter):
    at(ann, "consent/")
    question = answered(letter)
    actions.approvals.request(question)
    page = at(ann).text
    assert "Publish it like this" in page
    assert "With “Publish it like this” you agree: “John may publish my letter" in page
    at(ann, "approve/", word="fine")
    assert choices(letter) == (True, None)
    assert actions.questions.reasons_against_publishing(question) == []


def test_an_awaited_reply_comes_first(ann, letter):
    actions.messages.add_message(letter, "john", "A word in between.")
    actions.approvals.request(answered(letter))
    page = at(ann).text
    assert page.index("would like your approval") < page.index("A word in between.")
    assert "John hopes for your reply by" in page
    at(ann, "approve/", word="fine")
    page = at(ann).text
    assert page.index("A word in between.") < page.index("You said that you’re happy with this")


def test_the_answer_is_shown_with_the_edited_letter(ann, letter):
    question = answered(letter)
    actions.approvals.request(question)
    assert "John answers" in at(ann).text
    assert "<p>Not long.</p>" in at(ann).text
    at(ann, "approve/", word="fine")
    change_text(question, answer="Not long at all.")
    assert actions.questions.reasons_against_publishing(question) == []


def test_a_letter_that_was_shown_without_its_answer_still_opens(ann, letter):
    question = answered(letter)
    actions.approvals.request(question)
    letter.refresh_from_db()
    letter.shown = json.dumps(json.loads(letter.shown)[:4])
    letter.approval = "fine"
    letter.save()
    assert "How long do I wait?" in at(ann).text
    assert actions.questions.reasons_against_publishing(question) == []


def test_a_second_look_shows_what_was_changed_since(ann, letter):
    question = answered(letter)
    actions.approvals.request(question)
    assert "since you last saw it" not in at(ann).text
    change = {"word": "change", "text": "Not “waits”.", "token": make_form_token()}
    assert "will show you the letter again" in at(ann, "approve/", **change).text
    words = {"letter_text": "She longs for him.", "headline": "How long is long?"}
    change_text(question, **words, answer="Not *very* long.")
    actions.approvals.request(question)
    page = at(ann).text
    since = page[page.index("since you last saw it") : page.index("as it would be published")]
    assert "The headline was: How long do I wait?" in since
    assert re.search(r"<del>waits\s*</del><ins>longs\s*</ins>", since)
    assert "<del>I wait" not in since
    assert re.search(r"John’s answer</h4>\s*<p[^>]*>Not <ins>very </ins>long.", since)


@pytest.mark.parametrize("address", ["new@example.org", ""])
def test_the_address_is_changed_and_removed(ann, letter, address):
    actions.letters.change_contact(letter, "old@example.org")
    assert 'value="old@example.org"' in at(ann).text
    said = at(ann, "email/", contact=address).text
    assert ("Saved: we’ll send" if address else "Your address is deleted") in said
    letter.refresh_from_db()
    assert letter.contact == address


def test_an_address_goes_its_whole_way(ann, letter):
    actions.letters.change_contact(letter, "old@example.org")
    at(ann, "email/", contact="new@example.org")
    letter.refresh_from_db()
    actions.messages.add_message(letter, "john", "Go home.", kind="answer")
    assert outbox.send_due_mail() == 1
    (sent,) = mail.outbox
    assert sent.to == ["new@example.org"]
    assert "your address has been deleted" in sent.body  # so there is nothing to unsubscribe from
    page = at(ann).text
    assert "We’ve used your address once and deleted it." in page
    assert "new@example.org" not in page
    actions.messages.add_message(Letter.objects.get(), "john", "And stay there.")
    assert outbox.send_due_mail() == 0


def test_a_wrong_address_comes_back(ann, letter):
    page = at(ann, "email/", contact="nowhere").text
    assert 'aria-invalid="true"' in page
    assert 'href="#told_contact"' in page
    assert 'value="nowhere"' in page


def test_an_address_that_waits_in_the_outbox_is_changed_too(ann, letter):
    actions.letters.change_contact(letter, "old@example.org")
    actions.questions.publish(answered(letter), timezone.now() + timedelta(days=2))
    at(ann, "email/", contact="new@example.org")
    mail = OutgoingMail.objects.get()
    assert mail.to == "new@example.org"
    assert mail.due_at > timezone.now() + timedelta(days=1)
    at(ann, "email/", contact="")
    assert not OutgoingMail.objects.exists()


def test_the_page_says_when_the_letter_is_deleted(ann, letter, settings):
    def day_after(rule):
        kept = timedelta(days=settings.RETENTION_DAYS[rule] + 1)
        return date_format(timezone.localdate() + kept, "j F Y")

    assert f"will be deleted on {day_after('unanswered')}, unless" in at(ann).text
    actions.questions.publish(answered(letter))
    assert f"will be deleted on {day_after('published')}. What’s published" in at(ann).text
    Letter.objects.update(held_on=timezone.localdate())
    assert "will be deleted" not in at(ann).text


def test_after_a_withdrawal_the_page_says_what_is_true_then(ann, letter):
    actions.approvals.request(answered(letter))
    actions.erasure.withdraw(letter)
    page = at(ann).text
    assert "withdrawn this letter" in page
    assert "would like your approval" not in page
    assert "choice_consent" not in page
    assert "Send message" not in page
    at(ann, "approve/", word="fine")
    at(ann, "consent/", consent="on")
    assert choices(letter) == (False, None)


def test_a_refusal_after_publication_is_said(ann, letter):
    question = answered(letter)
    actions.questions.publish(question)
    actions.approvals.withdraw_question(question)
    assert "The published letter has been taken off the site." in at(ann).text


def test_too_long_a_wish_comes_back_whole(ann, letter):
    actions.approvals.request(answered(letter))
    form = {"word": "change", "text": "a" * 20_003, "token": make_form_token()}
    page = at(ann, "approve/", **form).text
    assert "3 characters too long" in page
    assert "a" * 20_003 in page
    letter.refresh_from_db()
    assert letter.approval == "asked"


def test_a_message_does_not_bring_back_an_earlier_state(letter):
    stale = Letter.objects.get()
    answered(letter)
    actions.messages.add_message(stale, "asker", "Still waiting.")
    letter.refresh_from_db()
    assert letter.state == "answering"


@pytest.mark.parametrize("action", [actions.erasure.withdraw, actions.erasure.erase])
def test_what_was_published_meanwhile_goes_too(rita, letter, action):
    stale = Letter.objects.get()
    actions.questions.publish(answered(letter))
    action(stale)
    assert rita.get("/questions/how-long-do-i-wait/").status_code == 410


def test_a_refusal_reaches_what_was_scheduled_meanwhile(letter):
    stale = Letter.objects.get()
    question = answered(letter)
    actions.questions.publish(question, timezone.now() + timedelta(days=2))
    actions.approvals.record_approval(stale, Letter.Approval.REFUSED)
    question.refresh_from_db()
    assert question.state == "draft"


@pytest.mark.parametrize("what", ["consent/", "email/", "later/", "withdraw/", "erase/", "feed/"])
def test_words_in_the_box_are_given_back_while_the_database_is_away(ann, letter, what, monkeypatch):
    def fall(*args, **kwargs):
        raise OperationalError("the disk is full")

    for place in ("letters.change_contact", "consent.change_consent", "invitations.cancel"):
        monkeypatch.setattr(f"questions.actions.{place}", fall)
    monkeypatch.setattr("questions.asking.feed.create_feed_address", fall)
    for verb in ("withdraw", "erase"):
        monkeypatch.setattr(f"questions.actions.erasure.{verb}", fall)
    Column.objects.update(invitation_weeks=10)
    Column.clear_cache()
    response = at(ann, what, text="It is worse\non Sundays.", sure="1")
    assert response.status_code == 503
    assert "It is worse\non Sundays.</textarea>" in response.text


def test_too_many_tries_give_the_words_back(ann, letter, settings):
    settings.RECEIPTS_AN_HOUR = 0
    response = at(ann, "consent/", text="It is worse on Sundays.")
    assert "We can’t find a letter" in response.text
    assert "It is worse on Sundays.</textarea>" in response.text
