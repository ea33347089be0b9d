"""From a text to what the index of words holds, the same for letters and for queries."""

import re
import sqlite3
import threading
import unicodedata
from functools import lru_cache

from django.conf import settings

from questions.text.normalisation import INVISIBLE

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
INNER_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
# Scripts that are written without spaces, or with endings joined to the word: pairs of characters.
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
ARABIC = re.compile(r"[\u0600-\u06ff]+")
ARABIC_MARKS = re.compile(r"[\u0640\u064b-\u065f\u0670]")
ARABIC_LETTERS = str.maketrans("أإآٱىةؤئ", "اااايهوي")
ARABIC_ARTICLE = re.compile(r"^(?:[وفبكل]?ال|لل)(?=..)")
DROPPED = dict.fromkeys(map(ord, INVISIBLE))

STOP_WORDS = frozenset(
    """
    a about after again all also always am an and another any anyone anything are as at away back be
    because been before being both but by came can cant could did didnt do does doesnt doing dont
    down each even ever every everyone everything feel for from get gets getting give go goes going
    got had has have havent having he her here hers him his how i id if ill im in into is isnt it
    its ive just keep know let like made make makes me more most much my myself never no not nothing
    now of off on once one only or other our out over own really said say says she should so some
    somebody someone something still such take tell than that thats the their them then there these
    they thing things think this those through to too try trying two until up us very want wants was
    way we well went were what whats when where whether which while who whos why will with without
    wont would yes you your
    """.split()  # noqa: SIM905 - a list of words is read more easily as one
)


def is_english() -> bool:
    """Only English words are stemmed; in another language meaning finds what is inflected."""
    return settings.LANGUAGE_CODE.split("-")[0] == "en"


def choose_tokenizer() -> str:
    """How FTS5 takes a text apart."""
    kind = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
    return f"porter {kind}" if is_english() else kind


def prepare_text(text: str) -> str:
    """A text as the index takes it: no apostrophes in words, scripts without spaces in pairs."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(DROPPED)
        text = ARABIC.sub(lambda found: fold_arabic(found[0]), text)
        text = UNSPACED.sub(lambda found: f" {pair_characters(found[0])} ", text)
    return INNER_APOSTROPHE.sub("", POSSESSIVE.sub("", text))


def pair_characters(run: str) -> str:
    """A run of characters as overlapping pairs, which are found without knowing where words end."""
    pairs = (run[place : place + 2] for place in range(len(run) - 1))
    return " ".join(pairs) if len(run) > 1 else run


def fold_arabic(word: str) -> str:
    """An Arabic word without vowel marks and article, its letters in one of their spellings."""
    plain = ARABIC_MARKS.sub("", word).translate(ARABIC_LETTERS)
    return ARABIC_ARTICLE.sub("", plain)


def split_words(text: str) -> list[str]:
    """The words of a text in small letters, in their order, as the index takes them."""
    return [found[0].lower() for found in WORD.finditer(prepare_text(text))]


def is_stop_word(word: str) -> bool:
    """Whether a word says nothing by itself."""
    return is_english() and (word in STOP_WORDS or len(word) == 1)


class Stemmer:
    """FTS5's own idea of words: what it files each of them under."""

    def __init__(self, tokenizer: str) -> None:
        self.using = threading.Lock()
        self.database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        quoted = tokenizer.replace("'", "''")
        self.database.execute(
            f"CREATE VIRTUAL TABLE words USING fts5(word, content='', tokenize='{quoted}')"
        )
        self.database.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(words, 'instance')")

    def stem_words(self, words: list[str]) -> dict[str, str]:
        """The term of each word; a word that makes several is left out."""
        with self.using:
            self.database.execute("BEGIN")  # else FTS5 writes a piece of its index for each word
            self.database.execute("INSERT INTO words (words) VALUES ('delete-all')")
            self.database.executemany(
                "INSERT INTO words (rowid, word) VALUES (?, ?)", enumerate(words)
            )
            found = self.database.execute("SELECT doc, term FROM terms").fetchall()
            self.database.execute("COMMIT")
        terms: dict[str, list[str]] = {}
        for place, term in found:
            terms.setdefault(words[place], []).append(term)
        return {word: each[0] for word, each in terms.items() if len(each) == 1}


@lru_cache(maxsize=2)
def get_stemmer(tokenizer: str) -> Stemmer:
    """A stemmer, which is made once for each way to take a text apart."""
    return Stemmer(tokenizer)


def stem_words(words: list[str]) -> dict[str, str]:
    """The term under which the index files each word; what has none or several is left out."""
    return get_stemmer(choose_tokenizer()).stem_words(list(dict.fromkeys(words)))
