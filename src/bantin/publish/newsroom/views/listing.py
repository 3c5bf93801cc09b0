"""One page of a list, and the ways to the pages beside it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from bantin.publish.newsroom import queries
from bantin.publish.newsroom.cards import Card, cards
from bantin.publish.record.models import Edition, SearchEntry

PER_PAGE = 20


class Listing(NamedTuple):
    """One page of cards, and where the pages before and after it are."""

    cards: list[Card]
    total: int
    number: int
    pages: int
    previous: str
    next: str


def listing_of(
    request: HttpRequest,
    found: QuerySet[Edition] | QuerySet[SearchEntry],
    at: datetime,
    show: Callable[[list[Edition]], list[Card]] = cards,
    asked: Mapping[str, str] | None = None,
) -> Listing:
    """The page of ``found`` that ``request`` asks for.

    Args:
        request: With the page's number, 1 when it has none.
        found: Everything in the list, in its order; its keys are those of editions.
        at: The instant of reading.
        show: Makes the cards.
        asked: What the addresses of the other pages keep of the question.
    """
    pages = Paginator(found.values_list("pk", flat=True), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return Listing(
        cards=show(queries.on_page(list(page), at)),
        total=pages.count,
        number=page.number,
        pages=pages.num_pages,
        previous=_address(request, asked, page.number - 1) if page.has_previous() else "",
        next=_address(request, asked, page.number + 1) if page.has_next() else "",
    )


def _address(request: HttpRequest, asked: Mapping[str, str] | None, number: int) -> str:
    kept = [(key, value) for key, value in (asked or {}).items() if value]
    return f"{request.path}?{urlencode([*kept, ('page', number)])}"
