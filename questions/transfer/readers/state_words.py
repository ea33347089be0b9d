"""The words with which tables say who could read a row, in the languages that columns are kept in.

All are written without accents and capitals, as `plain_words` returns what a table has.
"""

import re
import unicodedata
from enum import Enum


class Sense(Enum):
    """What a column says.

    Attributes:
        STATE: a state in words.
        SHOWN: yes is public.
        HIDDEN: yes, or anything but no, is not public.
    """

    STATE = "state"
    SHOWN = "shown"
    HIDDEN = "hidden"


COLUMNS = {
    Sense.STATE: (
        r"\w*status|state|visibility|access|audience|permissions?|privacy|readers"
        r"|\w*zustand|sichtbarkeit|zugang|zugriff|zielgruppe|leserkreis|estado|visibilidad"
        r"|acceso|publico objetivo|statut|etat|visibilite|acces|stato|visibilita|accesso"
        r"|situacao|visibilidade|acesso|zichtbaarheid|toegang|toestand"
    ),
    Sense.SHOWN: (
        r"published|publish|public|visible|live|online|shown|released|approved|everyone"
        r"|veroffentlicht|offentlich|publiziert|sichtbar|freigegeben|freigabe"
        r"|publicad[ao]|public[ao]|en linea|publiee?|publique|en ligne|pubblicat[ao]|pubblic[ao]"
        r"|visibile|visivel|gepubliceerd|openbaar|publiek|zichtbaar"
    ),
    Sense.HIDDEN: (
        r"\w*drafts?|private|hidden|unlisted|unpublished|archived|deleted|trash(?:ed)?|spam"
        r"|\w*members?|members? only|premium|paid|paywall(?:ed)?|subscribers?|locked|protected"
        r"|password|restricted|confidential|secret|embargo(?:ed)?|scheduled|pending|internal"
        r"|entwurf|privat|versteckt|verborgen|geloscht|archiviert|passwort|kennwort|gesperrt"
        r"|mitglieder|intern|vertraulich|geplant|borrador|privad[ao]|ocult[ao]|contrasena"
        r"|eliminad[ao]|brouillon|privee?|cachee?|masquee?|mot de passe|supprimee?|membres"
        r"|bozza|privat[ao]|nascost[ao]|rascunho|senha|apagad[ao]|concept|verborgen|prive"
        r"|wachtwoord|verwijderd"
    ),
}
"""What a column's name has in it; the later sense wins, so that "unpublished" hides."""


def set_of(words: str, *phrases: str) -> set[str]:
    """Return single words, and phrases of several."""
    return {*words.split(), *phrases}


PUBLIC = set_of(
    "published publish public live online everyone everybody anyone all visible"
    " veroffentlicht offentlich publiziert sichtbar alle jeder"
    " publicado publicada publico publica visible todos"
    " publie publiee publique tous"
    " pubblicato pubblicata pubblico pubblica visibile tutti visivel"
    " gepubliceerd openbaar publiek zichtbaar iedereen",
    *("en linea", "en ligne", "tout le monde", "fur alle"),
)
YES = set_of(
    "yes y true 1 x on checked ja j wahr richtig si s verdadero oui vrai vero sim verdadeiro waar"
    " ✓ ✔ ☑ ✅"
)
NO = set_of(
    "no n false 0 off unchecked none never nein falsch falso nao non faux nee onwaar ✗ ✘ ☐ ❌",
    *("", "-", "–"),
)
PRIVATE = re.compile(
    r"\b(?:\w*drafts?|unpublished|not published|private|privately|members?|members? only|premium"
    r"|paid|paying|subscribers?|scheduled|pending|trash(?:ed)?|deleted|hidden|unlisted|archived"
    r"|future|embargo(?:ed)?|unsent|locked|protected|restricted|internal|review"
    r"|entwurf|\w*entwurfe?|unveroffentlicht|nicht offentlich|privat|versteckt|verborgen"
    r"|geloscht|archiviert|geplant|gesperrt|mitglieder|abonnenten|intern|papierkorb"
    r"|borrador|privad[ao]|ocult[ao]|pendiente|programad[ao]|papelera|miembros|suscriptores"
    r"|brouillon|privee?|cachee?|masquee?|en attente|planifiee?|corbeille|membres|abonnes"
    r"|bozza|privat[ao]|nascost[ao]|in attesa|programmat[ao]|cestino|membri|abbonati"
    r"|rascunho|pendente|agendad[ao]|lixeira|membros|assinantes"
    r"|concept|prive|ingepland|prullenbak|leden|abonnees)\b"
)
"""What in a cell says that a row was not for everybody."""
HARMLESS = {"featured", "pinned", "sticky", "comments", "illustrated", "likes", "has pictures"}
"""Columns of yes and no that say nothing of who could read."""


def plain_words(text: str) -> str:
    """Return a cell's or a column's words without accents, capitals and signs between them."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(one for one in folded if not unicodedata.combining(one))
    return " ".join(re.sub(r"[\s_?!:.()/-]+", " ", letters).split()) or letters.strip()[:1]


def sense_of(column: str) -> Sense | None:
    """Return what a column says of who could read; None if its name tells nothing of that."""
    name = plain_words(column)
    found = [sense for sense, words in COLUMNS.items() if re.search(rf"\b(?:{words})\b", name)]
    return found[-1] if found else None
