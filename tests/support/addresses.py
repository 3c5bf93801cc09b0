"""All addresses of the office, read from its URL patterns."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import LocalePrefixPattern


def patterns(
    resolver: URLResolver, before: str = "", spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, Any]]:
    """Each route with the full name of its view, and the view; the language is left out."""
    for one in resolver.url_patterns:
        route = "" if isinstance(one.pattern, LocalePrefixPattern) else str(one.pattern)
        if isinstance(one, URLPattern):
            yield before + route, ":".join([*spaces, str(one.name)]), one.callback
        elif isinstance(one, URLResolver):
            inner = (*spaces, one.namespace) if one.namespace else spaces
            yield from patterns(one, before + route, inner)
