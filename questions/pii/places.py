"""Where somebody lives, works or learns."""

from questions.pii.patterns import CAPITALISED, TITLED, Spans, compile_patterns

STREET = r"(?:street|road|rd|avenue|ave|lane|crescent|terrace|gardens|boulevard|blvd|mews)"
STREET_WITH_CAPITAL = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Crescent|Court|Ct|Place|Way|Terrace|"
    r"Gardens|Grove|Square|Boulevard|Blvd|Mews|Hill|Row|Walk|Parade)"
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
search_numbered_streets = compile_patterns(
    rf"(?<![\w./])\d{{1,5}}[a-d]?,? (?:[a-z'’]{{2,20}} ){{1,3}}{STREET}\b",
    r"\b(?:flat|apartment|apt\.?|unit|po box) ?#?\d{1,4}[a-z]?\b",
)
search_exact_addresses = compile_patterns(
    rf"(?<![\w./])\d{{1,5}}[a-d]?,? (?:{CAPITALISED} ){{1,3}}{STREET_WITH_CAPITAL}\b",
    rf"\b(?:[Oo]n|[Ii]n|[Aa]t|[Oo]ff|[Oo]f) (?P<it>(?:{CAPITALISED} ){{1,2}}{STREET_WITH_CAPITAL})\b",
    rf"\b{STATE},? \d{{5}}(?:-\d{{4}})?\b",
    r"\b[Zz]ip(?: code)?(?: is|:)? (?P<it>\d{5})\b",
    r"(?i:\b(?:[a-pr-uwyz][a-hk-y]?\d[\da-z]?) ?\d[abd-hjlnp-uw-z]{2}\b)",
    flags=0,
)


def find_addresses(text: str) -> Spans:
    """Streets with their number, postcodes; not "three miles down the road"."""
    yield from search_exact_addresses(text)
    for start, end in search_numbered_streets(text):
        if not NOT_IN_A_STREET & set(text[start:end].lower().split()):
            yield start, end


SCHOOL = r"(?:School|Academy|College|University|Hospital|Infirmary|Primary|Surgery|Polytechnic)"
find_places = compile_patterns(
    rf"\b(?i:work(?:s|ed|ing)?|job|manager|nurse|teach(?:es|er|ing)?|study|studies|studying|student|pupil)"
    rf" (?:at|for) (?:the )?(?P<it>{TITLED})",
    rf"\b(?P<it>(?:St\.? )?{CAPITALISED}(?: {CAPITALISED}){{0,2}} {SCHOOL})\b",
    rf"\b(?P<it>(?:University|College) of {TITLED})",
    flags=0,
)
