"""Where somebody lives, works or learns, in the words of a dozen countries."""

import re

from questions.pii.names import ALSO_WORDS, FIRST, KNOWN, NO_SURNAME
from questions.pii.numbers import DAY_NAMES, ONES, TEENS, TENS
from questions.pii.patterns import (
    CAPITALISED,
    TITLED,
    UPPER,
    Spans,
    compile_patterns,
    join_neighbours,
)
from questions.text.normalisation import fold_name

STREET = r"(?:street|road|rd|avenue|ave|lane|crescent|terrace|gardens|boulevard|blvd|mews|drive)"
STREET_WITH_CAPITAL = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Crescent|Court|Ct|Place|Pl|Way|Terrace|"
    r"Gardens|Grove|Square|Sq|Boulevard|Blvd|Mews|Hill|Row|Walk|Parade|Highway|Parkway|Circle|Quay|"
    r"Nagar|Marg|Chowk|Colony|Layout|Enclave|Esplanade|Rise|Green)"
)
STATE = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|"
    r"T[NX]|UT|V[AT]|W[AIVY])"
)
NOT_IN_A_STREET = frozenset(
    """
    a an the my our his her their of down up along miles mile minutes times years months weeks
    days hours people of us doors houses cars km metres yards on in across off from to and
    other more
    """.split()  # noqa: SIM905
)
NUMBER = rf"(?:\d{{1,5}}[a-dA-D]?|(?i:{TENS}(?:[ -]{ONES})?|{TEENS}|{ONES}))"
CAP = rf"(?:{CAPITALISED}|[{UPPER}]{{1,3}}\.?)"
SMALL = r"(?:(?:de|del|della|dei|du|des|la|le|les|los|las|da|do|dos|das|van|von|der|den|di|d'|l'|al|el|of|the) ?){0,3}"
NO = r",? (?:n[.º°o] ?|No\.? ?)?\d{1,4}[a-zA-Z]?\b"
search_numbered_streets = compile_patterns(
    rf"(?<![\w./])\d{{1,5}}[a-d]?,? (?:[a-z']{{2,20}} ){{1,3}}{STREET}\b",
    r"\b(?:flat|apartment|apt\.?|unit|suite|po box|p\.o\. box) ?#?\d{1,5}[a-z]?\b",
    r"\b\d{1,2}(?:st|nd|rd|th) floor,? (?:block|building|tower|house) \w{1,12}\b",
)
search_exact_addresses = compile_patterns(
    # English: number and street, in digits or words; a house by its name
    rf"(?<![\w./])(?:(?i:number|no\.?) )?{NUMBER},? (?:[NSEW][EW]? )?(?:{CAP} |\d{{1,3}}(?:st|nd|rd|th) ){{1,3}}{STREET_WITH_CAPITAL}\b",
    rf"\b(?:[Oo]n|[Ii]n|[Aa]t|[Oo]ff|[Oo]f|[Dd]own) (?P<it>(?:{CAPITALISED} ){{1,2}}{STREET_WITH_CAPITAL})\b",
    rf"\b(?:{CAPITALISED} ){{1,2}}(?:Cottage|Farm|Lodge|Manor|Barn|Villa|House|Court|Mansions|Towers|Heights)\b(?:, (?:{CAPITALISED} ){{1,2}}{STREET_WITH_CAPITAL}\b)?",
    # French
    rf"(?<![\w./])\d{{1,4}}(?: ?bis| ?ter)?,? (?i:rue|avenue|av\.|boulevard|bd|place|chemin|impasse|allée|quai|cours|route|square|passage) {SMALL}{CAPITALISED}(?:[ -](?:{SMALL}){CAPITALISED}){{0,3}}",
    # German, Dutch, Nordic: the street's kind is the end of the word
    rf"\b(?:{CAPITALISED}[ -]){{0,2}}[{UPPER}][\w-]{{1,24}}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|ufer|damm|stieg|chaussee|straat|laan|gracht|plein|kade|dijk|singel|dreef|gatan|vägen|gata|gate|veien|vej|gade|gränd|torget|katu|tie){NO}",
    rf"\b(?:Am|An der|Auf dem|Im|In der|Zum|Zur|Unter den|Alte|Neue|Lange|Große|Kleine) {CAPITALISED}(?: Straße| Strasse| Str\.)? \d{{1,4}}[a-z]?\b",
    rf"\b{CAPITALISED} (?:Straße|Strasse|Str\.|Allee|Platz|Weg|Ring){NO}",
    # Italian, Spanish, Portuguese, Polish: the street's kind stands in front
    rf"\b(?:(?i:via|viale|piazza|piazzale|corso|vicolo|largo|calle|avenida|avda\.?|plaza|paseo|carrera|ronda|rua|travessa|praça|alameda|rambla)|C/) ?{SMALL}(?:{CAPITALISED}|\d{{1,2}})(?:[ -](?:{SMALL}){CAPITALISED}){{0,3}}{NO}",
    rf"(?<!\w)(?i:ul\.|ulica|ulicy|al\.|aleja|os\.|osiedle|pl\.) ?{CAPITALISED}(?: {CAPITALISED}){{0,2}} \d{{1,4}}[a-zA-Z]?(?:[/ ]?m?\.? ?\d{{1,3}})?\b",
    # India
    rf"\b(?:Sector|Phase|Block|Plot|House)(?: No\.?)? \d{{1,4}}[A-Z]?,? {CAPITALISED}",
    # Postcodes
    rf"(?:{CAPITALISED}(?: {CAPITALISED})?,? )?\b{STATE},? \d{{5}}(?:-\d{{4}})?\b",
    r"\b(?i:zip|post|postal|pin|eir)(?: ?code)?(?: is|:)? (?P<it>\d{4,6})\b",
    r"(?i:\b(?:[a-pr-uwyz][a-hk-y]?\d[\da-z]?) ?\d[abd-hjlnp-uw-z]{2}\b)",
    r"\b(?i:[a-ceghj-nprstvxy]\d[a-ceghj-nprstv-z] ?\d[a-ceghj-nprstv-z]\d)\b",
    r"\b[AC-FHKNPRTV-Y]\d[\dW] ?[\dAC-FHKNPRTV-Y]{4}\b",
    rf"\b[1-9]\d{{3}} ?[A-Z]{{2}}\b(?: {CAPITALISED})?",
    rf"\b(?:[A-Z]{{1,2}}-)?(?:\d{{5}}|\d{{2}}-\d{{3}}|\d{{4}}-\d{{3}}|\d{{3}} \d{{2}}) (?!Euros?\b|Pounds?\b|Dollars?\b|People\b){CAPITALISED}(?: {CAPITALISED})?",
    rf"\b(?!19|20)[1-9]\d{{3}} (?!Euros?\b|Pounds?\b|Dollars?\b|Francs?\b|People\b|[NSEW][EW]?\b){CAPITALISED}(?=[.,;:!?)\n]|\Z)",
    rf"(?:{CAPITALISED},? )?{CAPITALISED},? (?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT) \d{{4}}\b",
    rf"(?:{CAPITALISED}, )?\b(?:Auckland|Wellington|Christchurch|Hamilton|Dunedin|Tauranga|Napier|Nelson|Rotorua) \d{{4}}\b",
    rf"\b{CAPITALISED}(?: -|-|,)? [1-9]\d{{2}} ?\d{{3}}\b(?! ?\d)",
    r"\b\d{5}-\d{3}\b",
    flags=0,
)
NO_HOUSE = re.compile(
    r"(?:The |My |Our |Open |White |Full |Big |Opera |Bleak |Animal )(?:House|Farm|Lodge|Court)"
)


def find_addresses(text: str) -> Spans:
    """Streets with their number, postcodes; not "three miles down the road"."""
    return join_neighbours(text, search_addresses(text))


def search_addresses(text: str) -> Spans:
    """The parts of addresses, one by one."""
    for start, end in search_exact_addresses(text):
        if not NO_HOUSE.match(text[start:end]):
            yield start, end
    for start, end in search_numbered_streets(text):
        if not NOT_IN_A_STREET & set(text[start:end].lower().split()):
            yield start, end


INSTITUTION = (
    r"(?:School|Academy|College|University|Hospital|Infirmary|Primary|Surgery|Polytechnic|High|Secondary|"
    r"Grammar|Nursery|Kindergarten|Church|Cathedral|Parish|Mosque|Temple|Synagogue|Barracks|Gymnasium|"
    r"Gesamtschule|Realschule|Grundschule|Hotel|Inn|Arms|Library|Theatre|Clinic|Klinik|Krankenhaus|Prison|"
    r"Ltd|Limited|GmbH|Inc|LLC|plc|AG|Bakery|Garage|Hospice|Choir|Rovers|Rangers|Squadron|Regiment|"
    r"Elementary|Museum|Institute|Centre|Center)"
)
FOREIGN = (
    r"(?:Hospital|Lycée|Collège|École|Ecole|Université|Universidad|Universität|Universiteit|Università|"
    r"Universidade|Uniwersytet|Instituto|Istituto|Colegio|Liceo|Clínica|Camp|Fort|RAF|HMP|HMS|USS|FC|"
    r"Café|Cafe|Hotel|Bar|Pizzeria|Gasthof|Klinikum|Charité|TU|Szkoła|Stadtwerke)"
)
JOB = (
    r"(?:work(?:s|ed|ing)?|job|manager|nurse|teach(?:es|er|ing)?|study|studies|studying|studied|student|pupil|"
    r"engineer|partner|boss|clerk|lawyer|solicitor|accountant|cashier|shifts?|nights|hired|employed|driver|"
    r"assistant|consultant|intern(?:ship)?|apprentice|supervisor|director|chef|waiter|waitress|doctor|surgeon|"
    r"degree|lecturer|professor|porter|receptionist|career|position|role|banker|developer|analyst|boxes|plays|"
    r"played|volunteer|stationed|interview)"
)
search_institutions = compile_patterns(
    rf"\b(?i:{JOB})(?: \w{{1,14}}){{0,3}} (?:at|for|with|on|in) (?:the )?(?P<it>(?:(?:St|FC|RAF)\.? )?{TITLED}(?: in {CAPITALISED})?)",
    rf"\b(?P<it>(?:St\.? )?{CAPITALISED}(?: (?:of |the |and |& )?{CAPITALISED}){{0,2}} {INSTITUTION})\b",
    rf"\b(?P<it>{CAPITALISED}-(?:Gymnasium|Schule|Klinik|Universität|Realschule|College|Krankenhaus))\b",
    rf"\b(?P<it>(?:University|College|Bank|Church) of {TITLED})",
    rf"\b(?P<it>{FOREIGN} {SMALL}(?:St\. )?{CAPITALISED}(?: (?:{SMALL}){CAPITALISED}){{0,2}})",
    rf"\b[Aa]t (?P<it>the {CAPITALISED} (?:and |& )?{CAPITALISED})",
    rf"\b[Aa]t (?P<it>{TITLED}(?: in {CAPITALISED})?)",
    rf"\b(?P<it>{CAPITALISED} & {CAPITALISED})",
    r"\b(?P<it>\d{1,3}(?:st|nd|rd|th)? (?:Squadron|Regiment|Battalion|Brigade|Division|Company|Platoon|Wing|Para))\b",
    r"\b(?P<it>(?:[Ww]ard|[Rr]oom|[Ss]eat|[Cc]ell|[Ll]ocker|[Gg]ate) (?:number )?(?:\d{2,4}[A-Z]?|\d{1,2}[A-Z]|[A-Z]\d{1,3}))\b",
    r"\b(?P<it>(?:the )?(?:[Nn]umber|[Nn]o\.|[Ll]ine|[Rr]oute) \d{1,3}[A-Z]? (?:bus|tram|train|ferry))\b",
    flags=0,
)
TOWN = rf"(?:{CAPITALISED}|[{UPPER}]\w+)(?:(?: |-)(?:(?:upon|on|in|de|la|am|an|der|le|les|sur|under|next|the)(?: |-)){{0,2}}{CAPITALISED}){{0,3}}"
search_small_places = compile_patterns(
    rf"\b(?:[Ii]n|[Nn]ear|[Oo]utside|[Aa]round) (?P<it>{TOWN})",
    rf"\b(?i:mov(?:e[sd]?|ing)|relocat(?:ed|ing|e)|commut(?:e[sd]?|ing)) (?:back )?(?:to|from) (?P<it>{TOWN})",
    rf"\b(?i:com(?:e[s]?|ing)|came|am|are|is|he's|she's|i'm|originally) from (?P<it>{TOWN})",
    rf"\b(?i:village|town|hamlet|island|suburb|parish) (?:of|called|named) (?P<it>{TOWN})",
    flags=0,
)
# No trace of anybody: countries, languages, days, feasts, great cities, what everybody watches.
NO_PLACE = frozenset(
    """
    spring summer autumn winter christmas easter lent advent ramadan eid diwali hanukkah passover halloween
    thanksgiving pentecost mass new valentine boxing mother mothers father fathers god heaven hell english french german
    spanish italian polish dutch latin welsh irish gaelic russian chinese arabic portuguese swedish turkish hindi
    spain france germany italy england scotland wales ireland britain uk us usa eu poland portugal greece turkey
    america canada australia india china japan europe africa asia sweden norway denmark finland netherlands holland
    belgium austria switzerland brazil mexico russia ukraine egypt morocco thailand zealand northern southern eastern
    western north south east west central great london paris berlin madrid rome york angeles chicago toronto sydney
    melbourne dublin edinburgh glasgow manchester birmingham liverpool leeds bristol sheffield mumbai delhi vienna
    amsterdam munich hamburg barcelona lisbon warsaw stockholm copenhagen oslo athens prague budapest brussels
    facebook instagram whatsapp google twitter reddit tinder zoom netflix youtube tiktok snapchat hinge excel word
    year years part chapter act season series week day page line mum mom dad mam gran granny grandma grandad nana
    papa mama mummy daddy auntie aunt uncle nan sir madam first second third fourth fifth one two three four five six
    seven eight nine ten no yes ok okay january february march april may june july august september october november
    december black white red green blue what when why how if and but so then this that it he she we they i you my
    his her our your their the a an sunday-best ww1 ww2 love sex a-levels gcse maths science history geography
    parliament congress court hindsight bible koran quran old
    """.split()  # noqa: SIM905
) | {name.lower() for name in DAY_NAMES}


def find_places(text: str) -> Spans:
    """Schools, employers and small places; not countries, great cities or feasts."""
    for search in (search_institutions, search_small_places):
        for start, end in search(text):
            if is_telling_place(text[start:end]):
                yield start, strip_end(text, start, end)


def is_telling_place(words: str) -> bool:
    """Whether a place is one of few, by its first word."""
    if words[0].isdigit() or words.startswith("the "):
        return not words.startswith("the ") or is_telling_place(words[4:])
    parts = [fold_name(part) for part in re.findall(r"[^\W_]+", words)]
    first = parts[0]
    if " ".join(parts) in KNOWN:
        return False
    if first in NO_PLACE | NO_SURNAME and not (
        len(parts) > 2
        and first
        in (
            "north",
            "south",
            "east",
            "west",
            "great",
            "new",
            "old",
            "red",
            "black",
            "white",
            "green",
            "blue",
        )
    ):
        return (
            len(parts) > 1
            and parts[-1] in ("school", "hospital", "university", "academy", "clinic", "infirmary")
            and first not in DAY_NAMES
        )
    is_person = first in FIRST and (len(parts) == 1 or len(words) == len(first) + 2)
    return not is_person and not words.isupper() and first not in ALSO_WORDS


def strip_end(text: str, start: int, end: int) -> int:
    """The end of a place without its possessive."""
    words = text[start:end]
    return start + len(re.sub(r"'s?\Z", "", words))
