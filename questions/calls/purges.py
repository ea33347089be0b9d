"""Purges: a CDN forgets all pages of the column, because one of them has changed.

A letter is on its own page, in lists, feeds, beside letters like it, and in the words around them.
So every page has the same key and goes with each change, as in the page cache of a process.
"""

import json

from django.conf import settings

from advice.outgoing import Request
from questions.calls.requests import NotNeeded
from questions.models import OutgoingCall
from questions.page_cache.cdn import PAGES_KEY

FASTLY = "https://api.fastly.com"
CLOUDFLARE = "https://api.cloudflare.com/client/v4"


def compose_purge(call: OutgoingCall) -> Request:
    """The request by which a CDN forgets all pages.

    Raises:
        NotNeeded: the settings do not name it any more.
    """
    if not settings.CDN or call.target not in settings.CDN.targets:
        raise NotNeeded
    compose = {"fastly": purge_fastly, "cloudflare": purge_cloudflare, "varnish": purge_varnish}
    return compose[settings.CDN.kind](call.target, settings.CDN.token)


def purge_fastly(service: str, token: str) -> Request:
    """By surrogate key, at once: a soft purge would leave the page to be shown when we are away."""
    headers = {"Fastly-Key": token, "Accept": "application/json"}
    url = f"{FASTLY}/service/{service}/purge/{PAGES_KEY}"
    return Request(url, "POST", b"", headers, may_be_private=True)


def purge_cloudflare(zone: str, token: str) -> Request:
    """By cache tag."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"tags": [PAGES_KEY]}).encode()
    url = f"{CLOUDFLARE}/zones/{zone}/purge_cache"
    return Request(url, "POST", body, headers, may_be_private=True)


def purge_varnish(address: str, token: str) -> Request:
    """By the method that docs/varnish/column.vcl understands."""
    site = settings.SITE_URL.partition("://")[2]
    headers = {"Authorization": f"Bearer {token}", "Surrogate-Key": PAGES_KEY, "Host": site}
    return Request(f"{address}/", "PURGE", b"", headers, may_be_private=True)
