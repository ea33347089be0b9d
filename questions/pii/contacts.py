"""What leads to somebody: e-mail, links, names used online, telephones."""

import re

from questions.pii.patterns import Spans, compile_patterns

find_emails = compile_patterns(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
    r"(?<![\w.+-])[\w.+-]{1,64} (?:at|@) [\w-]{1,63} (?:dot|\.) (?:com|co|org|net)\b",
    r"(?<![\w.+-])[\w.+-]{1,64} ?[\[(]at[\])] ?[\w-]{1,63} ?[\[(.]?(?:dot|\.)?[\])]? ?(?:com|co|org|net)\b",
)
find_links = compile_patterns(
    r"\bhttps?://[^\s<>\"]{3,300}",
    r"(?<![\w.@-])(?:[\w-]{1,63}\.){1,4}(?:com|org|net|info|co\.uk|org\.uk|uk|ie|ca|edu|gov|io|app|blog)(?![\w-])(?:/[^\s<>\"]{0,300})?",
    r"(?<![\w.@-])(?:t\.me|wa\.me|youtu\.be|bit\.ly|fb\.me)/[^\s<>\"]{1,100}",
)
NETWORK = (
    r"(?:insta(?:gram)?|ig|snap(?:chat)?|tik ?tok|twitter|facebook|fb|discord|telegram|reddit|kik|"
    r"whatsapp|skype|onlyfans|twitch|youtube|hinge|tinder|bluesky|threads)"
)
find_handles = compile_patterns(
    r"(?<![\w@./])(?P<it>@(?=\w{0,30}[a-z])[\w.]{2,30}\w)(?![\w@])",
    rf"\b{NETWORK}(?: (?:name|handle|account|user ?name|profile|id))? ?"
    r"(?:is|as|under|:|=|-|by)? ?(?P<it>(?=[a-z._]{0,30}[\d_.])[a-z][\w.]{2,30}\w)(?!\w)",
    rf"\b{NETWORK}(?: (?:name|handle|account|id))? ?[:=] ?(?P<it>[a-z][\w.]{{2,30}})",
    r"\b(?:handle|user ?name|screen ?name|gamertag)(?: on \w{1,20})?(?: is| was|:|'s) (?P<it>[\w.]{3,30}\w)",
    r"(?<![\w/])(?P<it>/?u/[\w-]{3,20})\b",
)

PHONE_SHAPE = re.compile(r"(?<![\w+])(?:\+|\()?\d[\d ().\u00a0-]{5,20}\d(?![\w])")
SPELLED = r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)"
search_spelled_phones = compile_patterns(rf"\b{SPELLED}(?:[ ,-]{{1,2}}{SPELLED}){{6,14}}\b")


def find_phones(text: str) -> Spans:
    """Numbers shaped like those that are dialled in Britain, North America or from abroad."""
    for match in PHONE_SHAPE.finditer(text):
        if is_phone_number(match[0]):
            yield match.span()
    yield from search_spelled_phones(text)


def is_phone_number(shape: str) -> bool:
    """Whether these digits, grouped like this, are a telephone number."""
    digits = re.sub(r"\D", "", shape)
    if shape.startswith("+") or digits.startswith("00"):
        return 9 <= len(digits) <= 15
    if digits.startswith("0"):
        return 9 <= len(digits) <= 11
    if re.fullmatch(r"(?:1[ .-]?)?\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]?\d{4}", shape):
        return True
    return re.fullmatch(r"[2-9]\d\d-\d{4}|44\d{10}", shape) is not None
