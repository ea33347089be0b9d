"""Addresses: paths worked out once, and whole ones from the setting that says where the site is."""

from functools import cache

from django.conf import settings
from django.urls import reverse

SLUG_PLACEHOLDER = "a-slug"


def absolute_url(path: str) -> str:
    """The whole address of a path of ours."""
    return f"{settings.SITE_URL}{path}"


def reverse_path(name: str, slug: str = "") -> str:
    """The path of a page, as `reverse` finds it but without its search through all addresses."""
    return path_pattern(name, bool(slug)).replace(SLUG_PLACEHOLDER, slug)


@cache
def path_pattern(name: str, has_slug: bool) -> str:
    """A path with a place for the slug. Slugs need no quoting: letters, digits, hyphens alone."""
    return reverse(name, args=[SLUG_PLACEHOLDER] if has_slug else [])
