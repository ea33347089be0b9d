"""Opening what an operator points at: a file, a folder or a zip, none of which is trusted.

Every source is read through the same three methods, so that a reader does not know which it is.
Nothing is ever unpacked onto the disk, and every size is bounded by bytes that were really read.
"""

import codecs
import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

MAX_ENTRIES = 100_000
MAX_ENTRY_BYTES = 2 * 1024**3
MAX_TOTAL_BYTES = 8 * 1024**3
MAX_RATIO = 200  # texts are packed to a tenth, bombs to a thousandth
SMALL_ENTRY_BYTES = 10 * 1024**2  # below this no ratio is a danger
MAX_TEXT_BYTES = 32 * 1024**2  # of a file that has to be read whole
HEAD_BYTES = 64 * 1024
WINDOWS = "windows-1252"  # how bytes are read that are not UTF-8: as Windows writes them
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
TELLING = {".eleventy.js", ".eleventyignore", ".gitignore"}  # hidden files that are read
IGNORED_PARTS = {"__MACOSX", "node_modules", "_site"}


class SourceRefused(Exception):
    """The source cannot be read as a whole; nothing of it was taken."""


class Source(Protocol):
    """A file, a folder or a zip.

    Attributes:
        label: what to call it in a report.
    """

    label: str

    def list_names(self) -> list[str]:
        """Return the names of its files, in order, with forward slashes."""

    def open_entry(self, name: str) -> BinaryIO:
        """Open one file; reading more than the limit raises `SourceRefused`."""


@contextmanager
def damage_refused(label: str) -> Iterator[None]:
    """Turn the errors of a damaged zip into `SourceRefused`."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise SourceRefused(f"{label} is damaged.") from error


class BoundedStream(io.RawIOBase):
    """A stream that refuses to hand out more than so many bytes."""

    def __init__(self, stream: BinaryIO, limit: int, label: str) -> None:
        super().__init__()
        self.stream, self.left, self.label = stream, limit, label

    def readable(self) -> bool:
        """Every one of these can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer, counting what was handed out."""
        with damage_refused(self.label):
            data = self.stream.read(len(buffer))
        self.left -= len(data)
        if self.left < 0:
            raise SourceRefused(f"{self.label} is larger than it may be.")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the stream below, too."""
        self.stream.close()
        super().close()


def bound_stream(stream: BinaryIO, limit: int, label: str) -> BinaryIO:
    """Wrap a stream so that no more than `limit` bytes are read from it.

    Args:
        stream: what is read.
        limit: the number of bytes.
        label: what to call it when it is too long.

    Returns:
        A buffered stream.
    """
    return io.BufferedReader(BoundedStream(stream, limit, label), buffer_size=256 * 1024)


class FileSource:
    """One plain file."""

    def __init__(self, path: Path) -> None:
        self.path, self.label = path, path.name

    def list_names(self) -> list[str]:
        """Return its own name."""
        return [self.path.name]

    def open_entry(self, name: str) -> BinaryIO:
        """Open the file."""
        return bound_stream(self.path.open("rb"), MAX_ENTRY_BYTES, name)


class FolderSource:
    """A folder. Links are not followed: they could lead anywhere."""

    def __init__(self, path: Path) -> None:
        self.path, self.label = path, path.name

    def list_names(self) -> list[str]:
        """Return the files below it but hidden ones, by name."""
        names: list[str] = []
        for folder, below, files in os.walk(self.path, followlinks=False):
            below[:] = sorted(part for part in below if not is_ignored(part))
            here = Path(folder)
            names += [self.relative_name(here / file) for file in files if is_plain(here / file)]
            if len(names) > MAX_ENTRIES:
                raise SourceRefused(f"{self.label} has more than {MAX_ENTRIES} files.")
        return sorted(names)

    def relative_name(self, path: Path) -> str:
        """Return a file's name within the folder."""
        return path.relative_to(self.path).as_posix()

    def open_entry(self, name: str) -> BinaryIO:
        """Open a file of the folder."""
        refuse_unsafe_name(name)
        path = self.path / name
        if not is_plain(path) or not path.resolve().is_relative_to(self.path.resolve()):
            raise SourceRefused(f"{name} is not a plain file of the folder.")
        return bound_stream(path.open("rb"), MAX_ENTRY_BYTES, name)


class ZipSource:
    """A zip file, read in its place."""

    def __init__(self, path: Path) -> None:
        self.label = path.name
        try:
            self.archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise SourceRefused(f"{path.name} cannot be read as a zip file.") from error
        self.entries = self.check_entries()

    def check_entries(self) -> dict[str, zipfile.ZipInfo]:
        """Return the zip's files by name.

        Raises:
            SourceRefused: it has too many, too large, locked or dangerous ones.
        """
        found = [entry for entry in self.archive.infolist() if not entry.is_dir()]
        if len(found) > MAX_ENTRIES:
            raise SourceRefused(f"{self.label} has more than {MAX_ENTRIES} files.")
        if sum(entry.file_size for entry in found) > MAX_TOTAL_BYTES:
            raise SourceRefused(f"{self.label} would be larger than it may be when unpacked.")
        for entry in found:
            refuse_dangerous_entry(entry)
        kept = (entry for entry in found if not has_ignored_part(entry.filename))
        return {entry.filename: entry for entry in kept}

    def list_names(self) -> list[str]:
        """Return the names of its files."""
        return sorted(self.entries)

    def open_entry(self, name: str) -> BinaryIO:
        """Open one of its files; what its size was said to be is all that is read."""
        if name not in self.entries:
            raise SourceRefused(f"{name} is not in {self.label}.")
        entry = self.entries[name]
        try:
            stream = self.archive.open(entry)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise SourceRefused(f"{name} in {self.label} is damaged.") from error
        return bound_stream(stream, entry.file_size, name)  # type: ignore[arg-type]


def is_plain(path: Path) -> bool:
    """Whether a path is a file that is no link and not hidden."""
    is_hidden = path.name.startswith(".") and path.name not in TELLING
    return not is_hidden and path.is_file() and not path.is_symlink()


def is_ignored(part: str) -> bool:
    """Whether a folder never has anything of the column in it."""
    return part in IGNORED_PARTS or (part.startswith(".") and part not in {".", "..", *TELLING})


def has_ignored_part(name: str) -> bool:
    """Whether a file is hidden or in a folder that is left out."""
    return any(is_ignored(part) for part in PurePosixPath(name).parts)


def refuse_unsafe_name(name: str) -> None:
    """Raise `SourceRefused` for a name that leads out of its folder."""
    path = PurePosixPath(name)
    is_odd = "\\" in name or "\0" in name or ":" in path.parts[0] if path.parts else True
    if is_odd or path.is_absolute() or ".." in path.parts:
        raise SourceRefused("A file in it has a name that leads out of its folder.")


def refuse_dangerous_entry(entry: zipfile.ZipInfo) -> None:
    """Raise `SourceRefused` for a file of a zip that is locked, leads elsewhere or is a bomb."""
    refuse_unsafe_name(entry.filename)
    if entry.flag_bits & 0x1:
        raise SourceRefused("The zip file is locked with a password.")
    if entry.file_size > MAX_ENTRY_BYTES:
        raise SourceRefused(f"{entry.filename} is larger than it may be.")
    is_large = entry.file_size > SMALL_ENTRY_BYTES
    if is_large and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise SourceRefused(
            f"{entry.filename} swells more than any text does: it may be a zip bomb."
        )


def open_source(path: Path) -> Source:
    """Open a file, a folder or a zip.

    Raises:
        SourceRefused: there is nothing there, or it is not safe to read.
    """
    if path.is_dir():
        return FolderSource(path)
    if not path.is_file():
        raise SourceRefused(f"There is no file or folder at {path}.")
    with path.open("rb") as stream:
        is_zip = stream.read(4) == b"PK\x03\x04"
    return ZipSource(path) if is_zip else FileSource(path)


def read_head(source: Source, name: str) -> bytes:
    """Read the beginning of a file, enough to tell what it is."""
    with damage_refused(name), source.open_entry(name) as stream:
        return stream.read(HEAD_BYTES)


def read_text(source: Source, name: str, limit: int = MAX_TEXT_BYTES) -> str:
    """Read a whole file as text without a byte order mark.

    Args:
        source: where it is.
        name: its name there.
        limit: how many bytes it may have.

    Raises:
        SourceRefused: it is larger, or damaged.
    """
    with damage_refused(name), source.open_entry(name) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise SourceRefused(f"{name} is larger than {limit // 1024**2} MiB.")
    return decode_text(data)


def decode_text(data: bytes) -> str:
    """Decode bytes with or without a byte order mark; those that are not UTF-8 as Windows would."""
    if data.startswith(UTF16_MARKS):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors=WINDOWS)


def decode_as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are not UTF-8 in the middle of a text."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode(WINDOWS, "replace"), error.end


codecs.register_error(WINDOWS, decode_as_windows)
