"""One stem for the forms of an English word, after Porter's algorithm of 1980.

FTS5 and PostgreSQL have stemmers of their own, which differ. Ours is used for both, so that a
search finds the same questions on either. What Porter leaves out, the irregular forms, stands here
too.
"""

import re

IRREGULAR_FORMS = """
am is are was were been being: be
broke broken: break
brought: bring
bought: buy
came: come
chose chosen: choose
died dying dies: die
drank drunk: drink
drove driven: drive
ate eaten: eat
fell fallen: fall
felt: feel
fought: fight
forgot forgotten: forget
forgave forgiven: forgive
found: find
gave given: give
went gone goes: go
grew grown: grow
hid hidden: hide
kept: keep
knew known: know
laid: lay
lied lying lies liar: lie
lost: lose
met: meet
men: man
paid: pay
rang rung: ring
said: say
saw seen: see
slept: sleep
spoke spoken: speak
spent: spend
stole stolen: steal
stood: stand
swore sworn: swear
taught: teach
told: tell
thought: think
threw thrown: throw
took taken: take
understood: understand
withdrew withdrawn: withdraw
women: woman
wives: wife
husbands: husband
jealousy: jealous
wrote written: write
children kids: child
"""
SECOND = [
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("abli", "able"),
    ("alli", "al"),
    ("entli", "ent"),
    ("eli", "e"),
    ("ousli", "ous"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
]
THIRD = [
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ful", ""),
    ("ness", ""),
]
FOURTH = re.compile(
    r"(?:al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|(?<=[st])ion|ou|ism|ate|iti|ous|ive|ize)$"
)
PLAIN = re.compile(r"[a-z]{3,}")
DOUBLED = re.compile(r"([^aeioulsz])\1$")


def stem_word(word: str) -> str:
    """The stem of a folded word; what is not English letters is left as it is."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    if not PLAIN.fullmatch(word):
        return word
    word = without_y(without_ed(without_s(word)))
    word = replace_ending(replace_ending(word, SECOND), THIRD)
    return without_e(without_ending(word))


def vowel_pattern(word: str) -> str:
    """A word as v for vowels and c for consonants; a y is a vowel behind a consonant."""
    made = ""
    for letter in word:
        is_vowel = letter in "aeiou" or (letter == "y" and made.endswith("c"))
        made += "v" if is_vowel else "c"
    return made


def count_vowel_groups(word: str) -> int:
    """How many times a vowel is followed by a consonant."""
    return vowel_pattern(word).count("vc")


def is_short(word: str) -> bool:
    """Whether it ends as "hop" does, which wants its e back: hoping, hope."""
    return vowel_pattern(word).endswith("cvc") and word[-1] not in "wxy"


def without_s(word: str) -> str:
    """The plural's s."""
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def without_ed(word: str) -> str:
    """The past and the present participle."""
    if word.endswith("eed"):
        return word[:-1] if count_vowel_groups(word[:-3]) else word
    for ending in ("ed", "ing"):
        rest = word.removesuffix(ending)
        if rest != word and "v" in vowel_pattern(rest):
            return restore_ending(rest)
    return word


def restore_ending(rest: str) -> str:
    """What stood before -ed or -ing, as it is written without."""
    if rest.endswith(("at", "bl", "iz")):
        return rest + "e"
    if DOUBLED.search(rest):
        return rest[:-1]
    return rest + "e" if count_vowel_groups(rest) == 1 and is_short(rest) else rest


def without_y(word: str) -> str:
    """Happy and happi(ness) are one."""
    return word[:-1] + "i" if word.endswith("y") and "v" in vowel_pattern(word[:-1]) else word


def replace_ending(word: str, endings: list[tuple[str, str]]) -> str:
    """The first ending that fits, in its shorter form."""
    for ending, shorter in endings:
        if word.endswith(ending):
            rest = word.removesuffix(ending)
            return rest + shorter if count_vowel_groups(rest) else word
    return word


def without_ending(word: str) -> str:
    """The endings that make a noun or an adjective of a word that is long enough without."""
    match = FOURTH.search(word)
    return (
        word[: match.start()] if match and count_vowel_groups(word[: match.start()]) > 1 else word
    )


def without_e(word: str) -> str:
    """A silent e, and the second of two l."""
    if word.endswith("e"):
        rest = word[:-1]
        if count_vowel_groups(rest) > 1 or (count_vowel_groups(rest) == 1 and not is_short(rest)):
            word = rest
    return word[:-1] if word.endswith("ll") and count_vowel_groups(word) > 1 else word


def irregular_stems() -> dict[str, str]:
    """Each irregular form with the stem of the word that it belongs to."""
    lines = [line.partition(": ") for line in IRREGULAR_FORMS.strip().splitlines()]
    return {form: stem_word(word) for forms, _, word in lines for form in forms.split()}


IRREGULAR: dict[str, str] = {}
IRREGULAR.update(irregular_stems())
