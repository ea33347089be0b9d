"""The private feed: a feed reader learns that there is something new, and nothing else.

Its address holds a secret of its own, which opens nothing and can be thrown away at any time.
"""

import secrets
from datetime import UTC, date, datetime, time

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from questions import actions, crypto
from questions.absolute_urls import absolute_url
from questions.models import Letter, Message

ATOM = "application/atom+xml"


def create_feed_address(letter: Letter) -> str:
    """Make the feed's address anew; only a hash of its secret is kept."""
    token = secrets.token_urlsafe(24)
    replace_feed_hash(letter, crypto.keyed_hash("feed", token).hex())
    return absolute_url(reverse("reply-feed", args=[token]))


def delete_feed_address(letter: Letter) -> None:
    """End the feed."""
    replace_feed_hash(letter, None)


@transaction.atomic
def replace_feed_hash(letter: Letter, hashed: str | None) -> None:
    """Let the former address lead nowhere, also after a restore.

    Args:
        letter: whose feed it is.
        hashed: of the new address, if there is one.
    """
    if letter.feed_hash:
        actions.revocations.record("feed", letter.feed_hash)
    letter.feed_hash = hashed
    letter.save(update_fields=["feed_hash"])


@never_cache
@require_safe
def show_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed of an address, with neutral words; for a browser a page that explains it.

    Args:
        request: says whether a feed reader or a browser asks.
        token: the address's secret.

    Raises:
        Http404: there is none at this address (any more).
    """
    hashed = crypto.keyed_hash("feed", token).hex()
    letter = Letter.objects.select_related("question").filter(feed_hash=hashed).first()
    if letter is None:
        raise Http404
    if request.get_preferred_type([ATOM, "text/html"]) == "text/html":
        page = render(request, "asking/feed_page.html")
        patch_vary_headers(page, ["Accept"])
        return page
    response = HttpResponse(write_atom(letter, hashed[:32]), content_type=ATOM)
    patch_vary_headers(response, ["Accept"])
    return response


def write_atom(letter: Letter, name: str) -> str:
    """The feed itself.

    Args:
        letter: whose.
        name: what makes the feed and its entries unique.
    """
    atom = Atom1Feed(title=_("Notes"), link=absolute_url("/"), description="", feed_guid=name)
    for number, day in feed_events(letter):
        moment = datetime.combine(day, time(), UTC)
        title, link, unique_id = _("Something new"), absolute_url("/"), f"urn:{name}:{number}"
        atom.add_item(title, link, "", unique_id=unique_id, pubdate=moment, updateddate=moment)
    return atom.writeString("utf-8")


def feed_events(letter: Letter) -> list[tuple[str, date]]:
    """What there is to tell, each with its day."""
    said = letter.messages.filter(author=Message.Author.JOHN)
    found = [(str(turn.number), turn.written_on) for turn in said]
    if letter.approval_asked_on:
        found.append((f"text-{letter.approval_asked_on}", letter.approval_asked_on))
    if letter.question and letter.question.is_public and letter.question.publish_at:
        found.append(("public", letter.question.publish_at.date()))
    return found
