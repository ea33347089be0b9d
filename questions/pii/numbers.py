"""What can be counted: exact ages, exact dates."""

import re

from questions.pii.patterns import Spans, compile_patterns

TENS = r"(?:twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety)"
ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
TEENS = r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
YEARS = rf"(?:\d{{1,2}}|{TENS}(?:[ -]{ONES})?|{TEENS}|{ONES})"
PERSON = (
    r"(?:(?:my|his|her|our|the) (?:\w{2,12} )?(?:husband|wife|partner|boyfriend|girlfriend|bf|gf|fianc[eé]e?|"
    r"son|daughter|mum|mom|dad|mother|father|sister|brother|friend|ex|stepson|stepdaughter|baby|eldest|youngest))"
)
IS = rf"(?:i(?:['’]?m| am| was)|(?:he|she|who)(?:['’]?s| is| was)|{PERSON}(?:['’]s| is| was))"
NOT_AN_AGE = (
    r"(?![\w%:£$€]|[.,/]\d| ?(?:%|percent|per cent|seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?(?! old| of age)|yrs?(?! old)|"
    r"miles?|km|kilo\w*|kg|pounds?|lbs?|stone|foot|feet|ft|inches|cm|metres|times|steps?|of|in|th|nd|rd|st|out|am|pm|o['’]clock|"
    r"hundred|thousand|and a half|people|points?|person|thing)\b)"
)
find_ages = compile_patterns(
    rf"\b{IS} (?:now |just |only |exactly )?(?P<it>{YEARS}){NOT_AN_AGE}",
    rf"\b{YEARS}[ -]?(?:years?|yrs?|y)[ -]?(?:olds?|o|of age)\b",
    rf"\b(?:aged?|turn(?:ed|s|ing)?|be turning) (?:of )?(?P<it>{YEARS}){NOT_AN_AGE}",
    r"(?<![\w£$€.'’-])(?<!the )(?<!on )(?:[1-9]\d ?[fm]|[fm] ?[1-9]\d|[1-9]\d ?(?:nb|enby))(?![\w-])",
    r"\((?P<it>[1-9]\d)\)",
    r"\((?:f|m|nb|male|female|woman|man|her|him|me)[,/ ]{1,2}(?P<it>[1-9]\d)\)",
    r"\(?\b(?:i|me|him|her|husband|wife|partner|bf|gf) \((?:\w{1,8},? )?(?P<it>[1-9]\d)(?:,? \w{1,8})?\)",
)

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary|uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
FEAST = re.compile(
    r"\b(?:2[456]|31)\D{1,6}dec|\bdec\D{1,7}(?:2[456]|31)|\b1\D{1,6}jan|14\D{1,6}feb|feb\D{1,7}14|\b4\D{1,6}jul|jul\D{1,3}4",
    re.I,
)
search_written_dates = compile_patterns(
    rf"(?<![\w/.-]){DAY}(?:st|nd|rd|th)?(?: of)? {MONTH}\b\.?(?:,? ?(?:19|20)\d\d\b)?",
    rf"\b{MONTH}\.? {DAY}(?:st|nd|rd|th)?\b(?!:|%)(?:,? ?(?:19|20)\d\d\b)?",
    rf"(?<![\w/.-]){DAY}([/.-]){DAY}\1(?:19|20)?\d\d(?![\w/-])",
    r"(?<![\w/-])(?:19|20)\d\d-[01]\d-[0-3]\d(?![\w-])",
    rf"\bborn (?:on|in) (?:{MONTH} )?(?P<it>(?:19|20)\d\d)\b",
    rf"\b(?:the {DAY}(?:st|nd|rd|th) of {MONTH})\b",
)


def find_dates(text: str) -> Spans:
    """Exact dates; feasts that everybody keeps tell nothing without their year."""
    for start, end in search_written_dates(text):
        written = text[start:end]
        verb = re.search(r"\b(?:may|mar|march)\b", written) and "of" not in written
        if not (FEAST.search(written) and not re.search(r"\d{4}", written)) and not verb:
            yield start, end
