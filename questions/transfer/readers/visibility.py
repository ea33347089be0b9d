"""What the metadata of a text, or of a folder, say about its being public."""

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

from questions.transfer.readers.dates import parse_moment
from questions.transfer.readers.front_matter import Values, is_true, lower_keys, text_of
from questions.transfer.readers.restrictions import DEPENDS, UNLISTED

PUBLISHED_WORDS = {"", "published", "publish", "public"}
NO_WORDS = {"false", "no", "off", "0", "never"}
PRIVATE_KEYS = ("private", "protected", "members_only", "encrypted")
UNLISTED_KEYS = ("hidden", "unlisted", "eleventyexcludefromcollections")
PUBLISH_KEYS = ("publishdate", "publish_date", "pubdate", "published", "date")
EXPIRY_KEYS = ("expirydate", "expiry_date", "unpublishdate")
BUILD_KEYS = ("build", "_build")
KEYS = {
    *("draft", "status", "visibility", "permalink", "password", "headless", "eleventycomputed"),
    *(*PRIVATE_KEYS, *UNLISTED_KEYS, *EXPIRY_KEYS, *BUILD_KEYS),
    *(key for key in PUBLISH_KEYS if key != "date"),
}
CONDITION = re.compile(r"\{%|\{\{.*(?:\bif\b|\?|\bfalse\b|draft)", re.S)
LOCKED_BODY = re.compile(
    r"\{\{[<%]\s*(?:hugo-?)?(?:encrypt|encryptor|locked|password|private|protected|secret)\b", re.I
)
DRAFT = "It was a draft."
NO_PAGE = "It had no page of its own."


def hiding_reason(values: Values, status: str = "") -> str:
    """Say why a text is not public, from its metadata; `status` is what it has if it names none."""
    is_unpublished = text_of(values, "published").lower() in NO_WORDS
    if is_true(values, "draft") or is_unpublished:
        return DRAFT
    if any(not is_public_word(text_of(values, key)) for key in ("status", "visibility")):
        return "It was not published."
    if not (text_of(values, "status", "visibility") or is_public_word(status)):
        return "It was not published."
    if text_of(values, "password"):
        return "It was locked with a password."
    if any(is_true(values, key) for key in PRIVATE_KEYS):
        return "It was private."
    return NO_PAGE if has_no_page(values) else ""


def is_public_word(status: str) -> bool:
    """Whether a status says that everybody could read a text."""
    return status.lower() in PUBLISHED_WORDS


def has_no_page(values: Values) -> bool:
    """Whether a text was never a page: Eleventy's `permalink: false`, Hugo's build options."""
    is_unrendered = build_word(values, "render") in {*NO_WORDS, "link"}
    is_false = text_of(values, "permalink").lower() in NO_WORDS
    return is_unrendered or is_false or is_true(values, "headless")


def build_word(values: Values, name: str) -> str:
    """Return one of Hugo's build options; nothing if it is not set."""
    found = (lower_keys(values[key]) for key in BUILD_KEYS if isinstance(values.get(key), dict))
    return next((text_of(build, name).lower() for build in found), "")


def time_reason(values: Values, zone: tzinfo, now: datetime, names: Values) -> str:
    """Say that a text is not public yet, or not any more.

    Args:
        values: its metadata.
        zone: of dates that name none.
        now: the present moment.
        names: further names of such dates, by Hugo's own.
    """

    def moments(keys: Iterable[str]) -> list[datetime]:
        found = (parse_moment(text_of(values, key), zone) for key in keys)
        return [moment for moment in found if moment]

    if any(moment <= now for moment in moments([*EXPIRY_KEYS, *names.get("expirydate", [])])):
        return "It was public until a day that is past."
    to_come = moments([*PUBLISH_KEYS, *names.get("publishdate", [])])
    return "Its date is still to come." if any(moment > now for moment in to_come) else ""


def is_hidden(values: Values) -> bool:
    """Whether metadata keep a text from everybody, or from a site's lists."""
    return bool(hiding_reason(values) or unlisted_doubt(values))


def unlisted_doubt(values: Values) -> str:
    """Say that a text had a page to which no list of the site led; "" if one did."""
    is_unlisted = any(is_true(values, key) for key in UNLISTED_KEYS)
    return UNLISTED if is_unlisted or build_word(values, "list") in NO_WORDS else ""


def computed_doubt(values: Values, file: str) -> str:
    """Say that a template decides whether a text is public; "" if none does.

    Args:
        values: metadata.
        file: where they are.
    """
    computed = values.get("eleventycomputed") or {}
    is_computed = isinstance(computed, str) or bool(KEYS & set(lower_keys(computed)))
    if is_computed or CONDITION.search(text_of(values, "permalink")):
        return f"{DEPENDS}: {file} works it out while the site is made."
    return ""
