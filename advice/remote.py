"""Typed readers of the settings for external services: the CDN, the feeds' hub, IndexNow."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from advice import env

CDN_FORMS = "Write it like this: fastly:SERVICE, cloudflare:ZONE or varnish:http://10.0.0.5:6081"
KEY = re.compile(r"[A-Za-z0-9-]{8,128}")
IDENTIFIER = re.compile(r"[A-Za-z0-9]{8,64}")


@dataclass(frozen=True)
class Cdn:
    """Whatever keeps pages in front of us, and is told when they change.

    Attributes:
        kind: fastly, cloudflare or varnish.
        targets: the service or zone; for Varnish the address of each machine.
        token: what proves that it is us.
        seconds: how long it keeps a page when no purge arrives.
    """

    kind: str
    targets: tuple[str, ...]
    token: str = field(repr=False)
    seconds: int


def get_cdn(name: str) -> Cdn | None:
    """What stands in front of us, or nothing."""
    kind, _, places = env.get_text(name, "").partition(":")
    if not kind:
        return None
    targets = tuple(places.replace(",", " ").split())
    is_valid = is_http_address if kind == "varnish" else is_identifier
    is_many = len(targets) > 1 and kind != "varnish"
    is_known = kind in {"fastly", "cloudflare", "varnish"}
    if not is_known or not targets or is_many or not all(map(is_valid, targets)):
        raise env.setting_error(name, "is no CDN that can be told", CDN_FORMS)
    token = env.get_secret(f"{name}_TOKEN", least=16)
    return Cdn(kind, targets, token, env.get_number(f"{name}_SECONDS", 60, 1, 3600))


def is_identifier(text: str) -> bool:
    """Whether it can be the name of a service or a zone."""
    return bool(IDENTIFIER.fullmatch(text))


def is_http_address(text: str) -> bool:
    """Whether it is the address of a machine, without a path."""
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    return bool(host) and parts.scheme in {"http", "https"} and text == env.get_origin(text)


def get_optional_url(name: str, default: str = "") -> str:
    """The address of a service, https or on this machine itself, or nothing."""
    return env.get_external_url(name, default) if env.get_text(name, default) else ""


def get_indexnow_key(name: str) -> str:
    """The key that IndexNow looks for at the site, or nothing. It is public."""
    value = env.get_text(name, "")
    if value and not KEY.fullmatch(value):
        raise env.setting_error(
            name, "is no key", "Set 8 to 128 letters, digits and hyphens of your own choice."
        )
    return value
