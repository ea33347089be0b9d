"""The files of a source, one after the other."""

from collections.abc import Callable, Iterator

from questions.transfer.items import Entry, Fault
from questions.transfer.sources import Source, SourceRefused


def files_ending(source: Source, endings: tuple[str, ...]) -> list[str]:
    """Return the files with one of some endings in small letters, or all where none has one."""
    names = source.list_names()
    return [name for name in names if name.lower().endswith(endings)] or names


def read_files(
    source: Source, endings: tuple[str, ...], read_file: Callable[[str], Iterator[Entry]]
) -> Iterator[Entry]:
    """Yield the entries of all files with one of some endings; one that is refused is a fault.

    Args:
        source: where they are.
        endings: in small letters.
        read_file: yields the entries of the file of a name.
    """
    for name in files_ending(source, endings):
        try:
            yield from read_file(name)
        except SourceRefused as reason:
            yield Fault(name, None, str(reason))
