"""Letters much alike are answered by one question."""

from django.utils.html import escape

from questions import actions, search
from questions.actions import similar_letters
from questions.crypto import Sealed
from questions.models import Letter, Question
from tests.answering.letters.test_inbox import INBOX
from tests.factories import received_letter

MARLA = "My flatmate never washes the dishes. The kitchen smells and she laughs when I complain."
TOM = "The kitchen smells because my flatmate leaves the dishes for weeks. I complain, he laughs."
SUE = "My mother has moved to Spain and forgets my birthday. Should I call her in the evening?"


def compare_all():
    while similar_letters.compare_next():
        pass


def page_of(client, letter):
    compare_all()
    return client.get(f"{INBOX}{letter.pk}/change/").text


def together(client, letter, *others):
    form = {"other": [other.pk for other in others]}
    return client.post(f"{INBOX}{letter.pk}/together/", form, follow=True)


def test_letters_much_alike_are_shown_to_each_other_alone(john):
    marla, _tom, sue = received_letter(MARLA), received_letter(TOM), received_letter(SUE)
    assert escape(TOM[:60]) in page_of(john, marla)
    assert escape(SUE[:60]) not in page_of(john, marla)
    assert "much like this one" not in page_of(john, sue)


def test_one_question_answers_those_that_are_ticked(john):
    letters = [received_letter(MARLA), received_letter(TOM), received_letter(MARLA + " Help!")]
    page = together(john, *letters)
    question = Question.objects.get()
    assert "This answer answers 3 letters." in page.text
    assert set(question.letters.all()) == set(letters)
    assert set(Letter.objects.values_list("state", flat=True)) == {"answering"}


def test_one_without_consent_keeps_the_question_a_draft_and_says_so(john):
    marla, tom = received_letter(MARLA), received_letter(TOM, consented=False)
    assert "the answer can only be a draft" in page_of(john, marla)
    together(john, marla, tom)
    assert not Question.objects.get().consented


def test_if_one_cannot_be_answered_none_is(john):
    marla, tom, gone = received_letter(MARLA), received_letter(TOM), received_letter(MARLA)
    Letter.objects.filter(pk=gone.pk).update(state="declined")
    page = together(john, marla, tom, gone)
    assert "answered or declined" in page.text
    assert not Question.objects.exists()
    assert set(Letter.objects.filter(question=None)) == {marla, tom, gone}


def test_nothing_ticked_starts_nothing(john):
    assert "Tick the letters" in together(john, received_letter(MARLA)).text
    assert not Question.objects.exists()


def test_what_is_answered_declined_or_lost_is_not_offered(john):
    marla, tom, lost = received_letter(MARLA), received_letter(TOM), received_letter(TOM)
    Letter.objects.filter(pk=tom.pk).update(state="declined")
    Letter.objects.filter(pk=lost.pk).update(text=Sealed("sealed-with-a-key-that-is-gone"))
    assert "much like this one" not in page_of(john, marla)


def test_the_inbox_says_how_many_are_alike(john):
    marla, tom, _sue = received_letter(MARLA), received_letter(TOM), received_letter(SUE)
    assert "1 similar" not in john.get(INBOX).text
    compare_all()
    assert john.get(INBOX).text.count("1 similar") == 2
    assert list(marla.alike.all()) == [tom]


def test_those_that_are_answered_or_declined_count_no_more(john):
    marla, tom = received_letter(MARLA), received_letter(TOM)
    compare_all()
    actions.inbox.decline(tom)
    assert "1 similar" not in john.get(INBOX).text
    actions.inbox.reopen([tom])
    assert "1 similar" in john.get(INBOX).text
    actions.letters.start_answer(marla)
    assert john.get(INBOX).text.count("1 similar") == 1


def test_what_is_erased_is_alike_to_nothing(db):
    marla, tom = received_letter(MARLA), received_letter(TOM)
    compare_all()
    actions.erasure.erase(tom)
    assert not marla.alike.exists()


def test_letters_are_alike_in_other_words(db):
    one = received_letter("My husband hides what he owes. I found bills from three credit cards.")
    other = received_letter("I discovered that my partner secretly has debts on several cards.")
    compare_all()
    assert list(one.alike.all()) == [other]


def test_danger_is_alike_to_its_like_alone(db):
    received_letter(MARLA), received_letter(TOM, flags=["violence"])
    hit = received_letter(MARLA, flags=["violence", "minor"])
    compare_all()
    assert [letter.flags for letter in hit.alike.all()] == [["violence"]]


def test_vectors_of_letters_are_forgotten_when_all_are_compared(db):
    marla, _tom = received_letter(MARLA), received_letter(TOM)
    assert similar_letters.compare_next()
    assert len(similar_letters.vectors) == 2
    actions.erasure.erase(marla)
    similar_letters.compare_next()
    assert marla.pk not in similar_letters.vectors
    compare_all()
    assert similar_letters.vectors == {}


def test_without_sentence_vectors_letters_wait_to_be_compared(db, monkeypatch):
    received_letter(MARLA), received_letter(TOM)
    with monkeypatch.context() as missing:
        missing.setattr(search, "has_vectors", lambda: False)
        assert not similar_letters.compare_next()
    compare_all()
    assert Letter.alike.through.objects.exists()


def test_each_letter_is_compared_once_and_spam_never(db):
    received_letter(MARLA), received_letter(TOM, is_spam=True)
    assert similar_letters.compare_next()
    assert similar_letters.compare_next()
    assert not similar_letters.compare_next()
    assert not Letter.alike.through.objects.exists()


def test_the_mark_costs_one_query_however_many_letters(john, django_assert_max_num_queries):
    for number in range(6):
        received_letter(f"{MARLA} {number}")
    compare_all()
    with django_assert_max_num_queries(26) as few:
        john.get(INBOX)
    for number in range(20):
        received_letter(f"{TOM} {number}")
    compare_all()
    with django_assert_max_num_queries(len(few)):
        john.get(INBOX)
