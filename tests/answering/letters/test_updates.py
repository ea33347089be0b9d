"""Ann writes again, and John publishes what happened next."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from questions import actions, retention
from questions.asking.forms import make_form_token
from questions.models import Column, Erasure, Letter, Message, OutgoingMail, Question
from tests.factories import change_text, received_letter, saved_tag, text_of

RECEIPT = "7KQ2-M9XA-4T6P-0000-1111-ABCD-EFGH"
NEWS = "He came home on Sunday."


@pytest.fixture
def letter(db):
    """A letter whose answer is public."""
    return public_letter()


def public_letter():
    letter = actions.letters.receive(
        text="I wait for him.", sign_off="Awake", receipt=RECEIPT, consented=True
    )
    question = actions.letters.start_answer(letter)
    tags = (saved_tag("Trust").pk,)
    change_text(question, headline="How long?", letter_text="She waits.", answer="Soon.", tags=tags)
    actions.questions.publish(question)
    return Letter.objects.get(pk=letter.pk)


def at(client, what="", **facts):
    return client.post(f"/reply/{what}", {"receipt": RECEIPT} | facts)


def write(ann, text=NEWS, **ticks):
    at(ann, "write/", text=text, token=make_form_token(), **ticks)
    return Message.objects.get()


def published_update(ann, john, letter):
    """The update, published, by the desk's own buttons."""
    message = write(ann, publish="on")
    john.post(f"/admin/questions/letter/{letter.pk}/message/{message.pk}/update/")
    question = Question.objects.latest("pk")
    change_text(question, headline="What came of it", answer="Good.")
    actions.questions.publish(question)
    return Question.objects.get(pk=question.pk)


def test_the_tick_is_offered_once_the_letter_is_public_and_off(ann, letter):
    page = at(ann)
    assert "as what happened next" in page.text
    assert not page.context["form"]["publish"].value()
    assert write(ann).consent_version is None
    actions.questions.unpublish(letter.question)
    assert "as what happened next" not in at(ann).text


def test_a_tick_that_was_not_offered_counts_for_nothing(ann, db):
    actions.letters.receive(text="I wait for him.", receipt=RECEIPT)
    assert write(ann, publish="on").consent_version is None


def test_the_update_arrives_beside_its_letter_and_is_published(ann, john, rita, letter):
    message = write(ann, publish="on")
    page = john.get(f"/admin/questions/letter/{letter.pk}/change/").text
    assert NEWS in page
    assert "Turn it into an update" in page
    address = f"/admin/questions/letter/{letter.pk}/message/{message.pk}/update/"
    response = john.post(address)
    draft = Question.objects.latest("pk")
    assert response["Location"].endswith(f"/question/{draft.pk}/change/")
    text = text_of(draft)
    assert (text.letter_text, text.sign_off, text.update_of) == (NEWS, "Awake", letter.question_id)
    assert text.tags == tuple(letter.question.tags.values_list("pk", flat=True))
    john.post(address)
    assert Question.objects.latest("pk") == draft
    assert (
        "Open the update made from it"
        in john.get(f"/admin/questions/letter/{letter.pk}/change/").text
    )
    change_text(draft, headline="What came of it", answer="Good.")
    actions.questions.publish(draft)
    assert "What came of it" in rita.get("/questions/how-long/").text
    assert "How long?" in rita.get("/questions/what-came-of-it/").text
    assert "What came of it" in rita.get("/updates/").text
    assert "/questions/what-came-of-it/" in at(ann).text


def test_without_the_tick_nothing_is_published(ann, john, letter):
    message = write(ann)
    page = john.get(f"/admin/questions/letter/{letter.pk}/change/").text
    assert "Turn it into an update" not in page
    john.post(f"/admin/questions/letter/{letter.pk}/message/{message.pk}/update/")
    with pytest.raises(actions.updates.NotPublishable):
        actions.updates.start_update(message)
    assert Question.objects.count() == 1


def test_an_update_to_a_letter_without_consent_is_refused(ann, letter):
    message = write(ann, publish="on")
    Letter.objects.update(consent_version=None, consented_on=None)
    with pytest.raises(actions.updates.NotPublishable):
        actions.updates.start_update(message)


def test_an_update_to_what_is_not_public_is_refused(ann, john, letter):
    message = write(ann, publish="on")
    actions.questions.unpublish(letter.question)
    with pytest.raises(actions.updates.NotPublishable):
        actions.updates.start_update(Message.objects.get(pk=message.pk))


@pytest.mark.parametrize("way", ["withdraw", "erase", "refuse"])
def test_the_update_goes_with_its_letter(ann, john, rita, letter, way):
    published_update(ann, john, letter)
    if way == "refuse":
        actions.approvals.record_approval(letter, Letter.Approval.REFUSED)
    else:
        at(ann, f"{way}/", sure="1")
    assert rita.get("/questions/what-came-of-it/").status_code == 410
    assert "What came of it" not in rita.get("/updates/").text
    assert Letter.objects.exists() == (way != "erase")


def test_an_original_that_is_forgotten_takes_the_updates_original_along(ann, john, rita, letter):
    published_update(ann, john, letter)
    actions.erasure.delete_expired(Letter.objects.get(pk=letter.pk))
    assert not Letter.objects.exists()
    assert rita.get("/questions/what-came-of-it/").status_code == 200


def test_a_letter_stays_while_its_update_is_being_written(ann, john, letter):
    message = write(ann, publish="on")
    actions.updates.start_update(message)
    Letter.objects.filter(pk=letter.pk).update(active_on=timezone.localdate() - timedelta(days=100))
    assert not retention.expired_originals().exists()
    change_text(Question.objects.latest("pk"), headline="What came of it", answer="Good.")
    actions.questions.publish(Question.objects.latest("pk"))
    assert retention.expired_originals().exists()


def test_the_writer_keeps_it_private_until_it_is_public(ann, john, letter):
    message = write(ann, publish="on")
    actions.updates.start_update(message)
    assert "Keep it private" in at(ann).text
    assert "that message won’t be published" in at(ann, "keep-private/", number=message.number).text
    draft = Question.objects.latest("pk")
    assert not draft.consented
    change_text(draft, headline="What came of it", answer="Good.")
    with pytest.raises(actions.questions.NotPublishable):
        actions.questions.publish(draft)
    assert "Keep it private" not in at(ann).text


def test_what_is_public_goes_with_the_letter_alone(ann, john, rita, letter):
    published_update(ann, john, letter)
    message = Message.objects.get()
    assert "Keep it private" not in at(ann).text
    assert "can’t be changed any more" in at(ann, "keep-private/", number=message.number).text
    assert rita.get("/questions/what-came-of-it/").status_code == 200


def make_old(letter, days=400):
    Letter.objects.filter(pk=letter.pk).update(
        active_on=timezone.localdate() - timedelta(days=days)
    )


def test_an_update_never_expires_before_the_letter_that_it_follows(ann, john, rita, letter):
    published_update(ann, john, letter)
    update = Letter.objects.get(follows=letter)
    for state in ("answered", "declined"):
        Letter.objects.filter(pk=update.pk).update(state=state)
        make_old(update)
        retention.enforce_rules()
        assert Message.objects.get().made_into == update
    at(ann, "withdraw/", sure="1")
    assert rita.get("/questions/what-came-of-it/").status_code == 410


def test_an_update_that_nobody_goes_on_with_keeps_no_letter(ann, letter):
    actions.updates.start_update(write(ann, publish="on"))
    make_old(letter)
    assert not retention.expired_originals().exists()
    make_old(Letter.objects.get(follows=letter))
    retention.enforce_rules()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("reason", ["held", "scheduled"])
def test_a_letter_stays_while_its_update_has_to(ann, letter, reason):
    draft = actions.updates.start_update(write(ann, publish="on"))
    if reason == "held":
        Letter.objects.filter(follows=letter).update(held_on=timezone.localdate(), state="declined")
    else:
        change_text(draft, headline="What came of it", answer="Good.")
        actions.questions.publish(draft, timezone.now() + timedelta(days=2))
    make_old(letter)
    assert not retention.expired_originals().exists()


@pytest.mark.parametrize("was_public", [False, True])
def test_a_restored_backup_keeps_the_message_private(ann, letter, tmp_path, settings, was_public):
    settings.DATA_DIR = tmp_path
    before = write(ann, publish="on")
    draft = actions.updates.start_update(before)
    change_text(draft, headline="What came of it", answer="Good.")
    at(ann, "keep-private/", number=before.number)
    Erasure.objects.all().delete()  # the files alone remain
    before.save()  # what a backup from before would bring back
    update = Letter.objects.get(follows=letter)
    update.consent_version, update.consented_on = 1, timezone.localdate()
    update.save()
    if was_public:
        Question.objects.filter(pk=draft.pk).update(consented=True)
        actions.questions.publish(draft)
    Message.objects.update(made_into=update)
    assert actions.erasure.replay_withdrawals() == 1
    assert Message.objects.get().consent_version is None
    update.refresh_from_db()
    assert not update.may_be_published
    assert not update.question.is_public


def test_a_restored_backup_without_the_update_keeps_the_message_private(ann, letter):
    before = write(ann, publish="on")
    at(ann, "keep-private/", number=before.number)
    before.save()
    actions.erasure.replay_withdrawals()
    assert Message.objects.get().consent_version is None


@pytest.mark.parametrize("number", ["", "x", "99", "9" * 40, "9" * 5000])
def test_a_number_of_no_message_changes_nothing(ann, letter, number):
    write(ann, publish="on")
    assert at(ann, "keep-private/", number=number).status_code == 200
    assert Message.objects.get().consent_version == 1


def test_the_edited_update_is_shown_to_its_writer(ann, john, letter):
    actions.letters.change_contact(letter, "ann@example.org")
    message = write(ann, publish="on")
    draft = actions.updates.start_update(message)
    change_text(draft, headline="What came of it", letter_text="He is home.", answer="Good.")
    actions.approvals.request(draft)
    letter.refresh_from_db()
    assert OutgoingMail.objects.get().to == "ann@example.org"
    assert letter.was_notified
    assert "used your address once" in at(ann).text
    page = at(ann)
    assert "would like your approval" in page.text
    assert page.context["edited"].text.letter_text == "He is home."
    at(ann, "approve/", word="fine")
    assert Letter.objects.get(follows=letter).approval == Letter.Approval.FINE
    letter.refresh_from_db()
    assert letter.approval == Letter.Approval.NOT_ASKED
    actions.questions.publish(draft)


def schedule_update(letter, message, days):
    """An update that is to come out, so many days from now."""
    draft = actions.updates.start_update(message)
    headline = f"After {days} days"
    change_text(draft, headline=headline, letter_text="He is home.", answer="Good.")
    actions.questions.publish(draft, timezone.now() + timedelta(days=days))
    return draft


@pytest.mark.parametrize("way", ["unpublish", "withdraw"])
def test_nobody_is_told_of_an_update_that_does_not_come_out(ann, letter, way):
    actions.letters.change_contact(letter, "ann@example.org")
    draft = schedule_update(letter, write(ann, publish="on"), 3)
    if way == "unpublish":
        actions.questions.unpublish(draft)
    else:
        at(ann, "withdraw/", sure="1")
    assert not OutgoingMail.objects.exists()
    letter.refresh_from_db()
    assert letter.contact == "ann@example.org"


def test_news_of_another_update_is_still_told(ann, letter):
    actions.letters.change_contact(letter, "ann@example.org")
    schedule_update(letter, write(ann, publish="on"), 3)
    at(ann, "write/", text="And he stayed.", token=make_form_token(), publish="on")
    actions.questions.unpublish(schedule_update(letter, Message.objects.get(number=2), 5))
    assert OutgoingMail.objects.get().to == "ann@example.org"


def test_another_address_is_told_of_a_scheduled_update(ann, letter):
    actions.letters.change_contact(letter, "ann@example.org")
    draft = schedule_update(letter, write(ann, publish="on"), 3)
    at(ann, "email/", contact="other@example.org")
    told = OutgoingMail.objects.get()
    assert (told.to, told.due_at) == (
        "other@example.org",
        Question.objects.get(pk=draft.pk).publish_at,
    )
    letter.refresh_from_db()
    assert letter.contact == ""


def test_no_update_is_published_without_the_first_letters_consent(ann, letter):
    draft = actions.updates.start_update(write(ann, publish="on"))
    change_text(draft, headline="What came of it", answer="Good.")
    Letter.objects.filter(pk=letter.pk).update(consent_version=None, consented_on=None)
    with pytest.raises(actions.questions.NotPublishable, match="has not agreed"):
        actions.questions.publish(draft)


def withdraw(letter):
    actions.erasure.withdraw(letter)


def refuse(letter):
    actions.approvals.record_approval(letter, Letter.Approval.REFUSED)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
@pytest.mark.parametrize("take_back", [withdraw, refuse])
def test_an_update_begun_while_the_letter_is_taken_back_is_refused(ann, take_back):
    Column.objects.get_or_create(pk=Column.ONLY)
    letter = public_letter()
    message = write(ann, publish="on")
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            take_back(letter)
            started = pool.submit(run_in_thread, actions.updates.start_update, message)
            with pytest.raises(TimeoutError):
                started.result(timeout=2)  # it waits for the lock
        with pytest.raises(actions.updates.NotPublishable):
            started.result(timeout=60)
    assert not Letter.objects.filter(follows=letter).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
@pytest.mark.parametrize("take_back", [withdraw, refuse])
def test_a_letter_taken_back_while_an_update_is_begun_takes_it_along(ann, take_back):
    Column.objects.get_or_create(pk=Column.ONLY)
    letter = public_letter()
    message = write(ann, publish="on")
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            draft = actions.updates.start_update(message)
            done = pool.submit(run_in_thread, take_back, letter)
            with pytest.raises(TimeoutError):
                done.result(timeout=2)  # it waits for the lock
        done.result(timeout=60)
    draft.refresh_from_db()
    assert not draft.consented
    assert not Letter.objects.get(follows=letter).may_be_published


def run_in_thread(act, row):
    try:
        return act(row)
    finally:
        connection.close()


def test_a_letter_of_somebody_else_is_untouched(ann, john, letter):
    other = received_letter("Another one.")
    published_update(ann, john, letter)
    at(ann, "withdraw/", sure="1")
    other.refresh_from_db()
    assert other.state == Letter.State.NEW
