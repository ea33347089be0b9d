"""Whole addresses, made from the one setting that says where the site lives."""

from django.conf import settings


def absolute(path: str) -> str:
    """The whole address of a path of ours."""
    return f"{settings.SITE_URL}{path}"
