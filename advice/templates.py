"""Templates without their indentation: readers are sent none of it."""

import re

from django.template import Origin
from django.template.loaders.filesystem import Loader

INDENTATION = re.compile(r"\s*\n\s*")


class Lean(Loader):
    """Django's loader, with each run of white space around a line's end made one line's end."""

    def get_contents(self, origin: Origin) -> str:
        """The template's text. No template of ours has a <pre>, where this would show."""
        return INDENTATION.sub("\n", super().get_contents(origin))
