"""What leads to somebody: e-mail, links, names used online, telephones."""

import re

import phonenumbers

from questions.pii.patterns import Spans, compile_patterns

# Domains that are no English word behind a full stop without a space ("ask him.it hurts").
TLD = (
    r"(?:com|org|net|info|biz|example|eu|co\.uk|org\.uk|ac\.uk|uk|ie|ca|edu|gov|io|app|blog|dev|shop|online|site|xyz|"
    r"de|ch|fr|es|nl|pl|pt|se|dk|fi|cz|gr|ro|hu|ru|(?:com|org|net)\.au|au|(?:co|org|net)\.nz|nz|co\.in|co\.za|com\.br|jp)"
)
WORD_TLD = r"(?:it|be|at|no|in|me|us|is|to)"
# The signs in words, also in French, Spanish, Italian, German, Polish and Portuguese.
AT_SIGN = r"(?: ?[\[({] ?(?:at|a|@|arobase|arroba|chiocciola|ät) ?[\])}] ?| (?:arobase|arroba|chiocciola|klammeraffe|małpa|ät|apenstaartje|snabel-a) )"
AT = rf"(?: ?@ ?|{AT_SIGN})"
DOT_WORD = r"(?:dot|point|punto|punkt|ponto|kropka|punt)"
SPOKEN_DOT = rf"(?: {DOT_WORD} | ?[\[({{] ?(?:{DOT_WORD}|\.) ?[\])}}] ?)"
DOT = rf"(?: ?[\[({{] ?(?:{DOT_WORD}|\.) ?[\])}}] ?| {DOT_WORD} | \. |\.)"
MARK = rf"(?:{DOT}| (?:under ?score|dash|hyphen|minus|plus|guion bajo|tiret|trattino|bindestrich|unterstrich) )"
COUNTED = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|\w{2,6}teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
find_emails = compile_patterns(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
    rf"(?<![\w.+-])[\w+-]{{1,64}}(?:{MARK}[\w+-]{{1,40}}){{0,3}}(?: {COUNTED}){{0,4}}{AT_SIGN}"
    rf"[\w-]{{2,63}}(?:{DOT}[\w-]{{2,40}}){{1,3}}(?!\w)",
    rf"(?<![\w.+-])[\w+-]{{1,64}}(?:{MARK}[\w+-]{{1,40}}){{0,3}}(?: {COUNTED}){{0,4}}{AT}"
    rf"[\w-]{{2,63}}(?:{DOT}[\w-]{{2,40}}){{0,2}}{DOT}(?:com|co|org|net|info|uk|ie|de|fr|es|it|nl|pl|pt|se|ch|au|nz|ca|eu|edu|me)\b",
    rf"(?<![\w.+-])[\w+-]{{1,64}}(?:{MARK}[\w+-]{{1,40}}){{0,3}}(?: {COUNTED}){{0,4}} at "
    rf"[\w-]{{2,63}}(?: (?:dash|hyphen) [\w-]{{2,40}})?(?:{SPOKEN_DOT}[\w-]{{2,40}}){{0,2}}{SPOKEN_DOT}(?:com|co|org|net|info|uk|ie|de|fr|es|it|nl|pl|pt|se|ch|au|nz|ca|eu|edu|me)\b",
)
find_links = compile_patterns(
    r"\bhttps?://[^\s<>\"]{3,300}",
    rf"(?<![\w.@-])(?:[\w-]{{1,63}}\.){{1,4}}{TLD}(?![\w-])(?:/[^\s<>\"]{{0,300}})?",
    rf"(?<![\w.@-])(?:www\.[\w-]{{1,63}}|[\w-]{{1,30}}-[\w-]{{1,30}})\.{WORD_TLD}(?![\w-])(?:/[^\s<>\"]{{0,300}})?",
    rf"(?<![\w.@-])[\w-]{{2,63}}\.{WORD_TLD}/[^\s<>\"]{{1,300}}",
    r"(?<![\w.@-])(?:[\w-]{2,40}\.){1,3}[a-z]{2,6}/[\w@.-]{3,100}(?:/[^\s<>\"]{0,200})?",
    r"(?<![\w.@-])[\w-]{2,63}\.(?:bsky\.social|blogspot|wordpress|tumblr|substack|livejournal|github|wixsite|medium)(?:(?<=social)|\.[a-z]{2,10})(?![\w-])(?:/[^\s<>\"]{0,300})?",
    r"(?<![\w.@-])(?:t\.me|wa\.me|youtu\.be|bit\.ly|fb\.me)/[^\s<>\"]{1,100}",
)

NETWORK = (
    r"(?:insta(?:gram)?|ig|snap(?:chat)?|tik ?tok|twitter|facebook|fb|discord|telegram|reddit|kik|"
    r"whatsapp|skype|onlyfans|twitch|youtube|hinge|tinder|bluesky|threads|steam|tumblr|pinterest|strava|vinted|mumsnet|"
    r"psn|xbox|runescape|fortnite|roblox|etsy|linkedin|ebay|bumble|grindr|vk|signal|wechat|viber|depop|goodreads|ao3)"
)
CALLED = r"(?:handle|alias|nick(?:name)?|user ?name|screen ?name|profile(?: name)?|gamer ?tag|pseudonym|log ?in)"
search_named_handles = compile_patterns(
    r"(?<![\w@./])(?P<it>@(?=[\w.-]{0,30}[a-z])[\w.-]{2,30}\w)(?![\w@])",
    rf"\b{NETWORK}\b(?: (?:name|handle|account|user ?name|profile|id))? ?"
    r"(?:is|as|under|:|=|-|by|(?:she's|he's|i'm|she is|he is|i am) (?:called )?|c'est|es|ist|heißt|heet|è|é|to|jest|está como)? ?(?P<it>(?=[a-z._-]{0,30}(?:[\d_]|\.\w))[a-z][\w.-]{2,30}\w)(?!\w)",
    rf"\b{NETWORK}\b(?: (?:name|handle|account|id))? ?[:=] ?(?P<it>[a-z][\w.-]{{2,30}})",
    rf"\b{CALLED}(?: on \w{{1,20}})?(?: is| was|:|'s) (?P<it>(?!(?:not|the|a|an|my|his|her|so|just|also)\b)[\w.#-]{{3,30}}\w)",
    rf"\b{NETWORK}\b(?: (?:she's|he's|i'm|they're))? (?:as|called|under) (?P<it>(?!(?:well|usual|a|an|the|my|his|her|if|though|soon|long|far|much|i|he|she|we|they|it|of|you|your)\b)[\w.-]{{3,30}}(?: [A-Z]\b)?)",
    rf"\b{NETWORK} (?:user ?)?name(?: is|:)? (?P<it>(?!(?:and|for|in|on|but)\b)[\w.-]{{4,30}})",
    r"\b(?:gmail|hotmail|icloud|outlook|e-?mail|mail)(?: address)? ?(?:is|:|=) (?P<it>(?=\w{0,30}[\d_.]\w)[\w.-]{4,40}\w)(?![\w@])",
    r"\b(?:add me|find me|follow me|dm me)(?: on \w{1,20})?(?: as|:| at) ?(?P<it>[a-z][\w.#-]{2,30}\w)",
    r"\b(?:posts?|blogs?|tweets?|streams?|writes?) as (?P<it>(?=\w{0,30}(?:[\d_]|[a-z][A-Z]))[\w.-]{4,30})",
    r"\b(?P<it>id\d{5,12})\b",
    r"(?<![\w/])(?P<it>/?[ur]/[\w-]{3,24})\b",
    r"(?<![\w#])(?P<it>[a-z][\w.]{1,30}#\d{4})\b",
)
# Words that nobody would write but as a name of their own: under_scores, letters with digits.
search_strange_words = compile_patterns(
    r"(?<![\w@./-])(?=[\w.-]{4,40}(?![\w-]))[^\W_][\w.-]{0,30}_[\w.-]{0,30}[^\W_]",
    r"(?<![\w@./#£$€-])[a-z]{3,24}-[a-z]{2,20}\d{1,6}(?![\w-])",
    r"(?<![\w@./#£$€-])[a-z]{5,24}[\d]{1,6}[a-z\d]{0,8}(?![\w-])",
    r"(?<![\w@./#£$€-])[a-z]{2,12}\d{1,6}[a-z]{3,16}\d{0,4}(?![\w-])",
)
search_camel_case = compile_patterns(
    r"(?<![\w@./-])[A-Z][a-z]{2,14}(?:[A-Z][a-z]{1,14}){1,3}[A-Z]?\d{0,4}(?![\w-])",
    r"(?<![\w@./-])[a-z]{1,3}[A-Z][a-z]{2,20}[A-Z][A-Za-z]{0,3}\d{0,4}(?![\w-])",
    flags=0,
)
NOT_A_HANDLE = re.compile(
    r"(?:covid|windows|iphone|android|galaxy|playstation|sars|euro|level|chapter|season|episode|section|"
    r"january|february|march|april|june|july|august|september|october|november|december|room|about|under|"
    r"every|some|any|formula|fifa|day|week|year|item|part|over)-?\d+|(?:mc|mac|fitz)[a-z]+|"
    r"(?:you|face|snap|whats|insta|linked|pay|tik|only|power|mac|air|play|game|java|type|deviant|door|health|"
    r"home|master|smart|star|my|good|bed|book|black|block|git|soul|word|sound|east|west|tv|net|you|face|rewind|fan|christ|pin)"
    r"(?:tube|book|chat|app|gram|in|pal|tok|fans|point|pro|bnb|station|stop|script|art|dash|care|chef|card|wood|buzz|space|reads|room|time|air|berry|hub|cycle|press|cloud|enders|fest|mingle|terest|gov|sense)",
    re.IGNORECASE,
)


def find_handles(text: str) -> Spans:
    """Names used online, with the network's name or so strange that they can be nothing else."""
    yield from search_named_handles(text)
    for search in (search_strange_words, search_camel_case):
        for start, end in search(text):
            if not NOT_A_HANDLE.fullmatch(text[start:end]):
                yield start, end


# A number is looked at as if it were dialled in each of these countries.
REGIONS = ("GB", "IE", "US", "AU", "NZ", "DE", "FR", "ES", "IT", "NL", "PL", "PT", "SE", "CH", "IN", "ZA", "BR", "MX", "AR", "CO", "AT", "BE", "JP", "NG", "KE", "EG", "AE", "MA", "TR", "PK", "PH")  # fmt: skip
PHONE_SHAPE = re.compile(r"(?<![\w+.,/-])(?:\+|\()?\d(?:[\d().-]| /? ?|/ ?){4,22}\d(?![\w])")
# Grouped as in France, and with the area in brackets as in Brazil.
GROUPED_PHONE = re.compile(r"0\d([ .-])\d\d(?:\1\d\d){3}|\(\d{2,3}\) ?\d{4,5}[ -]\d{4}")
EXTENSION = re.compile(r",? ?(?:ext(?:ension)?|x|durchwahl|poste)\.? ?\d{1,5}\b", re.IGNORECASE)
GROUPED_DATE = re.compile(
    r"(?<![\d/])\d{1,4}([./-])\d{1,2}\1\d{2,4}|(?:19|20)\d\d ?- ?(?:19|20)\d\d"
)
SPELLED = r"(?:zero|oh?|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|hundred)"
search_spelled_phones = compile_patterns(
    rf"\b(?:plus )?{SPELLED}(?:[ ,-]{{1,2}}{SPELLED}){{5,14}}\b"
)
search_named_phones = compile_patterns(
    r"\b(?:phone|mobile|cell|number|landline|tel|telephone|dial|ring|text|call|telefon|handy|handynummer|nummer|numéro|"
    r"número|numero|móvil|cel|celular|portable|zap|bel|ruf|rufen|ringen|zadzwoń|llama|llámame|chiamami|appelez|appelle)"
    r"(?:[- ](?:me|us|number|meg|mig|mich|moi|mij))?(?: \w{1,5})?"
    r"(?: is| was| on| at| es| ist| è| é|:|\.)? (?P<it>\+?\(?\d[\d ().-]{3,18}\d)(?!\w)"
)


def find_phones(text: str) -> Spans:
    """Telephone numbers, written in digits or in words."""
    for match in PHONE_SHAPE.finditer(text):
        if is_phone_number(match[0]) or is_dialled_somewhere(match[0]):
            extension = EXTENSION.match(text, match.end())
            yield match.start(), extension.end() if extension else match.end()
    for start, end in search_named_phones(text):
        if 6 <= count_digits(text[start:end]) <= 15 and not GROUPED_DATE.search(text[start:end]):
            yield start, end
    yield from search_spelled_phones(text)


def count_digits(shape: str) -> int:
    """How many digits there are."""
    return sum(char.isdigit() for char in shape)


def is_dialled_somewhere(shape: str) -> bool:
    """Whether a number is valid in one of the countries that we know, and grouped like one."""
    if not 9 <= count_digits(shape) <= 15 or GROUPED_DATE.search(shape):
        return False
    if len({char for char in shape if char.isdigit()}) < 3:  # no country has such a number
        return False
    for region in REGIONS:
        try:
            number = phonenumbers.parse(shape, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return True
    return False


def is_phone_number(shape: str) -> bool:
    """Whether these digits, grouped like this, are a telephone number."""
    digits = re.sub(r"\D", "", shape)
    if GROUPED_PHONE.fullmatch(shape):
        return True
    if GROUPED_DATE.search(shape):
        return False
    if shape.startswith("+") or digits.startswith("00"):
        return 9 <= len(digits) <= 15
    if digits.startswith("0"):
        return 9 <= len(digits) <= 11
    if re.fullmatch(r"(?:1[ .-]?)?\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]?\d{4}", shape):
        return True
    return re.fullmatch(r"[2-9]\d\d-\d{4}|44\d{10}|1-\d{3}-\d{3}-\d{4}", shape) is not None
