"""The files of an export of WordPress, and what they say of the site as a whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from questions.transfer.items import Picture, Post
from questions.transfer.kinds import WXR_MARK
from questions.transfer.readers.files import files_ending
from questions.transfer.readers.restrictions import plugins_in
from questions.transfer.readers.xml_fields import Fields, parse_item
from questions.transfer.readers.xml_items import ItemScanner, RawItem, decode_chunks
from questions.transfer.sources import Source, SourceRefused, damage_refused

SCALED = re.compile(r"-\d+x\d+(?=\.\w+$)")
ENDINGS = (".xml", ".wxr", ".txt")
ATTACHMENT = re.compile(r"<wp:post_type>\s*(?:<!\[CDATA\[)?attachment")


@dataclass
class Survey:
    """What must be known of all files before the first post is read.

    Attributes:
        alts: descriptions of pictures by their address.
        plugins: those that decide who may read, by rules that are not in the files.
    """

    alts: dict[str, str] = field(default_factory=dict)
    plugins: set[str] = field(default_factory=set)

    def note_item(self, raw: RawItem) -> None:
        """Note what an item says of the site."""
        self.plugins |= plugins_in(raw.text)
        if ATTACHMENT.search(raw.text):
            self.alts |= alts_of(raw)


def scan_file(source: Source, name: str) -> Iterator[tuple[str, RawItem | None]]:
    """Yield the head of a file once with nothing, then with each item.

    Raises:
        SourceRefused: it is not WXR.
    """
    with damage_refused(name), source.open_entry(name) as stream:
        scanner = ItemScanner(decode_chunks(stream))
        head = scanner.read_head()
        if not WXR_MARK.search(head):
            raise SourceRefused(f"{name} is not an export of WordPress: it has no wp:wxr_version.")
        yield head, None
        for raw in scanner.read_items():
            yield head, raw


def survey_files(source: Source) -> Survey:
    """Read all files once, for what their posts need of each other."""
    survey = Survey()
    for name in files_ending(source, ENDINGS):
        try:
            for _, raw in scan_file(source, name):
                if raw:
                    survey.note_item(raw)
        except SourceRefused:
            continue  # the second reading says so
    return survey


def alts_of(raw: RawItem) -> dict[str, str]:
    """Return the address of one picture with its description."""
    return {
        fields.get_text("attachment_url"): alt[0].strip()
        for fields in parse_item(raw)
        if isinstance(fields, Fields) and (alt := fields.meta.get("_wp_attachment_image_alt"))
    }


def with_alts(post: Post, alts: dict[str, str]) -> Post:
    """Give pictures without a description the one that the library has."""
    pictures = tuple(replace(one, alt=one.alt or alt_from(alts, one)) for one in post.pictures)
    return replace(post, pictures=pictures)


def alt_from(alts: dict[str, str], picture: Picture) -> str:
    """Find a picture's description; scaled copies have the size in their name."""
    return alts.get(picture.address) or alts.get(SCALED.sub("", picture.address), "")
