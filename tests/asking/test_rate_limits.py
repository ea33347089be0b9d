"""Limits, spam, and when letters are taken."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from questions import rate_limits
from questions.asking import availability
from questions.asking.forms import make_form_token
from questions.models import Column, Letter, RateLimit
from tests.factories import received_letter


def send(client, text="How do I tell him?", **facts):
    return client.post("/ask/", {"text": text, "token": make_form_token()} | facts)


def test_over_the_limit_nothing_is_lost(ann, settings):
    settings.LETTERS_AN_HOUR = 2
    for _ in range(2):
        assert send(ann).status_code == 200
    response = send(ann, "One too many.")

    assert response.status_code == 429
    assert "One too many." in response.text
    assert re.search(r"in (4[5-9]|5\d|60) minutes", response.text)
    assert "116 123" in response.text
    assert 2700 <= int(response["Retry-After"]) <= 3600
    assert Letter.objects.count() == 2


def test_a_form_sent_again_does_not_count(ann, settings):
    settings.LETTERS_AN_HOUR = 1
    form = {"text": "Once.", "token": make_form_token()}
    assert [ann.post("/ask/", form).status_code for _ in range(4)] == [200] * 4


def test_the_whole_site_has_a_limit_too(ann, settings):
    settings.LETTERS_AN_HOUR_FROM_ALL = 1
    assert send(ann, REMOTE_ADDR="x").status_code == 200
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert send(other).status_code == 429


@pytest.mark.slow
def test_forged_addresses_meet_the_limit_all_the_same(ann, settings):
    settings.LETTERS_AN_HOUR = 3
    settings.TRUSTED_PROXY_HOPS = 1
    statuses = [
        Client(headers={"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.9"})
        .post("/ask/", {"text": "x", "token": make_form_token()})
        .status_code
        for number in range(50)
    ]
    assert statuses.count(200) == 3


@pytest.mark.parametrize(
    ("hops", "header", "client"),
    [
        (0, "203.0.113.1", "127.0.0.1"),
        (1, "203.0.113.1, 198.51.100.9", "198.51.100.9"),
        (2, "203.0.113.1, 198.51.100.9", "203.0.113.1"),
        (3, "203.0.113.1, 198.51.100.9", "127.0.0.1"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (1, "198.51.100.8:4711", "198.51.100.8"),
        (1, "[2001:db8:1:2:3::4]:4711", "2001:db8:1:2::/64"),
        (1, "[2001:db8:1:2:3::4]", "2001:db8:1:2::/64"),
        (1, "::ffff:198.51.100.20", "198.51.100.20"),
        (1, "[::ffff:198.51.100.20]:80", "198.51.100.20"),
        (1, '"198.51.100.8"', "198.51.100.8"),
        (1, "64:ff9b::198.51.100.20", "198.51.100.20"),
        (1, "64:ff9b:1::198.51.100.20", "64:ff9b:1::c633:6414"),
        (1, "64:ff9b:1:c633:64:1400::", "64:ff9b:1:c633:64:1400::"),  # the prefix is 48 bits long
        (1, "64:ff9b:1:ff:c6:3364:1400:0", "64:ff9b:1:ff:c6:3364:1400:0"),  # 64 bits
        (1, "::ffff:0:198.51.100.20", "198.51.100.20"),
        (1, 'for="[2001:db8:1:2:3::4]:4711"', "2001:db8:1:2::/64"),
        (1, "fe80::1%eth0", "fe80::/64"),
    ],
)
def test_the_client_is_counted_from_the_right(settings, hops, header, client):
    settings.TRUSTED_PROXY_HOPS = hops
    request = RequestFactory().get("/", headers={"X-Forwarded-For": header})
    assert rate_limits.client_network(request) == client


@pytest.mark.parametrize(
    ("hops", "header", "client"),
    [
        (1, "for=198.51.100.9;proto=https", "198.51.100.9"),
        (1, 'for=203.0.113.1, For="[2001:db8:1:2:3::4]:4711"', "2001:db8:1:2::/64"),
        (1, 'for="x, for="[2001:db8:1:2:3::4]"', "2001:db8:1:2::/64"),
        (1, 'for=", for="[2001:db8:1:2:3::4]"', "2001:db8:1:2::/64"),
        (1, 'for=198.51.100.9;host="x;for=203.0.113.1"', "198.51.100.9"),
        (1, "for=198.51.100.9;for=203.0.113.1", "198.51.100.9"),
        (2, "for=198.51.100.9, for=203.0.113.1", "198.51.100.9"),
        (0, "for=198.51.100.9", "127.0.0.1"),
    ],
)
def test_a_proxy_may_write_the_standard_header(settings, hops, header, client):
    settings.TRUSTED_PROXY_HOPS = hops
    request = RequestFactory().get("/", headers={"Forwarded": header})
    assert rate_limits.client_network(request) == client


def test_where_the_proxy_writes_the_standard_header_no_other_is_believed(settings):
    settings.TRUSTED_PROXY_HOPS = 1
    settings.TRUSTED_PROXY_FORWARDED = True
    forged = {"X-Forwarded-For": "203.0.113.1"}  # or X_Forwarded_For, which is the same to WSGI
    request = RequestFactory().get("/", headers=forged | {"Forwarded": "for=198.51.100.9"})
    assert rate_limits.client_network(request) == "198.51.100.9"
    request = RequestFactory().get("/", headers=forged)
    assert rate_limits.client_network(request) == "127.0.0.1"


def test_what_is_no_address_is_nobody_else_and_is_said_once(settings, caplog):
    settings.TRUSTED_PROXY_HOPS = 1
    rate_limits.warn_of_odd_address.cache_clear()
    claims = ["nonsense", "_hidden", "unknown", "198.51.100.300"]
    requests = [RequestFactory().get("/", headers={"X-Forwarded-For": one}) for one in claims]
    assert len({rate_limits.client_network(request) for request in requests}) == 4
    assert len(caplog.records) == 1
    assert not any(claim in caplog.text for claim in claims)


@pytest.mark.parametrize("value", ["unknown", '"unknown"', "203.0.113.1,", ",", "-"])
def test_what_says_nothing_is_never_the_whole_world(settings, value):
    settings.TRUSTED_PROXY_HOPS = 1
    request = RequestFactory().get("/", headers={"X-Forwarded-For": value})
    assert rate_limits.client_network(request) != rate_limits.client_network(request)


def test_nor_is_a_proxy_that_names_nobody(settings):
    settings.TRUSTED_PROXY_HOPS = 1
    nameless = RequestFactory().get("/", headers={"Forwarded": "for=198.51.100.9, proto=https"})
    assert "198.51.100.9" not in rate_limits.client_network(nameless)
    by_socket = RequestFactory().get("/", REMOTE_ADDR="")
    assert rate_limits.client_network(by_socket) != rate_limits.client_network(by_socket)


def test_a_stretch_ends(db):
    assert rate_limits.hit("x", "somebody", 1) is None
    assert rate_limits.hit("x", "somebody", 1) > timedelta(minutes=44)
    for moment in (timezone.now(), timezone.now() + timedelta(hours=3)):  # a clock was ahead
        RateLimit.objects.update(ends_at=moment)
        assert rate_limits.hit("x", "somebody", 1) is None
        assert rate_limits.hit("x", "somebody", 1) > timedelta(minutes=44)


def test_the_row_of_a_limit_tells_no_second(db, monkeypatch):
    moments = [datetime(2026, 3, 1, 14, 3, 7, 89, UTC), datetime(2026, 3, 1, 14, 14, 59, 7, UTC)]
    for moment in moments:
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        RateLimit.objects.all().delete()
        assert rate_limits.hit("letter", "somebody", 5) is None
        assert RateLimit.objects.get().ends_at == datetime(2026, 3, 1, 15, 0, tzinfo=UTC)
    over = datetime(2026, 3, 1, 15, 1, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: over)
    assert rate_limits.hit("letter", "somebody", 5) is None  # the row is there already
    assert RateLimit.objects.get().ends_at == datetime(2026, 3, 1, 16, 0, tzinfo=UTC)


def test_nothing_of_an_address_is_kept_and_old_rows_go(db):
    rate_limits.hit("letter", "192.0.2.7", 5)
    assert "192.0.2.7" not in str(list(RateLimit.objects.values_list()))
    for hours, gone in ((-1, 1), (25, 1), (1, 0)):
        rate_limits.hit("letter", "192.0.2.7", 5)
        RateLimit.objects.update(ends_at=timezone.now() + timedelta(hours=hours))
        assert rate_limits.delete_expired() == gone


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_let_through_no_more_than_the_limit():
    results = at_once(20, lambda: rate_limits.hit("letter", "somebody", 5))
    assert sum(result is None for result in results) == 5


@pytest.mark.django_db(transaction=True)
def test_five_identical_forms_at_once_make_one_letter():
    form = {"text": "Only once.", "token": make_form_token()}
    pages = at_once(5, lambda: Client().post("/ask/", form).text)

    receipts = {re.search(r'class="receipt"[^>]*>\s*([0-9A-Z-]+)', page)[1] for page in pages}
    assert len(pages) == 5
    assert len(receipts) == 1
    assert Letter.objects.count() == 1


def at_once(number, act):
    """Do the same from many threads that start together; each ends its own connection."""
    gate, results = threading.Barrier(number), []

    def run():
        gate.wait()
        try:
            results.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="a full disk is made with a PRAGMA")
def test_on_a_full_disk_the_letter_is_given_back_and_reading_goes_on():
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that earlier tests left free would take the letter
        cursor.execute("PRAGMA max_page_count = 1")
        response = send(Client(), "Fourteen pages of it. " * 500)
        cursor.execute("PRAGMA max_page_count = 1073741823")

    assert response.status_code == 503
    assert "We couldn’t save your letter" in response.text
    assert "Fourteen pages of it." in response.text
    assert Client().get("/").status_code == 200
    assert not Letter.objects.exists()


def test_a_filled_trap_is_kept_as_spam_and_looks_like_success(ann):
    response = send(ann, website="http://buy.example")
    assert "Your letter has arrived" in response.text
    assert Letter.objects.get().state == "spam"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("He left me.", "new"),
        ("I read https://example.org and it did not help.", "spam"),
        ("Buy http://a.example and http://b.example", "spam"),
    ],
)
def test_links_in_a_form_sent_at_once_look_like_spam(ann, text, state):
    send(ann, text)
    assert Letter.objects.get().state == state


def test_spam_is_found_and_put_back_by_john(ann, john):
    send(ann, "Not spam at all.", website="x")
    letter = Letter.objects.get()
    assert "Not spam" in john.get("/admin/questions/letter/?state=spam").text
    assert "Not spam" not in john.get("/admin/questions/letter/").text
    john.post(f"/admin/questions/letter/{letter.pk}/take-back/")
    assert "Not spam" in john.get("/admin/questions/letter/").text


def column(**facts):
    Column.objects.update(**facts)
    return Column.objects.get()


def test_the_form_closes_itself_after_so_many_letters(db):
    assert availability.is_open(column(letters_a_week=2))
    received_letter()
    received_letter(is_spam=True)
    assert availability.is_open(column())
    received_letter()
    assert not availability.is_open(column())
    Letter.objects.update(received_on=timezone.localdate() - timedelta(days=7))
    assert availability.is_open(column())


def test_a_closed_form_opens_itself_on_its_day(db):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert not availability.is_open(column(takes_letters=False))
    assert not availability.is_open(column(closed_until=tomorrow))
    assert availability.is_open(column(closed_until=timezone.localdate()))


def test_the_odds_are_worked_out_from_the_real_queue(ann):
    assert availability.answer_odds() is None
    today = timezone.localdate()
    for number in range(12):
        letter = received_letter()
        state = "answered" if number < 4 else "declined"
        Letter.objects.filter(pk=letter.pk).update(
            state=state,
            received_on=today - timedelta(days=20),
            settled_on=today - timedelta(days=10),
        )
    assert availability.answer_odds() == availability.AnswerOdds(one_in=3, weeks=2)
    assert "one letter in 3 was answered" in ann.get("/ask/").text


def test_the_last_group_is_asked_for(ann):
    page = send(ann)
    receipt = re.search(r'class="receipt"[^>]*>\s*([0-9A-Z-]+)', page.text)[1]
    again = ann.post("/ask/noted/", {"receipt": receipt, "last": "nope"})
    assert receipt in again.text
    assert "aren’t the last four" in again.text
    assert (
        "Good" in ann.post("/ask/noted/", {"receipt": receipt, "last": receipt[-4:].lower()}).text
    )
    assert "Good" in ann.post("/ask/noted/", {"receipt": receipt, "noted": "1"}).text


def test_a_form_sent_again_with_other_words_gives_them_back(ann):
    form = {"text": "First words.", "token": make_form_token()}
    ann.post("/ask/", form)
    response = ann.post("/ask/", form | {"text": "Better words."})
    assert "weren’t added" in response.text
    assert "Better words." in response.text
    assert Letter.objects.get().text == "First words."


def test_a_page_that_was_open_for_too_long_is_made_anew(ann, monkeypatch):
    monkeypatch.setattr("questions.asking.forms.FORM_SECONDS", -1)
    response = send(ann, "Begun last month.")
    assert "This page had expired" in response.text
    assert "Begun last month." in response.text
    assert not Letter.objects.exists()
