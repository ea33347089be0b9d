"""Where a post is cut into letter and answer."""

import pytest

from questions.transfer.blocks import plain_text
from questions.transfer.hand_cuts import HandCut, cut_by_hand
from questions.transfer.split import split_post
from questions.transfer.verification import comparable_words

LETTER = (
    "I found the receipts in his coat and I have not said one word about them to anybody since."
)
ANSWER = "Tell him tonight. Two sentences will do."

CASES = {
    "marked lines": [
        (f"**Q:** {LETTER}\n\n**A:** {ANSWER}", 0.95),
        (f"Q: {LETTER}\n\nA: {ANSWER}", 0.95),
        (f"\\-- Question for John --\n\n{LETTER}\n\n\\-- Answer --\n\n{ANSWER}", 0.95),
        (f"**A reader writes:**\n\n{LETTER}\n\n**John answers:**\n\n{ANSWER}", 0.95),
        (f"### Question\n\n{LETTER}\n\n### Answer\n\n{ANSWER}", 0.95),
        (f"The question:\n\n{LETTER}\n\nMy reply:\n\n{ANSWER}", 0.95),
        (f"## La carta\n\n{LETTER}\n\n## Responde Mab\n\n{ANSWER}", 0.95),
        (f"**Pregunta**\n\n{LETTER}\n\n**Respuesta**\n\n{ANSWER}", 0.95),
        (f"## Der Brief\n\n{LETTER}\n\n## Mabs Antwort\n\n{ANSWER}", 0.95),
        (f"Eine Leserin schreibt:\n\n{LETTER}\n\n**Mab antwortet:** {ANSWER}", 0.95),
        (f"## La lettre\n\n{LETTER}\n\n## La réponse de Mab\n\n{ANSWER}", 0.95),
        (f"## La lettera\n\n{LETTER}\n\n## Mab risponde\n\n{ANSWER}", 0.95),
        (f"Uma leitora escreve:\n\n{LETTER}\n\nA resposta:\n\n{ANSWER}", 0.95),
        (f"## De brief\n\n{LETTER}\n\n## Mab antwoordt\n\n{ANSWER}", 0.95),
    ],
    "marked letter": [
        (f"A reader asks:\n\n> {LETTER}\n\n{ANSWER}", 0.85),
        (f"**Reader writes:** {LETTER}\n\n---\n\n{ANSWER}", 0.85),
        (f"Anna writes:\n\n{LETTER}\n\n— Cold in Kent\n\n{ANSWER}", 0.85),
    ],
    "signature repeated": [
        (f"Dear Mab,\n\n{LETTER}\n\nNobody's Bride\n\nDear Nobody’s Bride, {ANSWER}", 0.95),
        (f"Mab –\n\n{LETTER}\n\nTired, 34\n\n---\n\nDear Tired, 34:\n\n{ANSWER}", 0.95),
        (f"Hola, Mab:\n\n{LETTER}\n\nLa que sobra\n\nEstimada La que sobra:\n\n{ANSWER}", 0.95),
        (f"Dear Mab,\n\n{LETTER}\n\nSad in Bury\n\nDear Sad,\n\n{ANSWER}", 0.95),
        (f"Hallo Mab,\n\n{LETTER}\n\nMüde\n\nLiebe „Müde“,\n\n{ANSWER}", 0.95),
        (f"Bonjour Mab,\n\n{LETTER}\n\nSeule\n\nChère Seule,\n\n{ANSWER}", 0.95),
        (f"*An old one.*\n\n> Hi Mab,\n>\n> {LETTER}\n>\n> Sad\n\nDear Sad,\n\n{ANSWER}", 0.8),
    ],
    "between rules": [
        (f"From June.\n\n---\n\nDear Mab,\n\n{LETTER}\n\nTired\n\n---\n\n{ANSWER}", 0.75),
    ],
    "leading quotation": [
        (f"> {LETTER}\n>\n> {LETTER}\n\n{ANSWER}", 0.85),
        (f"> {LETTER}\n\n{ANSWER}", 0.6),
    ],
    "italics": [
        (f"*{LETTER}*\n\n---\n\n{ANSWER}", 0.8),
        (f"_{LETTER}_\n\n{ANSWER}", 0.65),
        (f"_Dear Mab, {LETTER}_\n\n{ANSWER}", 0.8),
    ],
    "salutation and signature": [
        (f"Dear Prudence,\n\n{LETTER}\n\n—Confused in Leeds\n\nDear friend, {ANSWER}", 0.85),
        (f"Dear John, {LETTER}\n\nSincerely,\n\nConfused\n\n{ANSWER}", 0.75),
        (f"Dear John, {LETTER}\n\nYours,\\\nConfused\n\n{ANSWER}", 0.75),
    ],
    "answer mark": [
        (f"{LETTER}\n\n## Answer\n\n{ANSWER}", 0.9),
        (f"{LETTER}\n\nJohn replies: {ANSWER}", 0.75),
        (f"{LETTER}\n\n**Mab responde:**\n\n{ANSWER}", 0.75),
        (f"{LETTER}\n\n**Mab répond :** {ANSWER}", 0.75),
    ],
}
FLAT = [(rule, *case) for rule, cases in CASES.items() for case in cases]


@pytest.mark.parametrize(("rule", "text", "confidence"), FLAT)
def test_a_post_is_cut_by_its_rule(rule, text, confidence):
    (part,) = split_post(text)
    assert (part.cut.rule, part.cut.confidence) == (rule, confidence)
    assert LETTER in " ".join(plain_text(part.letter).split())
    assert part.answer.endswith(ANSWER)
    assert LETTER not in part.answer


@pytest.mark.parametrize(("rule", "text", "confidence"), FLAT)
def test_no_word_is_lost_by_a_cut(rule, text, confidence):
    (part,) = split_post(text)
    after = " ".join([*part.cut.removed, part.letter, part.sign_off, part.answer])
    plain = text.translate(str.maketrans(dict.fromkeys("*_#>\\")))
    assert sorted(
        comparable_words(after.translate(str.maketrans(dict.fromkeys("*_#>\\"))))
    ) == sorted(comparable_words(plain))


@pytest.mark.parametrize(
    "text",
    [
        ANSWER,
        f"{ANSWER}\n\n{LETTER}",
        f"> Be yourself.\n\n{ANSWER}",  # a motto is no letter
        f"*Photo by Ann*\n\n{ANSWER}",
        f"Answer me this.\n\n{ANSWER}",
        f"A man writes to his wife.\n\n{ANSWER}",
        f"{LETTER}\n\nMy husband replies: no.\n\n{LETTER}",
        f"{LETTER}\n\nMein Mann antwortet: nein.\n\n{LETTER}",
        f"{LETTER}\n\nKeine Antwort.\n\n{LETTER}",
        f"{LETTER}\n\nContesta cuando quiere.\n\n{LETTER}",
        f"Dear Mab,\n\n{LETTER}\n\nHe wrote:\n\nDear Anna,\n\n{LETTER}",
        f"Dear Mab,\n\n{LETTER}\n\nAnna came back.\n\nDear Anna,\n\n{LETTER}",
        f"Hello.\n\n---\n\nDear Mab,\n\n{LETTER}\n\n---\n\n{LETTER}",
        "",
        "> only a quotation that is long enough to be a letter but has no answer below it",
    ],
)
def test_what_is_no_exchange_stays_whole(text):
    (part,) = split_post(text)
    assert (part.letter, part.answer, part.cut.confidence) == ("", text, 0)


def test_several_letters_become_several_parts():
    first = f"Three today.\n\n**Q:** First. {LETTER}\n\n**A:** One."
    text = f"{first}\n\n---\n\n**Q:** Second. {LETTER}\n\n**A:** Two."
    first, second = split_post(text)
    assert plain_text(first.letter) == f"First. {LETTER}"
    assert first.answer == "Three today.\n\nOne.\n\n---"
    assert (plain_text(second.letter), second.answer) == (f"Second. {LETTER}", "Two.")
    assert (first.cut.confidence, second.cut.confidence) == (0.75, 0.9)


def test_a_signature_is_taken_out_of_the_letter():
    (part,) = split_post(f"Q: {LETTER}\n\n— Cold in Kent\n\nA: {ANSWER}")
    assert (part.letter, part.sign_off) == (LETTER, "Cold in Kent")


@pytest.mark.parametrize(("rule", "text", "confidence"), FLAT)
def test_the_place_of_a_cut_is_known(rule, text, confidence):
    """What a person sees as proposed, and leaves as it is, gives what the rule gave."""
    (part,) = split_post(text)
    (same,) = cut_by_hand(text, HandCut(*part.cut.span))
    assert plain_text(same.letter) == plain_text(part.letter)
    assert (same.answer, same.sign_off) == (part.answer, part.sign_off)
    assert (same.cut.confidence, same.cut.span) == (1.0, part.cut.span)


def test_a_cut_by_hand_loses_no_word():
    text = f"Hello all.\n\n{LETTER}\n\n— Cold\n\n{ANSWER}\n\nThe end."
    (part,) = cut_by_hand(text, HandCut(1, 3))
    assert (part.letter, part.sign_off) == (LETTER, "Cold")
    assert part.answer == f"Hello all.\n\n{ANSWER}\n\nThe end."


@pytest.mark.parametrize("chosen", [HandCut(0, 0), HandCut(2, 2), HandCut(9, 12), HandCut(3, 1)])
def test_a_person_may_say_that_there_is_no_letter(chosen):
    (part,) = cut_by_hand(f"{LETTER}\n\n{ANSWER}", chosen)
    assert (part.letter, part.answer) == ("", f"{LETTER}\n\n{ANSWER}")
