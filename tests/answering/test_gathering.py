"""Letters much alike are answered by one pair."""

from django.utils.html import escape

from questions.crypto import Sealed
from questions.models import Letter, Question
from tests.answering.test_inbox import INBOX
from tests.column import a_letter

MARLA = "My flatmate never washes the dishes. The kitchen smells and she laughs when I complain."
TOM = "The kitchen smells because my flatmate leaves the dishes for weeks. I complain, he laughs."
SUE = "My mother has moved to Spain and forgets my birthday. Should I call her in the evening?"


def page_of(client, letter):
    return client.get(f"{INBOX}{letter.pk}/change/").text


def together(client, letter, *others):
    form = {"other": [other.pk for other in others]}
    return client.post(f"{INBOX}{letter.pk}/together/", form, follow=True)


def test_letters_much_alike_are_shown_to_each_other_alone(john):
    marla, _tom, sue = a_letter(MARLA), a_letter(TOM), a_letter(SUE)
    assert escape(TOM[:60]) in page_of(john, marla)
    assert escape(SUE[:60]) not in page_of(john, marla)
    assert "much like this one" not in page_of(john, sue)


def test_one_pair_answers_those_that_are_ticked(john):
    letters = [a_letter(MARLA), a_letter(TOM), a_letter(MARLA + " Help!")]
    page = together(john, *letters)
    pair = Question.objects.get()
    assert "This pair answers 3 letters." in page.text
    assert set(pair.letters.all()) == set(letters)
    assert set(Letter.objects.values_list("state", flat=True)) == {"answering"}


def test_one_without_consent_keeps_the_pair_a_draft_and_says_so(john):
    marla, tom = a_letter(MARLA), a_letter(TOM, consented=False)
    assert "the pair can only be a draft" in page_of(john, marla)
    together(john, marla, tom)
    assert not Question.objects.get().consented


def test_if_one_cannot_be_answered_none_is(john):
    marla, tom, gone = a_letter(MARLA), a_letter(TOM), a_letter(MARLA)
    Letter.objects.filter(pk=gone.pk).update(state="declined")
    page = together(john, marla, tom, gone)
    assert "was set aside" in page.text
    assert not Question.objects.exists()
    assert set(Letter.objects.filter(question=None)) == {marla, tom, gone}


def test_nothing_ticked_starts_nothing(john):
    assert "Tick the letters" in together(john, a_letter(MARLA)).text
    assert not Question.objects.exists()


def test_what_is_answered_declined_or_lost_is_not_offered(john):
    marla, tom, lost = a_letter(MARLA), a_letter(TOM), a_letter(TOM)
    Letter.objects.filter(pk=tom.pk).update(state="declined")
    Letter.objects.filter(pk=lost.pk).update(text=Sealed("sealed-with-a-key-that-is-gone"))
    assert "much like this one" not in page_of(john, marla)
