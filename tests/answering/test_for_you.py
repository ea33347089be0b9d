"""The first page says what is new, each with one click to it; every page knows how much."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone

from questions import actions
from questions.answering import notices
from questions.mail.outbox import send_due_mail
from questions.models import DeskNotice, Letter, Message, OutgoingMail, WorkerHeartbeat
from tests.factories import draft_question, received_letter

INBOX = "/admin/questions/letter/"
DESK = "/admin/questions/question/"


@pytest.fixture(autouse=True)
def worker(db):
    """A worker that went round just now, so that nothing is out of order."""
    WorkerHeartbeat.record_beat("one")


def replied(text="It is better now.", letter=None):
    letter = letter or received_letter()
    return actions.messages.add_message(letter, Message.Author.ASKER, text)


def told(word, question):
    actions.approvals.request(question)
    actions.approvals.record_approval(question.letters.get(), word)
    return question


def test_each_new_thing_is_one_click_away(john):
    reply = replied("He rang on Sunday.")
    approved, changed = told("fine", draft_question("One")), told("change", draft_question("Two"))
    danger, old = received_letter("He hits me.", flags=["violence"]), received_letter("Years ago.")
    scheduled = draft_question("Three")
    actions.questions.publish(scheduled, timezone.now() + timedelta(days=2))
    page = john.get("/admin/").text
    for place in (
        f"{INBOX}{reply.letter.pk}/change/",
        f"{DESK}{approved.pk}/change/",
        f"{DESK}{changed.pk}/change/",
        f"{INBOX}{danger.pk}/change/",
        f"{INBOX}{old.pk}/change/",
        f"{DESK}{scheduled.pk}/change/",
    ):
        assert f'href="{place}"' in page, place
    for words in ("He rang on Sunday.", "approved the edited letter", "asks for a change"):
        assert words in page
    assert page.index("Read these first") < page.index("New replies") < page.index("Published next")
    assert page.index("Published next") < page.index("Waiting longest")


def test_danger_comes_before_what_needs_fixing(john):
    received_letter("He hits me.", flags=["violence"])
    WorkerHeartbeat.objects.all().delete()
    page = john.get("/admin/").text
    assert page.index("Read these first") < page.index("Needs fixing")


def badge(client, address="/admin/questions/tag/"):
    page = client.get(address).text
    return page.partition('class="badge">')[2].partition("<")[0]


def test_a_badge_on_every_page_counts_what_is_new(john):
    received_letter()
    assert badge(john) == ""
    reply = replied()
    told("fine", draft_question("One"))
    danger = received_letter("He hits me.", flags=["violence"])
    assert badge(john) == badge(john, INBOX) == badge(john, "/admin/settings/") == "3"
    john.get(f"{INBOX}{reply.letter.pk}/change/")
    assert badge(john) == "2"
    actions.inbox.shortlist([danger])
    assert badge(john) == "1"


def test_faults_are_said_and_lead_to_their_place(john):
    WorkerHeartbeat.objects.all().delete()
    OutgoingMail.objects.create(kind="news", to="a@example.org", state="dead")
    page = john.get("/admin/").text
    assert "background worker has stopped" in page
    assert "Start <code>manage.py serve</code> again, or <code>manage.py worker</code>." in page
    assert "1 email couldn’t be sent" in page
    assert "/admin/questions/outgoingmail/?state__exact=dead" in page
    assert "help lines to check" in page


def test_silence_that_counts_as_a_yes_is_said(john):
    question = draft_question("One")
    actions.approvals.request(question)
    Letter.objects.update(approval_asked_on=timezone.localdate() - timedelta(days=30))
    assert "hasn’t replied in time" not in john.get("/admin/").text  # the writer never ticked it
    Letter.objects.update(silence_days=14)
    assert "hasn’t replied in time" in john.get("/admin/").text


def test_who_may_not_read_letters_sees_none(sam):
    received_letter("He snores.")
    page = sam.get("/admin/").text
    assert "He snores." not in page
    assert badge(sam) == ""


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("/admin/", "For you"),
        (INBOX, "Inbox"),
        (DESK, "Answers"),
        (f"{DESK}calendar/", "Schedule"),
        ("/admin/questions/issue/", "Newsletter"),
        ("/admin/questions/tag/add/", "Tags"),
        ("/admin/questions/passage/", "Passages"),
        ("/admin/questions/resource/", "Help lines"),
        ("/admin/questions/column/1/change/", "Settings"),
        ("/admin/numbers/", "Settings"),
    ],
)
def test_the_present_place_is_marked(john, address, label):
    page = " ".join(john.get(address).text.split())
    assert page.count('aria-current="page"') == 1
    assert f'aria-current="page">{label}' in page


def test_intake_is_offered_the_places_that_it_may_enter(ida):
    nav = ida.get("/admin/").text.partition('class="places"')[2].partition("</nav>")[0]
    assert "Inbox" in nav
    assert not any(word in nav for word in ("Answers", "Newsletter", "Tags", "Passages"))


def test_djangos_index_is_gone(john):
    assert john.get("/admin/questions/").headers["Location"] == "/admin/settings/"
    page = john.get("/admin/").text
    for words in ("Authentication", "Recent actions", "Add</a>", "Welcome", "View site", "Log out"):
        assert words not in page
    assert john.get("/admin/questions/column/").headers["Location"].endswith("/column/1/change/")


def test_after_each_deed_the_next_letter_is_offered(john):
    first, second = received_letter("First."), received_letter("Second.")
    page = john.post(f"{INBOX}{first.pk}/decline/", follow=True).text
    assert f'<a href="{INBOX}{second.pk}/change/">Next letter</a>' in page
    page = john.post(
        f"{INBOX}{second.pk}/write/", {"text": "Hello.", "kind": "note"}, follow=True
    ).text
    assert "Next letter" not in page.partition("messagelist")[2].partition("</ul>")[0]


def notice_of(client, **form):
    return client.post("/admin/settings/email/", {"frequency": "at-once"} | form)


def mails():
    send_due_mail()
    return len(mail.outbox)


def test_staff_hear_that_there_is_something_new_and_not_what(john):
    notice_of(john, email="john@example.org")
    notices.send_due_notices()
    assert mails() == 0
    replied("He rang on Sunday.")
    notices.send_due_notices()
    notices.send_due_notices()
    assert mails() == 1
    sent = mail.outbox[0]
    assert sent.to == ["john@example.org"]
    assert not any(word in f"{sent.subject} {sent.body}" for word in ("Sunday", "John", "http"))
    assert OutgoingMail.objects.get().to == ""


def test_once_a_day_is_once_a_day(john):
    notice_of(john, email="john@example.org", frequency="daily")
    yesterday = timezone.now() - timedelta(days=1)
    for text in ("One.", "Two."):
        replied(text)
        notices.send_due_notices()
    count = mails()
    assert count <= 1
    DeskNotice.objects.update(sent_at=yesterday)
    replied("Three.")
    is_morning = timezone.localtime().time() >= notices.MORNING
    notices.send_due_notices()
    assert mails() == count + is_morning


@pytest.mark.parametrize("change", ["never", "inactive", "role"])
def test_who_does_not_want_it_or_may_not_know_hears_nothing(ida, change):
    notice_of(ida, email="ida@example.org")
    user = User.objects.get(username="intake")
    if change == "never":
        notice_of(ida, frequency="never", email="ida@example.org")
    elif change == "inactive":
        User.objects.filter(pk=user.pk).update(is_active=False)
    else:
        user.groups.clear()
    replied()
    notices.send_due_notices()
    assert mails() == 0


def test_an_address_is_needed(john):
    assert "Enter your email address." in notice_of(john).text
    assert not DeskNotice.objects.exists()


def test_an_answer_that_is_published_offers_the_next_letter(john):
    letter, question = received_letter(), draft_question("One")
    form = {"when": "now", "anyway": "on"}
    page = john.post(f"{DESK}{question.pk}/publish/", form, follow=True).text
    assert f'<a href="{INBOX}{letter.pk}/change/">Next letter</a>' in page
