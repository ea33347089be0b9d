"""Links that lead nowhere and pictures that nobody sees, for the columnist to put right.

A link is lost without an error: Markdown leaves what it does not understand as it was typed, and
what is not on the allow-list is taken out. So each of them is named.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Manager, Q, QuerySet
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from questions.models import Collection, FormerAddress, Question, Tag
from questions.text import rendering
from questions.text.links import RefusedLink


class MarkupCollector(HTMLParser):
    """The links, pictures and anchors of rendered Markdown.

    Attributes:
        links: where each leads, and its words.
        pictures: what each says of itself, and its address.
        anchors: the names to which links of the same text can lead.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[RefusedLink] = []
        self.pictures: list[RefusedLink] = []
        self.anchors: set[str] = set()
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a link leads, and what a picture says of itself."""
        facts = {name: value or "" for name, value in attrs}
        self.anchors.add(facts.get("id", ""))
        if tag == "a":
            self.links.append(RefusedLink("", facts.get("href", "")))
            self.words = []
        elif tag == "img":
            words = facts.get("alt", "").strip()
            self.pictures.append(RefusedLink(words, facts.get("src", "")))
            self.words.append(words)

    def handle_data(self, data: str) -> None:
        """Keep the words of a link."""
        self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Give a link its words."""
        if tag == "a":
            address = self.links.pop().address
            self.links.append(RefusedLink("".join(self.words).strip(), address))


def list_link_faults(markdown: str) -> list[str]:
    """What is wrong with the links and pictures of a Markdown text, in sentences."""
    marks = MarkupCollector(rendering.render_markdown(markdown))
    dead = [*rendering.refused_links(markdown), *dead_links(marks)]
    wordless = [RefusedLink("", link.address) for link in marks.links if not link.words]
    lost = (one for one in marks.pictures if not has_public_page(urlsplit(one.address).path))
    unseen = [*rendering.refused_pictures(markdown), *lost]
    return [
        *describe_links(_("This link leads nowhere: %(path)s"), dead),
        *describe_links(_("This link has no words: %(path)s"), wordless),
        *describe_links(_("This picture isn’t shown: %(path)s"), unseen),
    ]


def describe_links(sentence: str, links: list[RefusedLink]) -> Iterator[str]:
    """One sentence for each of some links, with what was typed, which tells what was meant."""
    named = (
        f"{link.words} ({link.address})" if link.words not in ("", link.address) else link.address
        for link in links
    )
    return (sentence % {"path": name} for name in dict.fromkeys(named))


def dead_links(marks: MarkupCollector) -> Iterator[RefusedLink]:
    """Links to a page of ours that readers cannot open, and to an anchor that is not there."""
    for link in marks.links:
        path, anchor = internal_path(link.address), link.address.removeprefix("#")
        if path is not None and not has_public_page(path):
            yield RefusedLink("", link.address)
        if link.address.startswith("#") and anchor not in marks.anchors:
            yield link


def internal_path(link: str) -> str | None:
    """The path of a link that leads to a page of ours; None for all others."""
    if link == settings.SITE_URL or link.startswith(f"{settings.SITE_URL}/"):
        link = link.removeprefix(settings.SITE_URL) or "/"
    return urlsplit(link).path if re.match(r"/(?!/)", link) else None


def has_public_page(path: str) -> bool:
    """Whether readers find a page, or a picture, at a path of ours."""
    try:
        found = resolve(path)
    except Resolver404:
        return FormerAddress.objects.for_path(path).exists()
    if slug := found.kwargs.get("slug"):
        has_slug = Q(slug=slug) | Q(former_slugs__slug=slug)
        return public_rows(found.url_name or "").filter(has_slug).exists()
    if name := found.kwargs.get("name"):
        return has_picture(name)
    return not path.startswith(reverse("admin:index"))


def has_picture(name: str) -> bool:
    """Whether a picture's file is there. A bucket isn't asked at each pause in typing."""
    try:
        return Path(default_storage.path(name)).exists()
    except NotImplementedError:
        return True


def public_rows(place: str) -> Manager[Any] | QuerySet[Any]:
    """What readers can open, of the kind that has a slug in an address.

    Args:
        place: the name of the address, such as `tag-feed`.
    """
    if place.startswith("tag"):
        return Tag.objects.with_letters()
    if place.startswith("collection"):
        return Collection.objects.published()
    return Question.objects.published()
