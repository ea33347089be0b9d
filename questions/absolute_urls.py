"""Addresses: paths worked out once, and whole ones from the setting that says where the site is."""

from functools import cache

from django.conf import settings
from django.urls import reverse

STANDS_FOR_A_SLUG = "a-slug"


def absolute(path: str) -> str:
    """The whole address of a path of ours."""
    return f"{settings.SITE_URL}{path}"


def address(name: str, slug: str = "") -> str:
    """The path of a page, as `reverse` finds it but without its search through all addresses."""
    return pattern(name, bool(slug)).replace(STANDS_FOR_A_SLUG, slug)


@cache
def pattern(name: str, has_slug: bool) -> str:
    """A path with a place for the slug. Slugs need no quoting: letters, digits, hyphens alone."""
    return reverse(name, args=[STANDS_FOR_A_SLUG] if has_slug else [])
