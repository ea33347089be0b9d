"""Where somebody lives, works or learns, in the words of a dozen countries."""

import re

from questions.pii.name_lists import ALSO_WORDS, FIRST, KNOWN, NO_SURNAME
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

STREET = (
    r"(?:street|road|rd|avenue|ave|lane|crescent|terrace|gardens|boulevard|blvd|mews|drive|view|close|court|grove|"
    r"square|rise|parade)"
)
STREET_WITH_CAPITAL = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Crescent|Court|Ct|Place|Pl|Way|Terrace|"
    r"Gardens|Grove|Square|Sq|Boulevard|Blvd|Mews|Hill|Row|Walk|Parade|Highway|Parkway|Circle|Quay|"
    r"Gdns|Approach|Wharf|Broadway|Embankment|Promenade|Passage|Alley|Yard|Vale|Grn|"
    r"Nagar|Marg|Chowk|Colony|Layout|Enclave|Esplanade|Rise|Green|Cres|Cr|Tce|Pde|Hwy|Pkwy|Trail|Loop|Bvd)"
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
NUMBER = rf"(?:\d{{1,5}}[a-dA-D]?(?:/\d{{1,4}})?|(?i:{TENS}(?:[ -]{ONES})?|{TEENS}|{ONES}))"
CAP = rf"(?:{CAPITALISED}|[{UPPER}]{{1,3}}\.?)"
SMALL = r"(?:(?:de|del|della|dei|du|des|la|le|les|los|las|da|do|dos|das|van|von|der|den|di|d'|l'|al|el|of|the) ?){0,3}"
DOOR = r"\d{1,4}[a-zA-Z]?(?:[/-]\w{1,4}){0,3}"
NO = rf",? (?:(?:n[.º°o] ?|No\.? ?)?{DOOR}\b|s/n\b)"
search_numbered_streets = compile_patterns(
    rf"(?<![\w./])\d{{1,5}}[a-d]?,? (?:[a-z']{{2,20}} ){{1,3}}{STREET}\b",
    rf"\b(?:rural route|rr) ?\d{{1,4}}(?:,? (?:box|site) \d{{1,5}})?(?:, {CAPITALISED}(?: {CAPITALISED})?)?",
    r"\b(?:flat|apartment|apt\.?|unit|lot|chalet|caravan|suite|po box|p\.o\. box) ?#?\d{1,5}[a-z]?\b",
    r"\b\d{1,2}(?:st|nd|rd|th) floor,? (?:block|building|tower|house) \w{1,12}\b",
)
search_exact_addresses = compile_patterns(
    # English: number and street, in digits or words; a house by its name
    rf"(?<![\w./])(?:(?i:number|no\.?) )?{NUMBER},? (?:[NSEW][EW]? )?(?:{CAP} |\d{{1,3}}(?:st|nd|rd|th) ){{1,3}}{STREET_WITH_CAPITAL}\b(?: (?:Lower|Upper|North|South|East|West|[NS][EW])\b)?(?: ?#\d{{1,4}})?(?:, {CAPITALISED}(?: {CAPITALISED})? \d{{4}}\b)?",
    rf"(?<![\w./])\d{{1,4}}[a-d]? [{UPPER}][a-z]{{2,14}}(?:way|gate|side|croft|field|mead|holme|bank|cliffe|hurst)\b",
    rf"(?<![\w./])\d{{3,5}} [NSEW]\.? {CAPITALISED}\b",
    rf"\bThe (?:Old|New|Little|Lower|Upper) {CAPITALISED}, (?:{CAPITALISED} ){{0,2}}{CAPITALISED}(?:, (?:{CAPITALISED} )?{CAPITALISED})?",
    rf"\b{CAPITALISED} (?:Apartments|Residency|Heights|Flats|Society|Mansion)\b(?:, (?:{CAP} )?{STREET_WITH_CAPITAL}\b)?",
    rf"\b(?:[Oo]n|[Ii]n|[Aa]t|[Oo]ff|[Oo]f|[Dd]own) (?P<it>(?:{CAPITALISED} ){{1,2}}{STREET_WITH_CAPITAL})\b",
    rf"\b(?:{CAPITALISED} ){{1,2}}(?:Cottage|Farm|Lodge|Manor|Barn|Villa|House|Court|Mansions|Towers|Heights)\b(?:, (?:{CAPITALISED} ){{1,2}}{STREET_WITH_CAPITAL}\b)?",
    # French
    rf"(?<![\w./])\d{{1,4}}(?: ?bis| ?ter)?,? (?i:rue|avenue|av\.|boulevard|bd|place|chemin|impasse|allée|quai|cours|route|square|passage) {SMALL}{CAPITALISED}(?:[ -](?:{SMALL}){CAPITALISED}){{0,3}}",
    # German, Dutch, Nordic: the street's kind is the end of the word
    rf"\b(?:{CAPITALISED}[ -]){{0,2}}[{UPPER}][\w-]{{1,24}}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|ufer|damm|stieg|chaussee|straat|laan|steeg|gracht|plein|kade|dijk|singel|dreef|gatan|vägen|gata|gate|veien|vej|gade|gränd|torget|katu|tie){NO}",
    rf"\b(?:Am|An der|Auf dem|Im|In der|Zum|Zur|Unter den|Alte|Neue|Lange|Große|Kleine) {CAPITALISED}(?: Straße| Strasse| Str\.)? \d{{1,4}}[a-z]?\b",
    rf"\b{CAPITALISED} (?:Straße|Strasse|Str\.|Allee|Platz|Weg|Ring){NO}",
    # Italian, Spanish, Portuguese, Polish: the street's kind stands in front
    rf"\b(?:(?i:via|viale|piazza|piazzale|corso|rynek|vicolo|largo|calle|avenida|avda\.?|plaza|paseo|carrera|ronda|rua|travessa|praça|alameda|rambla)|C/) ?{SMALL}(?:{CAPITALISED}|\d{{1,2}})(?:[ -](?:{SMALL})(?:{CAPITALISED}|[IVX]{{1,4}}\b)){{0,3}}{NO}",
    rf"(?<!\w)(?i:ul\.|ulica|ulicy|al\.|aleja|os\.|osiedle|pl\.) ?{CAPITALISED}(?: {CAPITALISED}){{0,2}} {DOOR}(?: ?m\.? ?\d{{1,3}})?\b",
    # India, Japan
    rf"\b(?:H|D|House|Door|Flat|Plot)[.-]? ?[Nn]o[.:]? ?\d[\d/-]{{0,12}}[A-Z]?(?:,? (?:{CAPITALISED} ){{0,2}}(?:Nagar|Marg|Chowk|Colony|Layout|Enclave|Road|Street|Cross|Main))?",
    rf"\b\d{{1,2}}-\d{{1,3}}(?:-\d{{1,4}})? {CAPITALISED}(?:, {CAPITALISED})?(?:,? \d{{3}}-\d{{4}}\b)?",
    rf"\b(?:Sector|Phase|Block|Plot|House)(?: No\.?)? \d{{1,4}}[A-Z]?,? {CAPITALISED}",
    rf"(?<!\w)[A-Z]-?\d{{1,3}}(?:/\d{{1,3}})?,? {CAPITALISED} (?:Nagar|Vihar|Colony|Enclave|Puram|Layout|Marg)",
    rf"\bHouse \d{{1,4}}[A-Z]?, Road \d{{1,3}}[A-Z]?(?:, {CAPITALISED}){{0,2}}(?: \d{{4}}\b)?",
    rf"\b(?:Block|Phase|Sector) [A-Z0-9]{{1,3}}, {CAPITALISED}(?:, {CAPITALISED})?",
    r"#\d{1,4}, \d{1,2}(?:st|nd|rd|th) (?:Cross|Main|Street|Floor)",
    rf"\b(?:{CAPITALISED} )?{CAPITALISED}, (?:Co\.?|County) {CAPITALISED}",
    rf"\bRD \d{{1,2}},? {CAPITALISED} \d{{4}}",
    # Postcodes
    rf"(?<=\d, )[1-9]\d{{3}} {CAPITALISED}(?: {CAPITALISED})?",
    rf"\b[{UPPER}][a-z][\w'-]{{1,20}}(?: (?:(?:or|of|the|and|de|del) )?[{UPPER}][a-z][\w'-]{{1,20}}){{0,3}}, {STATE}(?!\w)",
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
NO_HOUSE_NAME = (
    NO_SURNAME | frozenset(DAY_NAMES) | {"sorry", "yes", "no", "ok", "well", "dear", "hi", "hello"}
)
NO_HOUSE = re.compile(
    r"(?:Oxford|Wall|Coronation|Sesame|Downing|Regent|Bond|Carnaby|Fleet|Harley|Baker|Sunset|Abbey|Quality|Easy|High|Main) (?:Street|Boulevard|Road)\Z|"
    r"(?:The |My |Our |Open |White |Full |Big |Opera |Bleak |Animal )(?:House|Farm|Lodge|Court)"
)


INDOORS = r"(?:\d{1,3}\.?[oa°]?\.? ?(?:\w{1,9}\.?)?|(?i:flat|apt|apto?|ap|floor|piso|étage|stock|scala|int\.?|bl|m\.|lok\.?) ?\w{1,4}|bajo)"
# What may stand between the parts of an address: a floor or a door, a district, a town.
GLUE = re.compile(
    rf"[ ,\n]{{0,3}}(?:{INDOORS}[ ,]{{1,2}}){{0,2}}"
    rf"(?:{CAPITALISED}[ ,]{{1,2}}){{0,5}}(?:[A-Z]{{2,3}},? )?(?:(?:in|à|en|a|w|te) )?"
)
HOUSE_BEFORE = re.compile(rf"(?:(?:The )?(?:{CAPITALISED} ){{0,2}}{CAPITALISED}, ){{1,2}}\Z")
TOWN_BEHIND = re.compile(
    rf"(?:, {INDOORS})?, {CAPITALISED}(?: {CAPITALISED})?(?=[,.;:!?)\n]|\Z| (?:is|was|and|with|where|since|und|et|y|e|but|if)\b)"
)


def find_addresses(text: str) -> Spans:
    """Streets with their number, postcodes; not "three miles down the road"."""
    for start, end in join_neighbours(text, search_addresses(text), GLUE):
        house = HOUSE_BEFORE.search(text, max(0, start - 60), start)
        if house and fold_name(house[0].split(",")[0].split()[0]) not in NO_HOUSE_NAME:
            start = house.start()
        yield start, end_of_town(text, end)


def end_of_town(text: str, end: int) -> int:
    """The end of the town that stands behind a place, or of the place itself."""
    town = TOWN_BEHIND.match(text, end)
    return town.end() if town else end


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
    r"LLP|GAA|RFC|AFC|Credit Union|Station|Ltd|Limited|GmbH|Inc|LLC|plc|AG|Bakery|Garage|Hospice|Choir|Rovers|Rangers|Squadron|Regiment|"
    r"Elementary|Museum|Institute|Centre|Center|Tabernacle|Chapel|Sheriffs?(?:' | )?Office|Sheriff's Office|Police Department|Fire Department|Constabulary|Diner|Motel|Dental|Veterinary|Vets|Solicitors|Builders|Plumbing|Logistics|Haulage|Roofing|Brothers|Bros|Farms|Motors|Electrical|Construction|Dairy|Brewery|Estates|Recruitment|Accountants|Insurance|Consulting|Foundation|Council|Pharmacy|Orchestra|Sinfonia|Singers|Police|Infants|Juniors|Magistrates|Society|Players|Harriers|Wanderers|Albion|Care Home|Nursing Home)"
)
FOREIGN = (
    r"(?:Hospital|Lycée|Collège|École|Ecole|Université|Universidad|Universität|Universiteit|Università|"
    r"Universidade|Uniwersytet|Instituto|Istituto|Colegio|Liceo|Clínica|Camp|Fort|RAF|HMP|HMS|USS|FC|"
    r"Café|Cafe|Hotel|Bar|Pizzeria|Gasthof|Gasthaus|Klinikum|Charité|TU|Szkoła|Stadtwerke|IES|CEIP|Gestoría|"
    r"Panadería|Farmacia|Taller|Ferretería|Escuela|Academia|Facultad|Parroquia|Boulangerie|Pharmacie|Garage|Clinique|"
    r"Mairie|Institut|Faculté|Hôpital|Paroisse|Schreinerei|Bäckerei|Metzgerei|Fleischerei|Kanzlei|Praxis|Spedition|"
    r"Autohaus|Firma|Hochschule|Fachhochschule|Kita|Verein|\w{3,20}verein|\w{3,20}schule|\w{3,20}klinik|Scuola|Panificio|"
    r"Officina|Ospedale|Trattoria|Ristorante|Parrocchia|Studio|Ditta|Piekarnia|Liceum|Szpital|Przedszkole|Parafia|"
    r"THW|DRK|Ortsverband|Feuerwehr|Super U|TSV|VfB|VfL|FSV|TuS|SpVgg|Leclerc|Intermarché|Mercadona|Escola|Padaria|Faculdade|Igreja|Oficina|Basisschool|Bakkerij|Garagebedrijf|Ziekenhuis|Skolan|Vårdcentral)"
)
JOB = (
    r"(?:work(?:s|ed|ing)?|job|manager|nurse|teach(?:es|er|ing)?|study|studies|studying|studied|student|pupil|"
    r"engineer|partner|boss|clerk|lawyer|solicitor|accountant|cashier|shifts?|nights|hired|employed|driver|"
    r"assistant|consultant|intern(?:ship)?|apprentice|supervisor|director|chef|waiter|waitress|doctor|surgeon|"
    r"lecturer|professor|porter|receptionist|career|position|role|banker|developer|analyst|boxes|plays|"
    r"played|volunteer|stationed|interview|drives|drove|coaches|sings|cooks|cleans|preaches|trains|trainer|books|cook|cleaner|mechanic|plumber)"
)
search_institutions = compile_patterns(
    rf"\b(?i:{JOB})(?: \w{{1,14}}){{0,3}} (?:at|for|with|on|in|bei|beim|bei der|chez|en|da|na|no|hos|på|u|bij) (?:the )?(?P<it>(?:(?:St|FC|RAF)\.? )?{TITLED}(?: in {CAPITALISED})?)",
    rf"\b(?P<it>St\.? [{UPPER}][\w-]{{1,20}}'s,? (?:{CAPITALISED})(?: {CAPITALISED})?)",
    rf"\b(?P<it>(?:St\.? )?{CAPITALISED}(?: (?:of |the |and |& )?{CAPITALISED}){{0,2}} {INSTITUTION})\b",
    rf"\b(?P<it>(?:First|Second|Trinity|Grace|Calvary|Bethel|Mount) (?:\w{{3,12}} )?(?:Baptist|Methodist|Presbyterian|Lutheran|Pentecostal|Congregational)(?: Church)?(?: of {TITLED})?)",
    rf"\b(?P<it>(?:Kirche|Kirchenchor|Pfarrei|église|chiesa|iglesia|kościół|Gemeinde|choir|parish) (?:of )?(?:St\.?|Saint|San|Santa|Sankt) {CAPITALISED})",
    rf"\b(?P<it>(?:EHPAD|tabac|crèche|camping|maison de retraite) {SMALL}{CAPITALISED}(?:[ -](?:{SMALL}){CAPITALISED}){{0,2}})",
    r"\b(?P<it>St\.? (?!Valentine|Patrick|Nicholas|George|Andrew|David)[A-Z][a-z]{2,20}'s)(?! Day)",
    rf"\b(?i:vicar|mayor|priest|rector|sheriff|postmistress|postmaster|headteacher|head|minister|imam|rabbi|curé|pfarrer|bürgermeister) (?:of|von|de|in) (?P<it>{TITLED})",
    rf"\b(?P<it>{CAPITALISED}-(?:Apotheke|Bäckerei|Brauerei|Gymnasium|Schule|Klinik|Universität|Realschule|College|Krankenhaus))\b",
    rf"\b(?P<it>(?:University|College|Bank|Church) of {TITLED})",
    rf"\b(?P<it>(?:{FOREIGN}|(?i:panadería|farmacia|gestoría|boulangerie|pharmacie|lycée|collège|école|colegio|escuela|instituto|scuola|liceo|ospedale|hôpital|officina|padaria|escola|szkoł\w{1, 3}|liceum|piekarni\w{1, 3}|mairie|apotheke|przedszkol\w{1, 3}|parafi\w{1, 3}|bakkerij|slagerij|panificio|pizzeria|café|basisschool|skolan|parroquia|parrocchia|paroisse|igreja)) {SMALL}(?:St\. )?{CAPITALISED}(?: (?:{SMALL}){CAPITALISED}){{0,2}})",
    rf"\b(?P<it>[Tt]he {CAPITALISED} (?:Lion|Hart|Horse|Oak|Swan|Bull|Crown|Anchor|Arms|Inn|Tavern|Bell|Plough|Fox|Greyhound))\b",
    r"\b(?P<it>PS \d{2,3})\b",
    rf"\b[Aa]t (?P<it>[Tt]he {CAPITALISED} (?:and |& )?{CAPITALISED})",
    rf"\b[Aa]t (?P<it>{TITLED}(?: in {CAPITALISED})?)",
    rf"\b(?P<it>{CAPITALISED} & {CAPITALISED})",
    r"\b(?P<it>\d{1,3}(?:st|nd|rd|th)? (?:Squadron|Regiment|Battalion|Brigade|Division|Company|Platoon|Wing|Para))\b",
    r"\b(?P<it>(?:[Ww]ard|[Rr]oom(?! (?:number )?101\b)|[Ss]eat|[Cc]ell|[Ll]ocker|[Gg]ate) (?:number )?(?:\d{2,4}[A-Z]?|\d{1,2}[A-Z]|[A-Z]\d{1,3}))\b",
    flags=0,
)
TOWN = rf"(?:{CAPITALISED}|[{UPPER}]\w+)(?:(?: |-)(?:(?:upon|on|in|of|and|d'|del|di|do|da|dos|de|la|am|an|der|le|les|sur|under|next|the)(?: |-)){{0,2}}{CAPITALISED}){{0,3}}"
search_small_places = compile_patterns(
    rf"\b(?:em|en|à|w|we|bei|nahe|près de|cerca de|vicino a|koło|(?:bor|bo|lever|bodde) (?:i|på)) (?P<it>{TOWN})",
    rf"\b(?:(?:jobb|arbet|arbejd|arbeid)\w{{1,3}}|(?:på|hos) {CAPITALISED}) i (?P<it>{TOWN})",
    rf"\b(?:usine|gare|ferme|caserne|stade|marché|village|quartier)(?: {CAPITALISED})? de (?P<it>{TOWN})",
    rf"\b(?:[Ii]n|[Nn]ear|[Oo]utside|[Aa]round) (?P<it>{TOWN})",
    rf"\b(?i:mov(?:e[sd]?|ing)|relocat(?:ed|ing|e)|commut(?:e[sd]?|ing)) (?:back )?(?:to|from) (?P<it>{TOWN})",
    rf"\b(?i:com(?:e[s]?|ing)|came|am|are|is|he's|she's|i'm|originally) from (?P<it>{TOWN})",
    rf"\b(?i:village|town|hamlet|island|suburb|parish|pueblo|aldea|vila|aldeia|paese|borgo|dorp|wsi)(?:,| (?:of|called|named|de|di|von|,))? (?P<it>{TOWN})",
    rf"\b(?:place|somewhere|village|town|spot|island)(?: in \w{{2,20}})? called (?P<it>{TOWN})",
    rf"\b(?:Dorf|Kleinstadt|Städtchen|Weiler|Gemeinde) (?P<it>{TOWN})",
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
    deliveroo marks ben dolce procter barnes spotify disneyland disney legoland wembley arsenal
    chelsea barcelona bayern liverpool arbroath france españa italia deutschland polska portugal espagne allemagne italie
    österreich schweiz frankreich spanien italien polen england englisch navidad noël natale weihnachten ostern pascua pâques
    dezember januar februar märz juli juni diciembre enero agosto septiembre décembre janvier août rom paris londres londra
    roma milano napoli torino firenze venezia sevilla valencia lisboa porto warszawa kraków warszawie krakowie lyon marseille
    bordeaux toulouse nice köln frankfurt stuttgart wien zürich bern genève göteborg malmö bergen aarhus antwerpen rotterdam utrecht
    albania algeria angola argentina armenia azerbaijan bahrain bangladesh belarus bolivia bosnia botswana bulgaria burma
    cambodia cameroon chad chile colombia congo croatia cuba cyprus czechia ecuador eritrea estonia ethiopia fiji gambia georgia
    ghana guatemala guinea haiti honduras hungary iceland indonesia iran iraq israel jamaica jordan kazakhstan kenya korea
    kosovo kuwait laos latvia lebanon lesotho liberia libya lithuania luxembourg madagascar malawi malaysia mali malta mauritius
    moldova mongolia montenegro mozambique myanmar namibia nepal nicaragua niger nigeria oman pakistan palestine panama paraguay
    peru philippines qatar romania rwanda senegal serbia singapore slovakia slovenia somalia sri sudan syria taiwan tanzania
    tunisia uganda uruguay uzbekistan venezuela vietnam yemen zambia zimbabwe dubai tokyo beijing shanghai hong moscow cairo
    istanbul bangkok texas california florida hawaii alaska ohio michigan colorado arizona nevada oregon washington boston
    bali ibiza majorca mallorca tenerife crete corfu cornwall devon kent essex yorkshire lancashire wales scotland
    mathe deutsch rente hausarrest urlaub ruhe monopoly scrabble fortnite minecraft among primary sundays mondays tuesdays
    wednesdays thursdays fridays saturdays internet google brexit covid lockdown
    media business computer english nursing arts
    """.split()  # noqa: SIM905
) | {name.lower() for name in DAY_NAMES}


CHAINS = frozenset(
    """
    tesco asda sainsburys sainsbury morrisons aldi lidl waitrose primark ikea boots argos greggs costa starbucks
    mcdonalds nandos walmart target costco amazon b&q spar rewe edeka netto carrefour mercadona
    """.split()  # noqa: SIM905
)


def find_places(text: str) -> Spans:
    """Schools, employers and small places; not countries, great cities or feasts."""
    for start, end in search_institutions(text):
        if is_telling_place(text[start:end]):
            yield start, end_of_town(text, strip_end(text, start, end))
    for start, end in search_small_places(text):
        if is_telling_place(text[start:end]):
            yield start, strip_end(text, start, end)


# With which places are told apart from others of their name: Great Yarmouth, New Delhi.
BESIDE_ANOTHER = frozenset(
    "north south east west great new old red black white green blue".split()  # noqa: SIM905
)
INSTITUTIONS = frozenset(
    "school hospital university academy clinic infirmary".split()  # noqa: SIM905
)


def is_telling_place(words: str) -> bool:
    """Whether a place is one of few, by its first word."""
    if words[0].isdigit() or words[:4].lower() == "the ":
        return words[:4].lower() != "the " or is_telling_place(words[4:])
    parts = [fold_name(part) for part in re.findall(r"[^\W_]+", words)]
    first = parts[0]
    if " ".join(parts) in KNOWN:
        return False
    if len(parts) > 2 and {"baptist", "methodist", "presbyterian", "lutheran"} & {*parts}:
        return True
    if first in CHAINS and " in " in words:
        return True
    is_beside_another = len(parts) > 2 and first in BESIDE_ANOTHER
    if first in NO_PLACE | NO_SURNAME | CHAINS and not is_beside_another:
        return len(parts) > 1 and parts[-1] in INSTITUTIONS and first not in DAY_NAMES
    is_person = first in FIRST and (len(parts) == 1 or len(words) == len(first) + 2)
    return not is_person and not words.isupper() and first not in ALSO_WORDS


def strip_end(text: str, start: int, end: int) -> int:
    """The end of a place without its possessive."""
    words = text[start:end]
    return end if words.startswith("St") else start + len(re.sub(r"'s?\Z", "", words))
