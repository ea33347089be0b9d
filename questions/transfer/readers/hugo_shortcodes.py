"""Hugo's own shortcodes for pictures and films, as pictures and links."""

import re
from collections.abc import Callable

FIGURE = re.compile(r"\{\{[<%]\s*figure\s+((?:[^}\"`]|\"[^\"]*\"|`[^`]*`){0,2000}?)/?\s*[>%]\}\}")
FILM = re.compile(r"\{\{[<%]\s*(youtube|vimeo)\s+(?:id=)?[\"`]?([\w-]+)[^}]{0,500}?[>%]\}\}")
PLACES = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}
OPTION = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|`([^`]*)`|([^\s\"`]+))")
SPECIAL = re.compile(r"([\\\[\]*_`<>])")


def replace_shortcodes(text: str) -> str:
    """Write a figure as a picture with its words below it, and a film as a link to it."""
    return outside_code(text, lambda part: FILM.sub(film_of, FIGURE.sub(figure_of, part)))


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Change a text, but not what stands between fences of code."""
    parts = re.split(r"(^```.*?^```)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if number % 2 else change(part) for number, part in enumerate(parts))


def film_of(found: re.Match[str]) -> str:
    """Return the link to a film."""
    return f"<{PLACES[found[1]]}{found[2]}>"


def figure_of(found: re.Match[str]) -> str:
    """Return a picture; one without an address stays as it is written."""
    options = {
        one[1].lower(): one[2] or one[3] or one[4] or "" for one in OPTION.finditer(found[1])
    }
    address = re.sub(r"[\s<>]", "", options.get("src", ""))
    if not address:
        return found[0]
    words = [options[key] for key in ("title", "caption", "attr") if options.get(key)]
    alt = SPECIAL.sub(r"\\\1", options.get("alt", ""))
    return "\n\n".join([f"![{alt}]({address})", *words])
