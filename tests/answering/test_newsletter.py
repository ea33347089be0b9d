"""John sees an issue before it goes: what, when, to how many, how it looks; never to whom."""

from datetime import timedelta

import pytest
from django.core import mail as mailbox
from django.utils import timezone

from questions import actions
from questions.mail import outbox
from questions.models import Issue, OutgoingMail
from questions.newsletter import issues
from tests.factories import draft_question, published_question
from tests.newsletter.factories import a_reader, column, issue_of, work_until

ISSUES = "/admin/questions/issue/"


@pytest.fixture(autouse=True)
def newsletter(db, settings):
    settings.MAIL_IS_SET = True
    column(newsletter=True)


def drawn(headline="One", **facts):
    question = published_question(headline, **facts)
    work_until(timezone.now())
    return issue_of(question)


def test_he_sees_what_goes_next_and_to_how_many(john):
    a_reader()
    a_reader("other@example.org", rhythm="weekly")
    drawn("How do I tell him?")
    page = john.get(ISSUES).text
    assert "How do I tell him?" in page
    assert "to 1 subscriber" in page
    assert "1 for every letter, 1 once a week." in page
    assert "example.org" not in page


def test_a_scheduled_question_is_in_the_list_before_it_is_public(john):
    a_reader()
    question = draft_question("Later")
    actions.questions.publish(question, timezone.now() + timedelta(days=2))
    work_until(timezone.now())
    page = john.get(f"{ISSUES}{issue_of(question).pk}/").text
    assert "Later" in page
    assert "to 1 subscriber" in page


def test_he_reads_it_as_text_and_as_it_looks(john):
    issue = drawn("One", letter_text="He hums & <b>sings</b>.")
    page = john.get(f"{ISSUES}{issue.pk}/")
    assert "He hums &amp; &lt;b&gt;sings&lt;/b&gt;." in page.text
    assert "no-store" in page["Cache-Control"]
    look = john.get(f"{ISSUES}{issue.pk}/look/")
    assert "mail/letter.css" in look.text
    assert "style=" not in look.text
    assert "unsafe" not in look["Content-Security-Policy"]


def test_he_sends_a_test_to_himself(john):
    issue = drawn()
    page = john.post(f"{ISSUES}{issue.pk}/try/", {"address": "john@example.org"}, follow=True)
    assert "on its way" in page.text
    outbox.send_due_mail()
    assert mailbox.outbox[0].to == ["john@example.org"]
    refused = john.post(f"{ISSUES}{issue.pk}/try/", {"address": "x\r\nBcc: y@z.org"})
    assert "valid email" in refused.text
    assert OutgoingMail.objects.count() == 1


def test_tests_have_a_limit(john, monkeypatch):
    monkeypatch.setattr("questions.answering.newsletter.TEST_MAILS_PER_HOUR", 1)
    issue = drawn()
    pages = [
        john.post(f"{ISSUES}{issue.pk}/try/", {"address": "j@example.org"}, follow=True).text
        for _ in range(2)
    ]
    assert "Those were many tests" in pages[1]
    assert OutgoingMail.objects.count() == 1


def test_hold_let_go_and_skip(john):
    a_reader()
    issue = drawn()
    for action, state in (("hold", "held"), ("release", "waiting"), ("skip", "skipped")):
        john.post(f"{ISSUES}{issue.pk}/{action}/")
        issue.refresh_from_db()
        assert issue.state == state


def test_leave_out_and_take_in_again(john):
    issue = drawn()
    question = issue.questions.get()
    john.post(f"{ISSUES}{issue.pk}/question/{question.pk}/leave-out/")
    assert not issue.chosen_questions().exists()
    assert john.get(f"{ISSUES}{issue.pk}/look/").status_code == 404
    assert "Put it back" in john.get(f"{ISSUES}{issue.pk}/").text
    john.post(f"{ISSUES}{issue.pk}/question/{question.pk}/take-in/")
    assert issue.chosen_questions().get() == question


def test_what_went_and_what_could_not_be_sent(john):
    a_reader()
    issue = drawn()
    issues.queue_issue(issue, timezone.now())
    assert "1 still to send" in john.get(ISSUES).text
    OutgoingMail.objects.filter(issue=issue).update(state="dead", fault="SMTPException")
    page = john.get(ISSUES).text
    assert "1 could not be sent" in page
    assert "1 could not be sent" in john.get(f"{ISSUES}{issue.pk}/").text


def test_an_editor_looks_and_cannot_stop_it(edith):
    issue = drawn()
    page = edith.get(f"{ISSUES}{issue.pk}/").text
    assert "Send a test" in page
    assert f"{ISSUES}{issue.pk}/hold/" not in page


def test_the_list_says_when_nothing_is_sent(john, settings):
    settings.MAIL_IS_SET = False
    assert "EMAIL_URL" in john.get(ISSUES).text
    column(newsletter=False)
    assert "switched off" in john.get(ISSUES).text


def test_publishing_says_that_it_goes_by_mail(john):
    draft = draft_question("Later")
    page = john.get(f"/admin/questions/question/{draft.pk}/publish/").text
    assert "15 minutes later it’s emailed to subscribers" in page
    column(newsletter=False)
    page = john.get(f"/admin/questions/question/{draft.pk}/publish/").text
    assert "emailed to subscribers" not in page


def test_the_desk_leads_there(john, ida):
    assert f'href="{ISSUES}"' in john.get("/admin/").text
    assert f'href="{ISSUES}"' not in ida.get("/admin/").text


@pytest.mark.parametrize("what", ["try", "hold", "skip", "release", "question/1/leave-out"])
def test_what_changes_something_is_never_a_link(john, what):
    assert john.get(f"{ISSUES}1/{what}/").status_code == 405


def test_an_issue_that_is_not_there(john):
    assert john.get(f"{ISSUES}999/").status_code == 404
    assert not Issue.objects.exists()
