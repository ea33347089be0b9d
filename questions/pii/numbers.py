"""What can be counted: exact ages, exact dates, and numbers that belong to one person."""

import re

from questions.pii.patterns import CAPITALISED, Spans, compile_patterns

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
    r"(?!-?\w|[%:£$€]|['′]\d|[.,/]\d| ?(?:%|percent|per cent|seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?(?! old| of age)|yrs?(?! old)|"
    r"miles?|km|kilo\w*|kg|pounds?|lbs?|stone|foot|feet|ft|inches|cm|metres|times|steps?|of|in|th|nd|rd|st|out|am|pm|o['’]clock|"
    r"hundred|thousand|and a half|people|points?|person|thing)\b)"
)
find_ages = compile_patterns(
    rf"\b{IS} (?:now |just |only |exactly )?(?P<it>{YEARS}½?){NOT_AN_AGE}",
    rf"\b(?:'ll|will|would) be (?P<it>{YEARS})(?= (?:next|this|in|on|soon)\b|[.,])",
    rf"\b(?:at|nearly|almost|already|barely) (?P<it>{TENS}(?:[ -]{ONES})?|[1-9]\d),? (?:i|he|she|my|one)\b(?! o'clock)",
    r"\b[fm], ?(?P<it>[1-9]\d)\b",
    rf"\b{YEARS}[ -]?(?:years?|yrs?|y)[ -]?(?:olds?|o|of age)\b",
    rf"\b(?:aged?|turn(?:ed|s|ing)?|be turning) (?:of )?(?P<it>{YEARS}){NOT_AN_AGE}",
    r"(?<![\w£$€.'’-])(?<!the )(?<!on )(?:[1-9]\d ?[fm]|[fm] ?[1-9]\d|[1-9]\d ?(?:nb|enby))(?![\w-])",
    r"\((?P<it>[1-9]\d)\)(?! ?\d)",
    r"\((?:f|m|nb|male|female|woman|man|her|him|me)[,/ ]{1,2}(?P<it>[1-9]\d)\)",
    r"\(?\b(?:i|me|him|her|husband|wife|partner|bf|gf) \((?:\w{1,8},? )?(?P<it>[1-9]\d)(?:,? \w{1,8})?\)",
)

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary|uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
FOREIGN_MONTH = (
    r"(?:januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|"
    r"novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|gennaio|"
    r"febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|januari|februari|maart|mei|augusti|augustus|december|"
    r"stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|janeiro|fevereiro|"
    r"março|maio|junho|julho|setembro|outubro|dezembro|january|april|august|september|november)"
)
ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|"
    r"fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|(?:twenty|thirty)[ -](?:first|second|third|"
    r"fourth|fifth|sixth|seventh|eighth|ninth))"
)
WEEKDAY = rf"(?:(?:{'|'.join(DAY_NAMES)}|mon|tues?|wed|thu(?:rs)?|fri|sat|sun),? (?:the )?)?"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
FEAST = re.compile(
    r"\b(?:2[456]|31)\D{1,6}dec|\bdec\D{1,7}(?:2[456]|31)|\b1\D{1,6}jan|14\D{1,6}feb|feb\D{1,7}14|\b4\D{1,6}jul|jul\D{1,3}4",
    re.I,
)
search_written_dates = compile_patterns(
    rf"(?<![\w/.-]){WEEKDAY}{DAY}(?:st|nd|rd|th)?(?: of)? {MONTH}\b\.?(?:,? ?(?:19|20)\d\d\b)?",
    rf"\b{MONTH}\.? {DAY}(?:st|nd|rd|th)?\b(?!:|%)(?:,? ?(?:19|20)\d\d\b)?",
    rf"(?<![\w/.-]){DAY}([/.-]){DAY}\1(?:19|20)?\d\d(?![\w/-])",
    rf"(?<![\w/.-]){DAY}([/.-]){MONTH}\1(?:19|20)?\d\d(?![\w/-])",
    r"(?<![\w/-])(?:19|20)\d\d-[01]\d-[0-3]\d(?![\w-])",
    r"(?<![\w/-])(?:19|20)\d\d/[01]?\d/[0-3]?\d(?![\w/-])",
    rf"(?<![\w/.-]){DAY}\.?(?:er)? (?:de |di )?{FOREIGN_MONTH}\b(?:,? (?:de |del )?(?:19|20)\d\d\b)?",
    rf"\b(?:on )?(?P<it>the {ORDINAL} (?:of )?{MONTH}\b(?:,? (?:19|20)\d\d\b)?)",
    rf"\b(?P<it>{MONTH} (?:the )?{ORDINAL})\b",
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


TAIL = rf"(?: (?:from|to|out of|desde|hacia|nach|von|de|para|vers) {CAPITALISED})?"
AIRLINE = r"(?:BA|FR|LH|AF|KL|EI|AA|DL|UA|U2|VS|EK|QF|SQ|IB|AZ|SK|TP|LX|OS|W6|EY|QR|TK|AC|AI|NZ|CX|JL|NH|LO|AY|EZY|RYR|B6|WN|6E|JQ|VA)"
WITH_DIGIT = r"(?=[A-Za-z/-]{0,8}\d)[A-Za-z\d]"
find_registrations = compile_patterns(
    # Number plates: Britain, Germany, France and Italy, Ireland, the Netherlands, India, Poland
    r"\b[A-HJ-PR-Y][A-Z]\d{2} ?[A-HJ-PR-Z]{3}\b",
    r"\b[A-Z]\d{1,3} [A-HJ-PR-Y]{3}\b",
    r"\b[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}[EH]?\b",
    r"\b[A-Z]{2}[- ]?\d{3}[- ]?[A-Z]{2}\b",
    r"\b\d{2,3}-[A-Z]{1,2}-\d{1,6}\b",
    r"\b(?:[A-Z]{2}-\d{2}-[A-Z]{2}|[A-Z]{2}-[A-Z]{3}-\d|\d-[A-Z]{3}-\d{2}|[A-Z]{2}-\d{3}-[A-Z]|\d{2}-[A-Z]{3}-\d)\b",
    r"\b[A-Z]{2}[- ]?\d{2}[- ]?[A-Z]{1,2}[- ]?\d{4}\b",
    # California, Brazil
    r"\b\d[A-Z]{3}\d{3}\b",
    r"\b[A-Z]{3}-?\d[A-J]\d{2}\b",
    r"\b(?i:plates?|registration|reg|rego|tag|kennzeichen|matr[ií]cula|rej\.?|targa|immatriculée?|tablice|kenteken|placa|wagen|auto|bil|"
    r"car|truck|van|ute|jeep|pick-?up|moto)(?: number)?[,:]?(?: [a-z]{1,10}){0,2} "
    r"(?P<it>(?=[A-Z\d -]{0,9}\d)(?=[A-Z\d -]{0,9}[A-Z])[A-Z\d]{1,5}(?:[ -][A-Z\d]{1,5}){1,3})\b",
    rf"\b(?i:plates?|registration|reg|number ?plate|tag)(?: number)?(?: is| was|:|,| reads| says| read| said)? (?P<it>{WITH_DIGIT}[\w -]{{2,8}}\w)\b",
    flags=0,
)
find_journeys = compile_patterns(
    r"\b(?i:flight|vol|vuelo|volo|flug|voo|vlucht|plane|crew on|on board)(?: number| no\.?)?(?: is| was|:)? (?P<it>[A-Z\d]{2,3} ?\d{1,4})\b",
    rf"\b{AIRLINE}\d{{3,4}}\b{TAIL}",
    rf"\b(?:BA|FR|LH|KL|EI|DL|UA|VS|QF|SQ|IB|AZ|TP|LX|W6|EY|QR|TK|CX|JL|NH|VY|SN|LO|U2) \d{{3,4}}\b{TAIL}",
    rf"\b(?:on|the|took|missed|off|onto|aboard|le|el|il|der|den) (?P<it>{AIRLINE} ?\d{{1,4}})\b",
    r"\b(?i:treno|train|tren|zug|pociąg|trein) (?P<it>[A-Z]{1,4} ?\d{2,5})\b",
    rf"\b(?i:train|treno|tren|zug|coach|sailing|booking)(?: number| reference| no\.?)(?: is| was|:)? (?P<it>{WITH_DIGIT}[\w-]{{2,12}})\b",
    r"\b(?:ICE|TGV|RE|IC|Eurostar|Thalys|AVE|Ouigo|Frecciarossa|Intercity|Amtrak|Railjet) \d{2,5}\b",
    rf"(?P<it>(?<!\d)\d{{1,2}}[:.h]\d{{2}} (?:(?:train|bus|coach|ferry|tram) )?(?:from|to|out of|de|von|nach|vers) {CAPITALISED}(?: {CAPITALISED})?)",
    flags=0,
)
find_personal_numbers = compile_patterns(
    r"\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?\b",
    r"(?<![\d-])\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,4}(?![\d-])",
    r"\b(?:\d{8}[A-Z]|[A-Z]\d{7,9}|[A-Z]\d{4}[A-Z]{2}|[XYZ]\d{7}[A-Z]|[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z])\b",
    r"\b[A-CEGHJ-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b",
    r"\b\d{1,2}:\d{2}-[a-z]{2}-\d{3,6}(?:-[A-Z]{2,4})?\b",
    r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])",
    r"(?<![\w.])-?\d{1,3}\.\d{3,8}°? ?[NS]?,? ?-?\d{1,3}\.\d{3,8}°? ?[EW]?",
    r"\b(?i:account|case|passport|army|service|dni|nie|nif|prisoner|crime|incident|warrant|shoulder|collar|policy|reference|ref|membership|student|staff|badge|employee|patient|order|po|tracking|"
    r"licen[cs]e|insurance|social security|social|nhs|pesel|aadhaar|pan|tax|id|docket|roll|reg|service|claim)"
    r"(?: number| no\.?| id| card)?(?: is| was|:|,|=| #)? (?P<it>#?(?=[A-Za-z/-]{0,8}\d)[A-Za-z\d][\w/-]{3,20}(?: \d{2,6}){0,3})\b",
    r"\b(?P<it>(?:case|docket|file|claim|reference|account|policy) (?:number|no\.?) #?(?=[A-Za-z/-]{0,8}\d)[\w/-]{3,20})\b",
    r"\b(?i:sort code|blz|bsb)(?: is|:)? (?P<it>\d{2,3}[- ]?\d{2,3}(?:[- ]?\d{2})?)\b",
    r"\bwhat3words(?: is|:)? (?P<it>[a-z]{3,15}\.[a-z]{3,15}\.[a-z]{3,15})",
    r"(?<!\w)(?P<it>///[a-z]{3,15}\.[a-z]{3,15}\.[a-z]{3,15})",
    flags=0,
)
