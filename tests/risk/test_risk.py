"""Which letters speak of danger, and which sentence says so."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions import risk, sentence_vectors
from questions.risk import classifier, phrases, samples

pytestmark = pytest.mark.pure
FIXTURE = tomllib.loads(Path(__file__).with_name("risk.toml").read_text(encoding="utf-8"))
LONG = 20_000
PIECES = [
    "a",
    "i am ",
    "he hit ",
    "i ",
    "kill ",
    "want to ",
    "im 15 weeks ",
    "\n",
    ". ",
    "'",
    "1a ",
]

ORDINARY = [
    "We've been married for nine years. I can't live without him, and he barely looks up from his "
    "phone. Last night he killed the mood again by ringing his mother. What should I do?",
    "My wife died in spring. I keep laying two places, and my daughter says I should move on.",
    "She's dying to meet you, he said, and I died of embarrassment when she asked who I was.",
    "When I was fourteen my father read my letters, and today I can't bear my husband's questions.",
]
LETTER = """My husband bought a share in a racehorse without telling me. It's a quarter of a \
leg, he says, and it was less than the new sofa. I only found out because the \
horse sent a Christmas card.

I'm not against fun. We've been married for twenty-four years, the boys have \
left, and we'd agreed that what's over goes into the roof. I teach reception, I \
count every pencil. He goes to the yard on Saturdays and comes back smelling of \
hay, and I can't remember when he last looked so well. That's nearly the worst \
of it.

When I shouted he went and sat in the car. My sister says I should be glad it \
isn't a woman. I lie awake and do sums. I feel that I'm the only grown-up in the \
house, and I'm sick of it, and I don't want to be the one who makes him sell \
her. She's called Second Helping. What do I do?"""
VEILED = [
    (
        "I've paid everybody back and found a home for the cat. After Sunday it'll be quiet.",
        "self-harm",
    ),
    (
        "My ex is under my window again, smoking, until I put out the light.",
        "violence",
    ),
    ("A man from my game wants to pick me up after school and says not to tell Mum.", "minor"),
]

needs_model = pytest.mark.skipif(not classifier.is_available(), reason="no sentence vectors here")


@pytest.fixture
def without_model(monkeypatch):
    monkeypatch.setattr(sentence_vectors, "is_available", lambda: False)


def missed(rows, find=risk.find_risk_flags):
    return [row["text"] for row in rows if row["flag"] not in find(row["text"])]


def raised(sentences):
    return [text for text in sentences if risk.find_risk_flags(text)]


@needs_model
def test_models_that_had_not_seen_a_sentence_mostly_judged_it_rightly():
    header = classifier.load_model().header
    assert header["raise_recall"] >= 0.75  # at the precision that training asks for, 0.85
    assert header["show_precision"] >= 0.70  # where nine in ten sentences of danger are heard


@needs_model
@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_unhappy_letter_is_not_raised(text):
    assert risk.find_risk_flags(text) == []


@needs_model
def test_a_whole_ordinary_letter_is_not_raised_and_shows_nothing():
    assert risk.hear_danger(LETTER) == []


@needs_model
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Last night he held me down and said that he'd kill me if I told anyone.", "violence"),
        (
            "I've saved up tablets and decided that I won't be here at Easter.",
            "self-harm",
        ),
        ("My stepdad hits me with his belt. I'm 13.", "minor"),
    ],
)
def test_danger_within_a_whole_letter_raises_it_and_is_named(said, kind):
    paragraphs = LETTER.split("\n\n")
    heard = risk.hear_danger("\n\n".join([paragraphs[0], f"{paragraphs[1]} {said}", paragraphs[2]]))
    raised = [line for line in heard if line.is_raised]
    assert kind in risk.kinds_of(raised)
    assert all(line.sentence in said for line in raised)


@needs_model
def test_models_that_had_not_seen_an_ordinary_letter_seldom_raised_it():
    header = classifier.load_model().header
    assert header["letters_raised"] <= 0.15  # a stranger's are raised a third as often
    assert header["letters_shown"] <= 0.35
    assert header["letters_heard"] >= 0.45  # of dangerous sentences inside such letters
    assert header["letters_helped"] >= 0.60


@needs_model
def test_the_more_is_said_the_surer_a_sentence_must_sound():
    alone, among = risk.find_limits(1), risk.find_limits(16)
    assert among.raises > alone.raises
    assert among.shows > alone.shows
    assert among.raises > among.shows


def test_there_are_whole_ordinary_letters_and_each_stays_together():
    letters = samples.read_letters()
    assert len(letters) >= 150
    folds = {(one.letter, one.fold_number) for one in samples.read_samples() if one.letter}
    assert len(folds) == len(letters)


@needs_model
@pytest.mark.parametrize(("text", "kind"), VEILED)
def test_danger_that_no_phrase_names_is_heard(text, kind):
    assert kind in risk.kinds_of(risk.hear_danger(text))


@pytest.mark.slow
@needs_model
def test_what_was_learnt_earlier_is_kept():
    assert len(missed(FIXTURE["danger"])) <= 3, missed(FIXTURE["danger"])
    assert len(missed(FIXTURE["later"])) <= 5, missed(FIXTURE["later"])
    assert len(raised(FIXTURE["harmless"])) <= 5, raised(FIXTURE["harmless"])
    assert len(raised(FIXTURE["later_harmless"])) <= 8, raised(FIXTURE["later_harmless"])


def test_phrases_alone_hear_danger_where_there_are_no_vectors(without_model):
    assert len(missed(FIXTURE["danger"])) <= 3
    assert [line.source for line in risk.hear_danger("I want to kill myself.")] == ["phrase"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("He threatened me.", "violence"),
        ("I can't go on.", "self-harm"),
        ("I can't go on like this.", "self-harm"),
        ("Everyone at home says that they would all be better off without me.", "self-harm"),
    ],
)
def test_a_phrase_may_end_with_its_sentence(text, kind):
    assert kind in phrases.find_phrases(text)


def test_there_are_enough_sentences_and_half_are_harmless():
    found = samples.read_samples()
    languages = [sample.source[:2] for sample in found]
    assert languages.count("en") >= 2000
    assert all(languages.count(language) >= 200 for language in ("de", "fr", "es", "ar"))
    found = [sample for sample in found if not sample.letter]
    assert 0.4 <= sum(not sample.kinds for sample in found) / len(found) <= 0.65
    assert set().union(*(sample.kinds for sample in found)) == set(phrases.KINDS)


@needs_model
def test_the_model_was_trained_on_the_sentences_in_the_repository():
    assert classifier.load_model().header["sha256"] == samples.hash_samples()


@needs_model
def test_the_model_solves_what_training_asks_for():
    from questions.risk import training

    model, found = classifier.load_model(), samples.read_samples()
    some = list(range(0, len(found), 97))
    texts, vectors = [found[row].text for row in some], model.vectors[some] * classifier.STEP
    assert abs(classifier.embed_texts(texts) - vectors).max() < 0.01
    scores = classifier.score_vectors(vectors, model) + classifier.score_pieces(texts, model)
    wanted = training.label_samples(found)[some]
    assert abs(scores + training.PENALTY * model.weights[some] - wanted).max() < 0.02


@needs_model
def test_training_twice_gives_the_same_bytes():
    from questions.risk import training

    some = samples.read_samples()[::40]
    once, again = training.solve_model(some), training.solve_model(some)
    assert all((one == other).all() for one, other in zip(once, again, strict=True))


@needs_model
def test_danger_spread_over_a_letter_names_its_sentences():
    text = "Dear John,\nwe met in May.\nI'm 15. My stepdad hit me. I want to die."
    heard = [line for line in risk.hear_danger(text) if line.is_raised]
    assert risk.kinds_of(heard) == ["self-harm", "violence", "minor"]
    assert "I want to die." in {line.sentence for line in heard}


def test_a_line_of_what_was_heard_keeps_the_letter_to_itself():
    (line, *_) = risk.hear_danger("I want to kill myself.")
    assert "kill" not in repr(line)


@pytest.mark.parametrize(
    "text",
    [
        "Not knowing what she thinks is killing me.",
        "It took my husband a year to say goodbye to the old caravan.",
        "Mein Vater schlägt mich jedes Mal beim Skat.",
        "Mi hermano nos pegó una buena paliza al dominó.",
    ],
)
def test_a_way_of_speaking_is_no_phrase_of_danger(text):
    assert phrases.find_phrases(text) == []


@pytest.mark.parametrize(
    "text",
    ["I want to KILL myself", "i want to k!ll mys3lf", "I don’t want to  wake up", "su1cide"],
)
def test_case_marks_and_disguises_do_not_matter(text):
    assert phrases.find_phrases(text) == ["self-harm"]


def test_many_texts_are_heard_quickly_by_their_phrases():
    text = "We met in May.\nHe threatened me with a knife.\nWe have a dog."
    assert risk.find_risk_flags_quickly(text) == ["violence"]
    assert risk.find_risk_flags_quickly("We met in May. We have a dog.") == []


def test_a_word_within_a_word_is_not_heard():
    assert phrases.find_phrases("The grapes were skilled and the therapist was diehard.") == []


def test_nothing_is_heard_in_nothing():
    assert risk.hear_danger("") == risk.hear_danger(" \n ") == []


def test_every_phrase_has_a_guard_that_lets_it_through():
    for kind in phrases.KINDS:
        for term in phrases.TERMS[kind]:
            letters = phrases.first_letters(phrases.spell_out(term))
            assert all(len(letter) == 1 for letter in letters)


@pytest.mark.parametrize("piece", PIECES)
def test_twenty_thousand_hostile_characters_are_read(piece):
    assert isinstance(risk.find_risk_flags((piece * LONG)[:LONG]), list)


@settings(max_examples=50, deadline=4000)
@given(st.text(max_size=1000))
def test_whatever_is_written_only_known_kinds_come(text):
    assert {line.kind for line in risk.hear_danger(text)} <= set(risk.KINDS)


def test_no_odd_character_hides_a_danger():
    assert "self-harm" in phrases.find_phrases("I want to k\u00adill my\u200bself")
    assert "self-harm" in phrases.find_phrases("I want\u00a0to\u2009di\ufeffe")


@needs_model
@pytest.mark.parametrize("text", ["Everyone would be better off without me around.", VEILED[1][0]])
def test_what_is_not_seen_changes_no_score(text):
    plain = classifier.score_sentences([text])
    for spelled in (
        text.replace("ou", "o\u00adu").replace("er", "e\u200br"),
        text.replace(" ", "\u00a0"),
        "".join(chr(ord(sign) + 0xFEE0) if sign.isalpha() else sign for sign in text),
    ):
        assert classifier.score_sentences([spelled]) == pytest.approx(plain)
