"""Pictures of another site: found in a folder of its uploads, and put into answers as our own."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Protocol
from urllib.parse import unquote, urlsplit

from questions.transfer.items import Item, Picture
from questions.transfer.markdown import write_address
from questions.transfer.readers.wxr_files import SCALED
from questions.transfer.sources import is_plain

StorePicture = Callable[[Path], str]
"""Stores a file and returns its path on our pages; raises `PictureRefused`."""


class PictureRefused(Exception):
    """A file is no picture that can be shown."""


class PictureFiles(Protocol):
    """Where the files of pictures are."""

    def has_file(self, address: str) -> bool:
        """Whether there may be a file for an address."""

    def find_file(self, address: str) -> Path | None:
        """Return the file of an address, or None; or raise `PictureRefused`."""


class UploadsFolder:
    """A folder with a copy of the other site's uploads.

    Attributes:
        folder: such as `wp-content/uploads` or Ghost's `content/images`; None if there is none.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder.resolve() if folder else None

    def find_file(self, address: str) -> Path | None:
        """Find the file of an address: the longest end of its path that is in the folder.

        A scaled copy, such as `cup-300x200.jpg`, may be there in full size alone.
        """
        if self.folder is None:
            return None
        for path in (path_parts(address), path_parts(SCALED.sub("", address))):
            for start in range(len(path)):
                if found := self.file_at(PurePosixPath(*path[start:])):
                    return found
        return None

    def file_at(self, path: PurePosixPath) -> Path | None:
        """Return the plain file at a path within the folder."""
        assert self.folder is not None
        file = self.folder / path
        is_inside = file.resolve().is_relative_to(self.folder)
        return file if is_inside and is_plain(file) else None

    def has_file(self, address: str) -> bool:
        """Whether the file of an address is there."""
        return self.find_file(address) is not None


def path_parts(address: str) -> tuple[str, ...]:
    """Return the parts of an address's path that can be names of files."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ()
    parts = (part for part in path.split("/") if part and "\0" not in part)
    return () if ".." in path.split("/") else tuple(parts)


def place_pictures(item: Item, uploads: PictureFiles, store: StorePicture) -> Item:
    """Store an item's pictures and let its answer show them; those that cannot be are missing.

    Args:
        item: what is imported.
        uploads: where their files are.
        store: keeps one of them.
    """
    answer, pictures, notes = item.answer, [], list(item.notes)
    for picture in item.pictures:
        try:
            file = uploads.find_file(picture.address)
            answer = show_picture(answer, picture, store(file)) if file else answer
            pictures.append(replace(picture, is_found=file is not None))
        except PictureRefused as reason:
            pictures.append(replace(picture, is_found=False))
            notes.append(f"A picture was refused: {picture.address}: {reason}")
    return replace(item, answer=answer, pictures=tuple(pictures), notes=tuple(notes))


def show_picture(answer: str, picture: Picture, path: str) -> str:
    """Return the answer with one picture's address replaced.

    Args:
        answer: Markdown.
        picture: as the other site has it.
        path: where it is here.
    """
    for written in {write_address(picture.address), picture.address, f"<{picture.address}>"}:
        for end in (")", " "):
            answer = answer.replace(f"]({written}{end}", f"]({path}{end}")
    return answer
