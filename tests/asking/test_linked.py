"""Readers write about a letter, and somebody who finds themselves in one asks for a change."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from questions import actions, crypto
from questions.asking import availability
from questions.models import (
    CacheVersion,
    Column,
    Invitation,
    Letter,
    OutgoingMail,
    PendingScrub,
    Question,
    ReaderLetter,
)
from tests.factories import draft_question, published_question, received_letter
from tests.sealing import places_of

WORDS = "I was there too.\n\nIt got better when I asked."
WRITE, REQUEST = "/write-about/one/", "/about-you/one/"


@pytest.fixture
def one(db):
    """A published letter about which readers may write."""
    Column.objects.update(readers_write=True)
    cache.clear()
    question = published_question("One")
    actions.linked_letters.invite_readers(question, is_open=True)
    return question


def send(client, address, text=WORDS, **facts):
    """Open the form, fill it in, send it."""
    token = re.search(r'name="token" value="([^"]+)"', client.get(address).text)[1]
    return client.post(address, {"text": text, "token": token} | facts)


def receipt_of(response):
    return re.search(r'class="receipt"[^>]*>\s*([0-9A-Z-]+)\s*<', response.text)[1]


def reader_letter(question, **facts):
    """What a reader wrote, with consent."""
    return received_letter(WORDS, kind="reader", about=question, **facts)


def test_readers_are_asked_only_where_column_and_letter_allow_it(rita, one):
    other = published_question("Two")
    assert f'href="{WRITE}"' in rita.get("/questions/one/").text
    assert "Have you been there?" not in rita.get("/questions/two/").text
    assert rita.get("/write-about/two/").status_code == 404
    actions.linked_letters.invite_readers(other, is_open=True)
    assert rita.get("/write-about/two/").status_code == 200
    Column.objects.update(readers_write=False)
    cache.clear()
    assert "Have you been there?" not in rita.get("/questions/one/").text
    assert rita.get(WRITE).status_code == 404
    assert WORDS.splitlines()[0] in rita.post(WRITE, {"text": WORDS}).text


def test_by_default_nobody_is_asked(rita):
    published_question("One")
    assert not Column.objects.get().readers_write
    assert "Have you been there?" not in rita.get("/questions/one/").text


@pytest.mark.parametrize(("address", "kind"), [(WRITE, "reader"), (REQUEST, "request")])
def test_it_is_a_letter_like_any_other_with_its_own_receipt(ann, one, address, kind):
    response = send(ann, address, contact="ann@example.org")
    letter = Letter.objects.get(kind=kind)
    assert letter.text == WORDS
    assert letter.about == one
    assert letter.question is None
    assert letter.contact == "ann@example.org"
    assert letter.receipt_hash == crypto.hash_receipt(receipt_of(response))
    assert "no-store" in response["Cache-Control"]
    page = ann.post("/reply/", {"receipt": receipt_of(response)}).text
    assert "Your letter has arrived." in page
    assert one.get_absolute_url() in page
    ann.post("/reply/erase/", {"receipt": receipt_of(response), "sure": "1"})
    assert not Letter.objects.filter(kind=kind).exists()


@pytest.mark.parametrize("address", [WRITE, REQUEST])
def test_sent_twice_it_is_one_letter_and_one_receipt(ann, one, address):
    token = re.search(r'name="token" value="([^"]+)"', ann.get(address).text)[1]
    first, again = (ann.post(address, {"text": WORDS, "token": token}) for _ in range(2))
    assert receipt_of(first) == receipt_of(again)
    assert Letter.objects.filter(about=one).count() == 1


@pytest.mark.parametrize("address", [WRITE, REQUEST])
def test_an_error_loses_nothing(ann, one, address, settings, monkeypatch):
    page = send(ann, address, contact="not an address").text
    assert WORDS.splitlines()[0] in page
    assert "doesn’t look like an email address" in page
    settings.LETTERS_AN_HOUR = 0
    limited = send(ann, address)
    assert limited.status_code == 429
    assert WORDS.splitlines()[0] in limited.text
    strict = Client(enforce_csrf_checks=True).post(address, {"text": WORDS})
    assert strict.status_code == 403
    assert WORDS.splitlines()[0] in strict.text
    assert not Letter.objects.filter(about=one).exists()


@pytest.mark.parametrize("address", [WRITE, REQUEST])
def test_it_is_looked_through_without_a_script_and_not_sent(ann, one, address):
    page = send(ann, address, "Ring me on 07700 900123.", look="1").text
    assert "<b>07700 900123</b>" in page.partition("<form")[2]
    assert "Ring me on 07700 900123." in page
    assert "nothing that shows who you are" in send(ann, address, look="1").text
    assert not Letter.objects.filter(about=one).exists()


@pytest.mark.parametrize("address", [WRITE, REQUEST])
def test_that_it_is_checked_while_written_is_said_and_can_be_switched_off(ann, one, address):
    page = ann.get(address).text
    assert "It’s sent to this site to be checked" in page
    assert re.search(r'<input type="checkbox"\s+name="no_checks"\s+value="1"\s*>', page)
    again = send(ann, address, text="", no_checks="on").text
    assert re.search(r'name="no_checks"\s+value="1"\s+checked', again)


def test_danger_is_heard_and_help_shown(ann, one):
    response = send(ann, WRITE, "He hits me and says that he will kill me.")
    assert "violence" in Letter.objects.get(about=one).flags
    assert "You can talk to someone now" in response.text


@pytest.mark.parametrize("address", [WRITE, REQUEST])
def test_a_refused_form_shows_help_too(ann, one, address):
    page = send(ann, address, "He says that he will kill me.", contact="nowhere").text
    assert "doesn’t look like an email address" in page
    assert 'id="help-now"' in page


def test_what_is_not_public_has_no_such_page(rita, one):
    draft = draft_question("Two", slug="two")
    assert rita.get("/about-you/two/").status_code == 404
    actions.questions.unpublish(one)
    assert rita.get(REQUEST).status_code == 404
    assert draft.slug is None


def test_the_door_is_in_the_foot_and_open_when_the_column_is_closed(rita, one):
    Column.objects.update(takes_letters=False)
    cache.clear()
    assert f'href="{REQUEST}">Is this letter about you?</a>' in rita.get("/questions/one/").text
    assert rita.get("/ask/").text.count("Closed to new letters")
    assert rita.get(REQUEST).status_code == 200


@pytest.mark.parametrize(("address", "agrees"), [(WRITE, True), (REQUEST, False)])
def test_only_a_reader_can_agree_to_anything_and_to_publication_alone(ann, one, address, agrees):
    Column.objects.update(invitation_weeks=10, silence_is_consent=True)
    cache.clear()
    send(ann, address, consent="on", silence="on", invite="on")
    letter = Letter.objects.get(about=one)
    assert bool(letter.consented_on) is agrees
    assert letter.silence_days is None
    reader_letter(one, can_invite=True)
    assert not Invitation.objects.exists()


def test_nothing_is_published_under_an_answer_that_nobody_can_see(one):
    letter = reader_letter(one)
    actions.questions.unpublish(one)
    letter.refresh_from_db()
    with pytest.raises(actions.linked_letters.NotForReaders):
        actions.linked_letters.publish_under(letter)
    assert not ReaderLetter.objects.exists()


def test_only_who_may_publish_decides_what_stands_under_an_answer(one):
    letter = reader_letter(one)
    someone = get_user_model().objects.create_user("someone", is_staff=True)
    verbs = actions.linked_letters
    for change in (
        lambda: verbs.invite_readers(one, is_open=False, by=someone),
        lambda: verbs.publish_under(letter, by=someone),
        lambda: verbs.unpublish_under(letter, by=someone),
    ):
        with pytest.raises(actions.permissions.NotAllowed):
            change()


def test_what_stood_under_an_answer_leaves_the_files_too(one):
    letter = reader_letter(one)
    actions.linked_letters.publish_under(letter)
    actions.linked_letters.unpublish_under(letter)
    assert PendingScrub.objects.filter(table=ReaderLetter._meta.db_table).exists()


def test_what_stands_under_an_answer_begins_a_new_version_of_all_pages(one):
    letter = reader_letter(one)
    names = [CacheVersion.current_key()]
    verbs = actions.linked_letters
    for change in (
        lambda: verbs.publish_under(letter),
        lambda: verbs.unpublish_under(letter),
        lambda: verbs.invite_readers(one, is_open=False),
    ):
        change()
        names.append(CacheVersion.current_key())
    assert len({*names}) == len(names)


def test_a_request_confirms_nothing_about_who_wrote(ann, one):
    one.letters.get().messages.all().delete()
    response = send(ann, REQUEST)
    private = ann.post("/reply/", {"receipt": receipt_of(response)}).text
    for page in (ann.get(REQUEST).text, response.text, private):
        assert one.letters.get().text.splitlines()[0] not in page
        assert "May be published" not in page
    assert "or whether it’s about you" in ann.get(REQUEST).text
    assert 'name="consent"' not in private
    assert not OutgoingMail.objects.exists()


def test_the_desk_sees_a_request_first_and_can_only_write_back(ann, john, ida, one):
    received_letter("An older letter.")
    Letter.objects.update(received_on=timezone.localdate() - timezone.timedelta(days=9))
    send(ann, REQUEST)
    request = Letter.objects.get(kind="request")
    inbox = john.get("/admin/questions/letter/").context["cl"].result_list
    assert inbox[0] == request
    sections = [section.name for section in john.get("/admin/").context["sections"]]
    assert sections[0] == "requests" or sections[:2] == ["faults", "requests"]
    page = john.get(f"/admin/questions/letter/{request.pk}/change/").text
    assert "asks for a change" in page
    assert "This letter mentions" not in page
    assert f"/admin/questions/letter/{request.pk}/answer/" not in page
    with pytest.raises(actions.letters.NotAnswerable):
        actions.letters.start_answer(request)
    ida.post(f"/admin/questions/letter/{request.pk}/settle/")
    request.refresh_from_db()
    assert request.state == Letter.State.ANSWERED
    assert "requests" not in [s.name for s in john.get("/admin/").context["sections"]]


def test_john_publishes_an_edited_letter_under_the_answer(john, rita, one):
    letter = reader_letter(one, sign_off="Ann", contact="ann@example.org")
    page = f"/admin/questions/letter/{letter.pk}/under/"
    assert page in john.get(f"/admin/questions/letter/{letter.pk}/change/").text
    assert "about “One”" in john.get("/admin/questions/letter/").text
    assert str(letter.pk) in john.get(f"/admin/questions/question/{one.pk}/readers/").text
    john.post(page, {"text": 'It "got" better.', "sign_off": "Been there", "_save": "1"})
    assert "better" not in rita.get("/questions/one/").text
    assert "got" in john.get(page).text
    john.post(page, {"text": 'It "got" better.', "sign_off": "Been there", "_publish": "1"})
    shown = rita.get("/questions/one/").text
    assert shown.index("Readers write") < shown.index("It “got” better.")
    assert "— Been there" in shown
    letter.refresh_from_db()
    assert (letter.text, letter.state) == (WORDS, Letter.State.ANSWERED)
    assert OutgoingMail.objects.count() == 1
    assert f'formaction="{page}unpublish/"' in john.get(page).text
    john.post(f"{page}unpublish/", {"text": "It got even better.", "sign_off": "A."})
    assert "better" not in rita.get("/questions/one/").text
    assert "It got even better." in john.get(page).text
    refused = john.post(f"{page}unpublish/", {"text": "x" * 20_001}).text
    assert "is no longer public" in refused
    assert "x" * 20_001 in refused


def test_without_consent_it_is_never_public(one):
    private = reader_letter(one, consented=False)
    request = received_letter(WORDS, kind="request", about=one)
    for letter in (private, request, received_letter(WORDS)):
        with pytest.raises(actions.linked_letters.NotForReaders):
            actions.linked_letters.publish_under(letter)
    assert not ReaderLetter.objects.exists()


@pytest.mark.parametrize("verb", ["withdraw", "erase"])
def test_its_writer_takes_it_off_the_site_at_once(rita, one, verb):
    letter = reader_letter(one)
    actions.linked_letters.publish_under(letter)
    assert "It got better" in rita.get("/questions/one/").text
    getattr(actions.erasure, verb)(letter)
    assert "It got better" not in rita.get("/questions/one/").text
    assert not ReaderLetter.objects.exists()


def test_what_retention_forgets_leaves_what_is_public(rita, one):
    letter = reader_letter(one)
    actions.linked_letters.publish_under(letter)
    actions.erasure.delete_expired(letter)
    assert not Letter.objects.filter(kind="reader").exists()
    assert "It got better" in rita.get("/questions/one/").text


def test_with_the_letter_readers_letters_go_too(rita, one):
    letter = reader_letter(one)
    actions.linked_letters.publish_under(letter)
    actions.erasure.erase(one.letters.get())
    assert not ReaderLetter.objects.exists()
    letter.refresh_from_db()
    assert letter.reader_letter is None


def test_while_the_answer_is_not_public_readers_letters_stand_sealed(rita, one):
    actions.linked_letters.publish_under(reader_letter(one, sign_off="Qsignoffcanaryq"))
    words = ("It got better when I asked", "Qsignoffcanaryq")
    assert "questions_readerletter" in places_of(*words)
    actions.questions.unpublish(one)
    assert not [place for place in places_of(*words) if "sqlite" not in place]
    actions.questions.publish(one)
    page = rita.get("/questions/one/").text
    assert "It got better when I asked" in page
    assert "Qsignoffcanaryq" in page


def test_the_database_refuses_a_readers_letter_that_is_sealed_and_open(one):
    shown = actions.linked_letters.publish_under(reader_letter(one))
    shown.kept = "[]"
    with pytest.raises(IntegrityError), transaction.atomic():
        shown.save()


def test_closing_it_to_readers_keeps_what_is_public(rita, one):
    actions.linked_letters.publish_under(reader_letter(one))
    actions.linked_letters.invite_readers(one, is_open=False)
    page = rita.get("/questions/one/").text
    assert "It got better" in page
    assert "Have you been there?" not in page


def test_the_writer_sees_where_it_is_and_cannot_untick_what_is_public(ann, one):
    response = send(ann, WRITE, consent="on")
    actions.linked_letters.publish_under(Letter.objects.get(about=one))
    page = ann.post("/reply/", {"receipt": receipt_of(response)}).text
    assert 'href="/questions/one/#readers"' in page
    assert 'name="consent"' not in page


def test_edited_words_stand_sealed_until_they_are_public(one):
    letter = reader_letter(one)
    actions.linked_letters.save_edited(letter, "qeditedcanaryq", "")
    assert not [place for place in places_of("qeditedcanaryq") if "sqlite" not in place]
    with connection.cursor() as cursor:
        cursor.execute("SELECT edited FROM questions_letter WHERE kind = 'reader'")
        assert "canary" not in cursor.fetchone()[0]


def test_neither_kind_counts_for_odds_or_for_the_weeks_limit(one):
    before = availability.letters_this_week()
    reader_letter(one)
    received_letter(WORDS, kind="request", about=one)
    assert availability.letters_this_week() == before


def test_a_letters_page_takes_three_queries(rita, one, django_assert_max_num_queries):
    rita.get("/about/")
    with django_assert_max_num_queries(3):
        rita.get("/questions/one/")


@pytest.mark.parametrize(
    ("address", "words"),
    [(WRITE, "John has read your letter."), (REQUEST, "John has dealt with your request.")],
)
def test_what_is_done_is_said_as_it_is_and_mailed_to_nobody(ann, one, address, words):
    receipt = receipt_of(send(ann, address, contact="ann@example.org"))
    actions.linked_letters.settle(Letter.objects.get(about=one))
    page = ann.post("/reply/", {"receipt": receipt}).text
    assert words in page
    assert "has answered your letter" not in page
    assert not OutgoingMail.objects.exists()


def test_what_is_public_is_escaped_and_never_markdown(rita, one):
    letter = reader_letter(one)
    actions.linked_letters.save_edited(letter, "<b>*Bold*</b>", "<i>Ann</i>")
    actions.linked_letters.publish_under(letter)
    page = rita.get("/questions/one/").text
    assert "&lt;b&gt;*Bold*&lt;/b&gt;" in page
    assert "<i>Ann" not in page
    assert Question.objects.get(pk=one.pk).is_public
