"""The column goes out, for another system or for a drawer."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from questions import actions
from questions.checks import OWN_CHECKS
from questions.text.pictures import find_picture_names
from questions.transfer.exporters.csv_table import write_csv
from questions.transfer.exporters.ghost import write_ghost
from questions.transfer.exporters.markdown import write_markdown, write_picture
from questions.transfer.exporters.site import Site
from questions.transfer.exporters.wxr import write_wxr
from questions.transfer.items import Item

Writer = Callable[[Iterable[Item], Site], Iterator[str]]
FILES: dict[str, Writer] = {"wxr": write_wxr, "ghost": write_ghost, "csv": write_csv}


class Command(BaseCommand):
    """Write what everybody can read into a file or a folder."""

    requires_system_checks = OWN_CHECKS
    help = (
        "Exports the published letters with their answers: as a Markdown folder that Hugo builds, "
        "with the pictures; as WXR, which WordPress imports; as Ghost's JSON; or as CSV. "
        "`manage.py import` reads each of them back unchanged. The letters that people sent are "
        "never in it: `manage.py backup` keeps those."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Say where to, and how."""
        parser.add_argument("--to", type=Path, required=True, help="A new file or folder.")
        parser.add_argument("--format", choices=["markdown", *FILES], default="markdown")
        parser.add_argument(
            "--drafts", action="store_true", help="Drafts too, without the letters behind them."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and say how many letters there are."""
        place = options["to"]
        if place.exists() and not (place.is_dir() and not any(place.iterdir())):
            raise CommandError(f"{place} is there already. Nothing was written.")
        self.count, self.pictures = 0, set[str]()
        items = self.count_items(actions.exports.exported_items(has_drafts=options["drafts"]))
        site = actions.exports.describe_site()
        if options["format"] == "markdown":
            self.write_folder(items, place, site)
        else:
            write_file(place, FILES[options["format"]](items, site))
        self.stdout.write(f"{self.count} letters are in {place}.")

    def count_items(self, items: Iterable[Item]) -> Iterator[Item]:
        """Hand the items on, noting their number and their pictures."""
        for item in items:
            self.count += 1
            self.pictures.update(find_picture_names(item.answer))
            yield item

    def write_folder(self, items: Iterable[Item], place: Path, site: Site) -> None:
        """Write a file for each letter, and the pictures that their answers show.

        Args:
            items: the letters.
            place: the folder.
            site: the column.
        """
        write_markdown(items, place, site)
        for name in sorted(self.pictures):
            if default_storage.exists(name):
                with default_storage.open(name) as picture:
                    write_picture(place, name, picture.read())


def write_file(place: Path, pieces: Iterable[str]) -> None:
    """Write a whole file or none; `pieces` are its text."""
    folder = place.parent
    if not folder.is_dir():
        raise CommandError(f"There is no folder {folder}. Nothing was written.")
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=folder, delete=False
    ) as out:
        try:
            out.writelines(pieces)
        except BaseException:
            os.unlink(out.name)
            raise
    os.replace(out.name, place)
