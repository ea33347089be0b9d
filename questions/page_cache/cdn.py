"""What a CDN in front of the column is told with each public page (docs/deployment.md).

It may keep a page for longer than a second, because it is told when one changes (questions/calls).
Every page has the same key: whatever changes, all of them go.
"""

from django.conf import settings

PAGES_KEY = "column"
CDN_HEADERS = {"surrogate-key", "surrogate-control", "cache-tag", "cdn-cache-control"}


def cdn_headers() -> dict[str, str]:
    """The headers of a page for the CDN that is set; none without one.

    Nothing allows it to show a page when its time is over and we cannot be reached: the letter may
    have been withdrawn meanwhile.
    """
    if not settings.CDN:
        return {}
    life = f"max-age={settings.CDN.seconds}"
    if settings.CDN.kind == "cloudflare":
        return {"Cache-Tag": PAGES_KEY, "CDN-Cache-Control": f"{life}, must-revalidate"}
    return {"Surrogate-Key": PAGES_KEY, "Surrogate-Control": life}
