"""Ann writes a letter at /ask/."""

import re

import pytest
from django.core import serializers
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import DateTimeField
from django.test import Client

from questions import actions, crypto
from questions.models import Column, Invitation, Letter, Message
from questions.text import consent
from tests.factories import received_letter

LETTER = "He counts what I spend.\n\nI have stopped buying coffee."


def token_of(response):
    return re.search(r'name="token" value="([^"]+)"', response.text)[1]


def write(client, **facts):
    """Open the form, fill it in, send it."""
    form = {"text": LETTER, "token": token_of(client.get("/ask/"))}
    return client.post("/ask/", form | facts)


def receipt_of(response):
    return re.search(r'class="receipt"[^>]*>\s*([0-9A-Z-]+)\s*<', response.text)[1]


def test_a_letter_arrives_and_its_receipt_is_shown(ann):
    response = write(ann, sign_off="Awake in the kitchen", contact="ann@example.org", consent="on")

    assert response.status_code == 200
    letter = Letter.objects.get()
    assert letter.text == LETTER
    assert letter.sign_off == "Awake in the kitchen"
    assert letter.contact == "ann@example.org"
    assert letter.consent_version == consent.CURRENT_VERSION
    assert letter.receipt_hash == crypto.hash_receipt(receipt_of(response))


def test_only_the_letter_is_needed(ann):
    assert write(ann).status_code == 200
    letter = Letter.objects.get()
    assert (letter.sign_off, letter.contact, letter.consent_version) == ("", "", None)


def test_no_time_of_day_is_kept_of_who_writes():
    """Together with a network's records it would tell who wrote."""
    fields = [field for kind in (Letter, Message, Invitation) for field in kind._meta.fields]
    assert len(fields) > 30
    assert [field for field in fields if isinstance(field, DateTimeField)] == []


def test_a_receipt_is_hard_to_guess_and_easy_to_copy():
    receipts = {crypto.make_receipt(str(number)) for number in range(100)}
    digits = {digit for receipt in receipts for digit in receipt.replace("-", "")}
    assert len(receipts) == 100
    assert len(digits) == 32, "five bits each"
    assert {len(receipt.replace("-", "")) * 5 for receipt in receipts} == {140}
    assert {len(group) for receipt in receipts for group in receipt.split("-")} == {4}


def test_a_tab_says_nothing_of_the_column(ann):
    sent = write(ann, contact="no address")
    pages = [ann.get("/ask/"), ann.get("/reply/"), sent, write(ann)]
    pages.append(ann.post("/reply/", {"receipt": receipt_of(pages[-1])}))
    titles = {re.search("<title>(.*?)</title>", page.text, re.DOTALL)[1].strip() for page in pages}
    assert titles == {"A letter"}
    assert "Leave this blank if somebody else reads your inbox" in pages[0].text


def test_the_consent_starts_unticked(ann):
    boxes = re.findall(r'<input type="checkbox"[^>]*>', ann.get("/ask/").text)
    assert len(boxes) == 3  # consent, silence, and no checks while writing
    assert "checked" not in "".join(boxes)


@pytest.mark.parametrize(
    ("ticked", "offered", "days"),
    [
        (("consent", "silence"), True, 7),
        (("consent",), True, None),
        (("silence",), True, None),
        (("consent", "silence"), False, None),
    ],
)
def test_silence_is_ticked_on_the_form(ann, ticked, offered, days):
    Column.objects.update(silence_is_consent=offered)
    cache.clear()
    assert ("don’t reply within 7 days" in ann.get("/ask/").text) is offered
    write(ann, **dict.fromkeys(ticked, "on"))
    assert Letter.objects.get().silence_days == days


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write your letter before sending it"),
        (" \n\t ", "Write your letter before sending it"),
        ("\u200b\u200d\u2060\ufeff\u00ad", "Write your letter before sending it"),
        ("\u3164\u2800", "Write your letter before sending it"),
        ("\0\x07\x1b", "Write your letter before sending it"),
        ("a" * 20_001, "1 character too long"),
        ("a" * 20_300, "300 characters too long"),
    ],
)
def test_a_letter_that_cannot_be_taken_gets_a_reason_beside_it(ann, text, words):
    response = write(ann, text=text, sign_off="Heartbroken in Leeds")

    assert response.status_code == 200
    assert re.search(rf'class="wrong"\s+id="id_text_error">[^<]*{words}', response.text)
    assert 'value="Heartbroken in Leeds"' in response.text
    assert text.strip("\0\x07\x1b") in response.text
    assert not Letter.objects.exists()


def test_a_wrong_address_loses_nothing(ann):
    response = write(ann, contact="ann@", consent="on")

    assert response.status_code == 200
    assert "He counts what I spend." in response.text
    assert 'value="ann@"' in response.text
    assert re.search(r'name="consent"[^>]* checked', response.text)


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f44d\U0001f3fd — “so?” ‘well’ … 🧑‍🤝‍🧑",
        "לא יודעת מה לעשות. שלום\u200f, עולם",
        "مرحبا، لا أعرف ماذا أفعل",
        "  two spaces first\n\n\n\nand four lines  ",
        "*not* <b>Markdown</b> &amp; `code`",
    ],
)
def test_every_script_round_trips(ann, text):
    assert write(ann, text=text).status_code == 200
    assert Letter.objects.get().text == text


def test_line_ends_of_the_wire_are_put_back(ann):
    write(ann, text="one\r\n\r\ntwo")
    assert Letter.objects.get().text == "one\n\ntwo"


def test_a_letter_of_twenty_thousand_characters_with_wire_line_ends_is_taken(ann):
    assert write(ann, text="a\r\n" * 10_000).status_code == 200


def test_ten_thousand_line_breaks_come_back(ann):
    response = write(ann, text="\n" * 10_000)
    assert response.status_code == 200
    assert "\n" * 10_000 in response.text


def test_the_same_form_sent_again_makes_one_letter_and_shows_the_same_receipt(ann):
    form = {"text": LETTER, "token": token_of(ann.get("/ask/"))}
    receipts = {receipt_of(ann.post("/ask/", form)) for _ in range(3)}

    assert len(receipts) == 1
    assert Letter.objects.count() == 1


def test_two_forms_make_two_letters(ann):
    assert receipt_of(write(ann)) != receipt_of(write(ann))
    assert Letter.objects.count() == 2


@pytest.mark.parametrize("token", ["", "made-up", "a:b:c"])
def test_a_form_without_its_name_is_mended_and_loses_nothing(ann, token):
    response = ann.post("/ask/", {"text": LETTER, "token": token})

    assert response.status_code == 200
    assert "press the button again" in response.text
    again = ann.post("/ask/", {"text": LETTER, "token": token_of(response)})
    assert again.status_code == 200
    assert Letter.objects.count() == 1


def test_a_missing_cookie_is_explained_and_the_letter_given_back(db):
    browser = Client(enforce_csrf_checks=True)
    response = browser.post("/ask/", {"text": LETTER, "token": "x"})

    assert response.status_code == 403
    assert "He counts what I spend." in response.text
    assert "allow cookies" in response.text
    assert not Letter.objects.exists()


def test_the_letter_is_escaped_where_it_is_given_back(ann):
    response = write(ann, text="</textarea><script>alert(1)</script>", contact="ann@")
    assert "<script>alert" not in response.text


def test_the_form_is_never_stored_by_a_browser(ann):
    assert "no-store" in ann.get("/ask/")["Cache-Control"]
    assert "no-store" in write(ann)["Cache-Control"]


def test_extra_fields_change_nothing(ann):
    write(ann, state="answered", consent_version="1", question="1", id="x")
    letter = Letter.objects.get()
    assert (letter.state, letter.consent_version, letter.question) == ("new", None, None)


def test_a_closed_column_gives_the_letter_back(ann, django_capture_on_commit_callbacks):
    token = token_of(ann.get("/ask/"))
    with django_capture_on_commit_callbacks(execute=True):
        actions.column.update_column(Column(takes_letters=False, closed_words="Back in *May*."))
    response = ann.post("/ask/", {"text": LETTER, "token": token})

    assert "<p>Back in <em>May</em>.</p>" in response.text
    assert "He counts what I spend." in response.text
    assert not Letter.objects.exists()


def test_without_a_database_the_letter_is_given_back(ann, monkeypatch):
    def fall(*args, **kwargs):
        raise DatabaseError

    token = token_of(ann.get("/ask/"))
    monkeypatch.setattr("questions.models.Column.get_current", fall)
    response = ann.post("/ask/", {"text": LETTER, "token": token})
    assert response.status_code == 503
    assert "He counts what I spend." in response.text
    assert "Your letter hasn’t been sent" in response.text
    assert "no-store" in response["Cache-Control"]
    assert 'name="text"' in ann.get("/ask/").text


def test_other_verbs_are_refused(ann):
    assert ann.put("/ask/").status_code == 405


def test_the_letter_is_sealed_in_the_database(ann):
    write(ann, sign_off="Heartbroken in Leeds", contact="ann@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM questions_letter")
        row = repr(cursor.fetchall())
    assert not re.search("coffee|Heartbroken|example", row)


def test_a_dump_stays_sealed(db):
    received_letter("My secret.")
    assert "secret" not in serializers.serialize(
        "json", [received_letter("A secret."), *Letter.objects.all()]
    )


def test_a_sealed_value_opens_only_in_its_own_row(db):
    one, other = received_letter("one"), received_letter("other")
    Letter.objects.filter(pk=one.pk).update(
        text=crypto.Sealed(Letter.objects.get(pk=other.pk).__dict__["text"])
    )
    with pytest.raises(crypto.Unreadable):
        _ = Letter.objects.get(pk=one.pk).text
    assert Letter.objects.get(pk=other.pk).text == "other"


@pytest.mark.parametrize("typed", ["wxyz", " W X Y Z.", "–ｗｘｙｚ", "“WXYZ”", "W\u200bXYZ"])
def test_the_last_group_is_typed_back_however_it_is_typed(ann, typed):
    sent = {"receipt": "7KQ2-M9XA-4T6P-0000-1111-ABCD-WXYZ", "last": typed}
    assert "7KQ2" not in ann.post("/ask/noted/", sent).text
    assert "7KQ2" in ann.post("/ask/noted/", sent | {"last": f"{typed}2"}).text
