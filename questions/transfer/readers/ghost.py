"""Ghost's export: JSON of a whole database, of which only posts and their tags are read."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any

from questions.transfer import own
from questions.transfer.items import BodyFormat, Entry, Fault, LeftOut, Post
from questions.transfer.readers.addresses import unique_paths
from questions.transfer.readers.dates import parse_moment
from questions.transfer.readers.json_stream import Path, read_values
from questions.transfer.readers.options import ReadOptions, future_reason
from questions.transfer.readers.restrictions import LOCKED_SITE, members_reason
from questions.transfer.readers.wxr import pictures_of
from questions.transfer.sources import Source

ROOTS = (("db", "*", "data"), ("data",), ("db", "*"), ())
SMALL_TABLES = ("tags", "posts_tags", "posts_meta", "settings")
SITE_MARK = "__GHOST_URL__"
BODIES = (
    ("html", BodyFormat.HTML),
    ("markdown", BodyFormat.MARKDOWN),
    ("plaintext", BodyFormat.CLASSIC),
)
STATUS_REASONS = {"draft": "It was a draft.", "scheduled": "It was scheduled."}


@dataclass
class Tables:
    """What belongs to posts and stands elsewhere in the file.

    Attributes:
        names: tags' names by their number.
        order: each post's tags, with their places.
        meta: each post's further facts.
        is_private: whether the whole site was locked with a password.
    """

    names: dict[str, str] = field(default_factory=dict)
    order: defaultdict[str, list[tuple[int, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    meta: dict[str, dict[str, Any]] = field(default_factory=dict)
    is_private: bool = False

    def add_row(self, table: str, row: dict[str, Any]) -> None:
        """Note one row.

        Args:
            table: the table's name.
            row: its values.
        """
        if table == "tags":
            self.names[str(row.get("id"))] = str(row.get("name") or "")
        elif table == "posts_tags":
            place = (whole_number(row.get("sort_order")), str(row.get("tag_id")))
            self.order[str(row.get("post_id"))].append(place)
        elif table == "settings":
            self.is_private |= row.get("key") == "is_private" and is_yes(row.get("value"))
        elif row.get("email_only"):
            self.meta[str(row.get("post_id"))] = {"email_only": True}

    def tags_of(self, post: str) -> tuple[str, ...]:
        """Return a post's tags in their order, without the internal ones."""
        found = sorted(self.order.get(post, ()), key=lambda place: place[0])
        names = (self.names.get(number, "") for _, number in found)
        return tuple(dict.fromkeys(name for name in names if name and not name.startswith("#")))


def is_yes(value: object) -> bool:
    """Whether a setting is on, however a version wrote it."""
    return str(value).strip().lower() not in {"", "0", "false", "none", "null"}


def whole_number(value: object) -> int:
    """Return a value as a whole number; 0 for anything else."""
    try:
        return int(str(value))
    except ValueError:
        return 0


def rows_of(*tables: str) -> set[Path]:
    """Return the paths of the rows of some tables, wherever the export has them."""
    return {(*root, table, "*") for root in ROOTS for table in tables}


def read_tables(source: Source, name: str) -> Tables:
    """Read the small tables, which may stand behind the posts."""
    tables = Tables()
    for path, _, row in read_values(source, name, rows_of(*SMALL_TABLES)):
        if isinstance(row, dict):
            tables.add_row(path[-2], row)
    return tables


def read_file(source: Source, name: str, options: ReadOptions) -> Iterator[Entry]:
    """Yield the posts of one file.

    Args:
        source: where the file is.
        name: its name there.
        options: how to read it.
    """
    tables = read_tables(source, name)
    for _, line, row in read_values(source, name, rows_of("posts")):
        yield replace(entry_of(row, tables, options), place=name, line=line)


def entry_of(row: Any, tables: Tables, options: ReadOptions) -> Entry:
    """Turn a row into an entry.

    Args:
        row: a post as Ghost has it.
        tables: what belongs to it.
        options: how to read it.
    """
    if not isinstance(row, dict):
        return Fault("The post is not an object.")
    title = text_of(row, "title")
    kind = text_of(row, "type") or ("page" if row.get("page") in (1, True) else "post")
    if kind != "post":
        return LeftOut(kind, title)
    post = post_of(row, tables, options)
    post = post.hide_for(LOCKED_SITE if tables.is_private else "")
    mark = own.post_fingerprint(title, text_of(row, "html"))
    return own.restore_post(post, text_of(row, own.META_KEY), mark)


def text_of(row: dict[str, Any], key: str) -> str:
    """Return a value that is a text; nothing for any other."""
    value = row.get(key)
    return value if isinstance(value, str) else ""


def post_of(row: dict[str, Any], tables: Tables, options: ReadOptions) -> Post:
    """Turn a row into a post.

    Args:
        row: a post as Ghost has it.
        tables: what belongs to it.
        options: how to read it.
    """
    number = str(row.get("id") or row.get("uuid") or text_of(row, "slug"))
    slug = text_of(row, "slug")
    body, body_format = body_of(row)
    moment = parse_moment(text_of(row, "published_at"), UTC)
    reason = draft_reason(row, tables.meta.get(number, {})) or future_reason(moment, options.now)
    return Post(
        source_id=f"ghost:{number}",
        title=text_of(row, "title"),
        slug=slug,
        body=body,
        body_format=body_format,
        tags=tables.tags_of(number),
        published_at=moment,
        changed_at=parse_moment(text_of(row, "updated_at"), UTC),
        addresses=unique_paths([f"/{slug}/"] if slug else []),
        pictures=pictures_of(body),
        draft_reason=reason or members_reason(body, {}),
        notes=notes_of(row),
    )


def body_of(row: dict[str, Any]) -> tuple[str, BodyFormat]:
    """Return a post's body: HTML, the Markdown of old versions, or at least its words."""
    for key, kind in BODIES:
        if body := text_of(row, key):
            return body.replace(SITE_MARK, ""), kind
    return "", BodyFormat.HTML


def draft_reason(row: dict[str, Any], meta: dict[str, Any]) -> str:
    """Say why a post is not public; empty if everybody could read it.

    Args:
        row: the post.
        meta: its further facts.
    """
    status = text_of(row, "status")
    if status != "published":
        return STATUS_REASONS.get(status, "It was not published.")
    if row.get("visibility", "public") != "public":  # old versions had no such column
        return "It was for members only."
    is_mail_only = meta.get("email_only") or row.get("email_only")
    return "It went out by email only." if is_mail_only else ""


def notes_of(row: dict[str, Any]) -> tuple[str, ...]:
    """Name what a post has and the column has no place for."""
    notes = ["Its excerpt is left out."] if text_of(row, "custom_excerpt").strip() else []
    if text_of(row, "feature_image"):
        notes.append("Its featured picture is left out.")
    has_body = text_of(row, "mobiledoc") or text_of(row, "lexical")
    if has_body and not body_of(row)[0].strip():
        notes.append("It has no HTML. Open and save it in Ghost, then export again.")
    return tuple(notes)
