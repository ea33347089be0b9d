"""What an import would do or did: counts, and a line for everything that somebody must know."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from questions.transfer.items import Difference, Fault, Item, LeftOut

SURE = 1.0
SURENESS = ((0.9, "almost certain"), (0.8, "quite sure"), (0.7, "fairly sure"), (0.0, "not sure"))
OUTCOMES = ("new", "changed", "unchanged", "edited here", "already here", "public", "drafts")
FACTS = ("addresses", "pictures found", "picture missing", "cut", "difference", "left out", "fault")


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One thing to know.

    Attributes:
        kind: what it is about; lines are counted by it.
        place: where in the source, such as `posts.xml, line 120`.
        title: of which letter.
        words: what happened.
    """

    kind: str
    place: str
    title: str
    words: str


@dataclass
class TransferReport:
    """The result of an import.

    Attributes:
        system: the kind of the source.
        counts: how many items came to what end.
        lines: what to know of each.
        tags: how many items have each tag.
        run: the number of the import, once it is written.
    """

    system: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    lines: list[ReportLine] = field(default_factory=list)
    tags: Counter[str] = field(default_factory=Counter)
    run: int | None = None

    def add_item(self, item: Item) -> None:
        """Note what an item is, what becomes of it, and all that happened to it on the way."""
        self.counts["letters"] += 1
        self.counts["public" if item.is_public else "drafts"] += 1
        self.counts["pictures found"] += sum(picture.is_found for picture in item.pictures)
        self.counts["addresses"] += len(item.addresses)
        self.tags.update(item.tags)
        for kind, words in lines_of(item):
            self.add_line(kind, place_of(item.place, item.line), item.headline, words)

    def add_fault(self, fault: Fault) -> None:
        """Note an entry that could not be read."""
        self.add_line("fault", place_of(fault.place, fault.line), "", fault.reason)

    def add_left_out(self, entry: LeftOut) -> None:
        """Note an entry that is not a letter."""
        self.add_line("left out", place_of(entry.place, entry.line), entry.title, entry.what)

    def add_line(self, kind: str, place: str, title: str, words: str) -> None:
        """Note one thing.

        Args:
            kind: what it is about.
            place: where in the source.
            title: of which letter.
            words: what happened.
        """
        self.counts[kind] += 1
        self.lines.append(ReportLine(kind, place, title, words))


def place_of(name: str, line: int | None) -> str:
    """Return a place in words."""
    return f"{name}, line {line}" if line else name


def lines_of(item: Item) -> Iterator[tuple[str, str]]:
    """Yield the kind and the words of everything to know of an item."""
    yield from (("draft", reason) for reason in item.draft_reasons)
    if item.cut.rule != "none" and item.cut.confidence < SURE:
        yield "cut", f"{sure_words(item.cut.confidence)} ({item.cut.rule}): {cut_words(item)}"
    yield from (("difference", words) for words in difference_lines(item.differences))
    for picture in item.pictures:
        if not picture.is_found:
            yield "picture missing", picture.address
    yield from (("note", note) for note in item.notes)


def difference_lines(differences: tuple[Difference, ...]) -> Iterator[str]:
    """Yield the differences in words; what is missing here and new there was moved."""
    added = {one.after for one in differences if not one.before}
    moved = {one.before for one in differences if not one.after} & added
    for one in differences:
        if one.before in moved and not one.after:
            yield f"“{one.before}” was moved"
        elif one.before or one.after not in moved:
            yield difference_words(one)


def difference_words(difference: Difference) -> str:
    """Say how the words of a page differ from those of its source."""
    if not difference.after:
        return f"“{difference.before}” was left out"
    if not difference.before:
        return f"“{difference.after}” was added"
    return f"“{difference.before}” became “{difference.after}”"


def sure_words(confidence: float) -> str:
    """Say how sure a cut is."""
    return next(words for least, words in SURENESS if confidence >= least)


def cut_words(item: Item) -> str:
    """Say how a post was cut, without its text."""
    counts = (len(item.letter.split()), len(item.answer.split()))
    return f"letter {counts[0]} words, answer {counts[1]} words"


def report_text(report: TransferReport, limit: int = 2000) -> Iterator[str]:
    """Yield a report's lines for a terminal.

    Args:
        report: the result.
        limit: how many lines of detail there may be.
    """
    yield f"{report.system}: {report.counts['letters']} letters"
    for name in (*OUTCOMES, *FACTS):
        if report.counts[name]:
            yield f"  {name}: {report.counts[name]}"
    for line in report.lines[:limit]:
        yield f"{line.kind:16} {line.place} · {line.title} · {line.words}"
    if len(report.lines) > limit:
        yield f"… and {len(report.lines) - limit} lines more"
