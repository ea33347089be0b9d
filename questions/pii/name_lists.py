"""The names that the identity check knows, and the words that are none.

Names of everyday come from `names.toml`; those of many countries, from which only a name in two
capitals is believed, from `given_names.txt` and `family_names.txt`.
"""

import re
import tomllib
from pathlib import Path

NAMES = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
FIRST, ALSO_WORDS, LAST = (set(NAMES[key].split()) for key in ("first", "also_words", "last"))
GIVEN, FAMILY = (
    frozenset(
        word
        for line in (Path(__file__).parent / file).read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for word in line.split()
    )
    for file in ("given_names.txt", "family_names.txt")
)
KNOWN = set(NAMES["known"])
COMMON = set(NAMES["common"].split())
FAMILY_END = re.compile(
    r"\w{2}(?:sson|dottir|czyk|wski|wska|icki|icka|ecki|acki|wicz|ovic|evic|enko|chuk|oglu|opoulos|poulou|idis|shvili|insky|"
    r"inski|escu|ssen|qvist|quist|strom|huber|egger|bichler|maier|meier|mayer)\Z"
)
NO_SURNAME = frozenset(
    """
    and but or so the then when while who what why how if is was has had did does said says he
    she it we they you my his her our god christmas easter mum mom dad granny grandma uncle
    aunt monday tuesday wednesday thursday friday saturday sunday january february march april
    may june july august september october november december right darcy nice perfect
    wonderful
    """.split()  # noqa: SIM905
)
NO_GIVEN = NO_SURNAME | frozenset(
    """
    the a an in on at of to for from with by as is it its this that these those there here not no yes
    my your his her our their dear hello hi hey thanks thank yours love also even just like since
    because although though after before during until once now never always sometimes today tomorrow
    yesterday one two three new old north south east west saint st royal great good happy mount lake
    der die das ein eine ich er sie wir mein meine dein unser les un une mon ma mes notre una mi su il lo gli mio mia het
    een ik hij mijn den det en ett jag han hon kein keine
    san santa los las el la le de big little young poor sweet bad black white red green blue
    """.split()  # noqa: SIM905
)
NO_NATION = frozenset(
    """
    english french german spanish italian polish dutch welsh irish scottish british american canadian australian indian
    pakistani chinese japanese african european asian jewish muslim catholic christian hindu sikh buddhist orthodox protestant
    russian ukrainian turkish greek swedish norwegian danish finnish swiss austrian belgian portuguese brazilian mexican
    nigerian jamaican latina latino libra virgo leo gemini aries taurus cancer scorpio sagittarius capricorn aquarius pisces
    """.split()  # noqa: SIM905
)
ANY_FIRST = FIRST | GIVEN
SURE_FIRST = ANY_FIRST - COMMON
SURE_LAST = (LAST | FAMILY) - COMMON - NO_SURNAME
NO_LAST = COMMON | NO_SURNAME | FIRST
NO_FIRST = NO_GIVEN | COMMON
