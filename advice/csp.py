"""What a page has in itself and its policy knows by its hash (Content Security Policy level 3)."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

INDENTATION_AND_COMMENTS = re.compile(r"(?m)^\s*(//.*)?\n?")


def hash_source(text: str) -> str:
    """The source expression that allows this very text (section 2.3.1)."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def read_inline_scripts(folder: Path, *names: str) -> dict[str, str]:
    """Scripts for pages themselves; every page carries them, so what only we read stays behind."""
    return {
        name: INDENTATION_AND_COMMENTS.sub("", (folder / f"{name}.js").read_text("utf-8"))
        for name in names
    }
