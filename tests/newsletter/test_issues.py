"""What goes to whom, and when: each question once, to those who asked before it was public."""

from datetime import timedelta

import pytest
from django.core import mail as mailbox
from django.utils import timezone

from questions import actions
from questions.mail import outbox
from questions.models import Issue, OutgoingMail, Question
from questions.newsletter import issues
from tests.factories import draft_question, published_question, saved_tag
from tests.newsletter.factories import a_reader, column, issue_of, send_until, work_until

MINUTE = timedelta(minutes=1)


def after(minutes):
    return timezone.now() + minutes * MINUTE


def test_a_question_goes_after_its_grace_and_not_before():
    a_reader()
    published_question("One")
    assert send_until(after(14)) == []
    assert send_until(after(16)) == ["rita@example.org"]
    assert send_until(after(17)) == ["rita@example.org"]
    assert issue_of(Question.objects.get()).recipients == 1


def test_a_scheduled_question_goes_at_its_moment():
    a_reader()
    question = draft_question("One")
    actions.questions.publish(question, timezone.now() + timedelta(days=2))
    assert send_until(after(60)) == []
    assert issue_of(question).due_at == question.publish_at + 15 * MINUTE
    Question.objects.update(publish_at=timezone.now())
    assert send_until(after(16)) == ["rita@example.org"]


def test_another_moment_is_followed():
    question = draft_question("One")
    actions.questions.publish(question, timezone.now() + timedelta(days=2))
    work_until(timezone.now())
    actions.questions.publish(question, timezone.now() + timedelta(days=1))
    work_until(timezone.now())
    assert issue_of(question).due_at == question.publish_at + 15 * MINUTE


def test_what_is_taken_down_in_time_is_not_sent():
    a_reader()
    question = published_question("One")
    work_until(timezone.now())
    actions.questions.unpublish(question)
    assert send_until(after(16)) == []
    assert not Issue.objects.filter(name=f"pair-{question.pk}").exists()


def test_what_is_taken_down_in_the_outbox_is_not_sent():
    a_reader()
    question = published_question("One")
    work_until(timezone.now())
    work_until(after(16))
    actions.erasure.withdraw(question.letters.get())
    assert outbox.send_due_mail() == 1
    assert OutgoingMail.objects.get(kind="issue").state == "dropped"
    assert mailbox.outbox == []


def test_what_is_published_again_goes_once():
    a_reader()
    question = published_question("One")
    send_until(after(16))
    actions.questions.unpublish(question)
    actions.questions.publish(question)
    assert send_until(after(60)) == ["rita@example.org"]


def test_nobody_gets_what_was_public_before_they_confirmed():
    question = published_question("One")
    a_reader("early@example.org", since=timedelta(hours=1))
    a_reader("late@example.org", since=timedelta())
    assert send_until(after(16)) == ["early@example.org"]
    assert question.issues.count() == 1


@pytest.mark.parametrize("change", ["unpublish_at", "publish_at"])
def test_what_is_over_or_put_off_in_the_outbox_is_not_sent(change):
    a_reader()
    question = published_question("One")
    issues.queue_issue(drawn(question), timezone.now())
    moment = {"unpublish_at": timezone.now(), "publish_at": after(60)}[change]
    Question.objects.update(**{change: moment})
    outbox.send_due_mail()
    assert mailbox.outbox == []


@pytest.mark.parametrize("change", ["unpublish_at", "publish_at"])
def test_what_is_over_or_put_off_is_not_handed_over(change):
    a_reader()
    issue = drawn(published_question("One"))
    moment = {"unpublish_at": timezone.now(), "publish_at": after(60)}[change]
    Question.objects.update(**{change: moment})
    assert issues.queue_issue(issue, timezone.now()) == 0


def test_a_test_is_no_recipient():
    issue = drawn(published_question("One"))
    actions.issues.send_test(issue, "john@example.org")
    issues.queue_issue(issue, timezone.now())
    issue.refresh_from_db()
    assert (issue.state, issue.recipients) == (Issue.State.GONE, 0)


def test_topics_are_kept_to():
    work, trust = saved_tag("Work"), saved_tag("Trust")
    a_reader("all@example.org")
    a_reader("work@example.org", tags=[work])
    a_reader("both@example.org", tags=[work, trust])
    a_reader("trust@example.org", tags=[trust])
    published_question("One", tags=[work])
    assert send_until(after(16)) == ["all@example.org", "both@example.org", "work@example.org"]


def test_a_merged_topic_takes_its_readers_along():
    work, jobs = saved_tag("Work"), saved_tag("Jobs")
    a_reader(tags=[jobs])
    actions.tags.merge_tags(jobs, work)
    published_question("One", tags=[work])
    assert send_until(after(16)) == ["rita@example.org"]


@pytest.mark.parametrize("state", ["held", "skipped"])
def test_what_is_held_or_skipped_does_not_go_before_it_is_let_go(state):
    a_reader()
    issue = drawn(published_question("One"))
    act = {"held": actions.issues.hold, "skipped": actions.issues.skip}[state]
    act(issue)
    assert send_until(after(60)) == []
    actions.issues.release(issue)
    assert send_until(after(60)) == ["rita@example.org"]


def drawn(question):
    work_until(timezone.now())
    return issue_of(question)


def test_what_waits_in_the_outbox_can_be_called_back_and_nothing_comes_twice():
    a_reader("one@example.org")
    a_reader("two@example.org")
    issue = drawn(published_question("One"))
    work_until(after(16))
    outbox.send_leased_mail(outbox.lease_next_mail())
    actions.issues.hold(issue)
    assert outbox.send_due_mail() == 0
    actions.issues.release(issue)
    assert send_until(after(16)) == ["one@example.org", "two@example.org"]


def test_after_three_days_without_a_worker_nothing_is_sent_at_once():
    a_reader()
    issue = drawn(published_question("One"))
    assert send_until(after(60 * 24 * 4)) == []
    issue.refresh_from_db()
    assert issue.state == "skipped"


def test_switched_off_nothing_is_drawn_up(settings):
    a_reader()
    published_question("One")
    column(newsletter=False)
    assert send_until(after(16)) == []
    column(newsletter=True)
    settings.MAIL_IS_SET = False
    assert send_until(after(16)) == []
    assert not Issue.objects.exists()


def test_two_workers_draw_up_and_hand_over_once():
    a_reader()
    issue = drawn(published_question("One"))
    issues.queue_issue(issue, after(16))
    Issue.objects.update(state="waiting")
    issues.queue_issue(issue, after(16))
    assert OutgoingMail.objects.filter(kind="issue").count() == 1


def test_other_mail_does_not_wait_behind_an_issue():
    a_reader()
    published_question("One")
    work_until(timezone.now())
    work_until(after(16))
    actions.subscriptions.sign_up("new@example.org", "weekly")
    assert outbox.lease_next_mail().kind == "signup"


def test_the_worker_ends_in_the_middle_of_an_issue():
    a_reader("one@example.org")
    a_reader("two@example.org")
    published_question("One")
    work_until(timezone.now())
    work_until(after(16))
    stops = iter([False, True])
    assert outbox.send_due_mail(lambda: next(stops)) == 1
