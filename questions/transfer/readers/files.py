"""The files of a source, one after the other."""

from collections.abc import Callable, Iterator

from questions.transfer.items import Entry, Fault
from questions.transfer.readers.options import ReadOptions
from questions.transfer.sources import Source, SourceRefused


def files_ending(source: Source, endings: tuple[str, ...]) -> list[str]:
    """Return the files with one of some endings in small letters, or all where none has one."""
    names = source.list_names()
    return [name for name in names if name.lower().endswith(endings)] or names


def read_files(
    endings: tuple[str, ...],
    read_file: Callable[[Source, str, ReadOptions], Iterator[Entry]],
    source: Source,
    options: ReadOptions,
) -> Iterator[Entry]:
    """Yield the entries of all files with one of some endings; one that is refused is a fault.

    Args:
        endings: in small letters.
        read_file: yields the entries of the file of a name.
        source: where they are.
        options: how to read them.
    """
    for name in files_ending(source, endings):
        try:
            yield from read_file(source, name, options)
        except SourceRefused as reason:
            yield Fault(str(reason), name)
