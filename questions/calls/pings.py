"""Pings that a feed or a page has changed: WebSub for feed readers, IndexNow for search engines."""

import json
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from advice.outgoing import Request
from questions.absolute_urls import absolute_url, reverse_path
from questions.calls.requests import NotNeeded, find_told_slug
from questions.models import OutgoingCall


def compose_websub(call: OutgoingCall) -> Request:
    """Tell the hub which feeds have changed (WebSub, section 7).

    Raises:
        NotNeeded: no hub is set any more.
    """
    if not settings.WEBSUB_HUB:
        raise NotNeeded
    fields = [("hub.mode", "publish"), *(("hub.url", feed) for feed in list_feeds(call))]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode(fields).encode()
    return Request(settings.WEBSUB_HUB, "POST", body, headers, may_be_private=True)


def list_feeds(call: OutgoingCall) -> list[str]:
    """The feeds in which a letter is or was: the column's, and those of its tags."""
    paths = [reverse("feed"), reverse("feed-json")]
    question = call.question
    for tag in question.tags.order_by("pk") if question else ():
        paths += [reverse(name, args=[tag.slug]) for name in ("tag-feed", "tag-feed-json")]
    return [absolute_url(path) for path in paths]


def compose_indexnow(call: OutgoingCall) -> Request:
    """Tell search engines that a page is new, changed or gone (indexnow.org/documentation).

    Raises:
        NotNeeded: no key is set any more, or what it says is no longer so.
    """
    key = settings.INDEXNOW_KEY
    if not (key and settings.INDEXNOW_URL):
        raise NotNeeded
    facts = {
        "host": settings.SITE_URL.partition("://")[2],
        "key": key,
        "keyLocation": absolute_url(reverse("indexnow-key", args=[key])),
        "urlList": [absolute_url(reverse_path("question", find_told_slug(call)))],
    }
    headers = {"Content-Type": "application/json; charset=utf-8"}
    body = json.dumps(facts).encode()
    return Request(settings.INDEXNOW_URL, "POST", body, headers, may_be_private=True)
