"""The patterns of all addresses, as a request that was resolved names its own."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from advice.logging import UNKNOWN

STATIC = "/static/"  # the files are served before any pattern is looked at


def list_routes() -> list[str]:
    """All patterns, each once, after the one for addresses that are none of ours."""
    found = ["/" + route for route in walk_routes(get_resolver(), "")]
    return list(dict.fromkeys([UNKNOWN, STATIC, *found]))


def walk_routes(resolver: URLResolver, prefix: str) -> Iterator[str]:
    """The patterns below a resolver, put together as `ResolverMatch.route` is."""
    for entry in resolver.url_patterns:
        route = join_route(prefix, entry)
        if isinstance(entry, URLResolver):
            yield from walk_routes(entry, route)
        else:
            yield route


def join_route(prefix: str, entry: URLPattern | URLResolver) -> str:
    """A pattern's own part behind what leads to it: only the first one keeps its `^`."""
    part = str(entry.pattern)
    return prefix + part.removeprefix("^") if prefix else part
