"""The list of items with its filters, and one item beside the edition it copies."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from bantin.publish.record import queries as record
from bantin.receive.contacts.models import Outlet
from bantin.receive.subjects.models import Topic
from bantin.trace.coverage import actions, queries
from bantin.trace.coverage.desk.access import for_readers
from bantin.trace.coverage.desk.breadcrumbs import crumbs
from bantin.trace.coverage.filters import ItemFilter, State
from bantin.trace.coverage.models import Item, Match
from bantin.trace.coverage.side_by_side import SideBySide, picture, side_by_side

PER_PAGE = 50
MOST_COMPARED = 5  # matches that are shown side by side on one page


@for_readers
@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """The register, narrowed by what the address asks for."""
    at, chosen = timezone.now(), ItemFilter.from_query(request.GET)
    found = queries.listed(queries.items(at, chosen))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "header_title": _("Coverage"),
        "header_icon": "doc-full-inverse",
        "breadcrumbs_items": crumbs(),
        "page": page,
        "chosen": chosen,
        "tabs": [_tab(state, chosen, at) for state in State],
        "choices": _choices(),
        "is_narrowed": bool(chosen.with_(state="").query_string),
        "edition": _edition(chosen),
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
    }
    return render(request, "coverage/list.html", context)


def _tab(state: State, chosen: ItemFilter, at: Any) -> dict[str, Any]:
    narrowed = chosen.with_(state=state.value)
    return {
        "label": state.label,
        "count": queries.count(at, narrowed),
        "address": f"{reverse('coverage_list')}?{narrowed.query_string}",
        "is_open": chosen.state == state.value,
    }


def _choices() -> dict[str, list[tuple[str, Any]]]:
    return {
        "outlets": [(outlet.code, outlet.name) for outlet in Outlet.objects.all()],
        "kinds": list(Outlet.Kind.choices),
        "media": list(Item.Medium.choices),
        "forms": list(Item.Form.choices),
        "topics": [(topic.code, topic.name) for topic in Topic.objects.all()],
    }


def _edition(chosen: ItemFilter) -> Any:
    if not chosen.edition:
        return None
    return record.public_editions(timezone.now()).filter(pk=int(chosen.edition)).first()


@dataclass(frozen=True, slots=True)
class Compared:
    """One match with everything its part of the page shows."""

    match: Match
    texts: SideBySide
    picture: str  # SVG
    drift: list[dict[str, Any]]
    current: Any  # the current edition of the release
    address: str


@for_readers
@require_GET
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: what it took from which edition, and which figures differ."""
    at = timezone.now()
    found = get_object_or_404(Item.objects.select_related("outlet", "arrival"), pk=pk)
    matches = found.matches.select_related("edition__live", "edition__release")
    compared = [_compare(found, match, at) for match in matches[:MOST_COMPARED]]
    context = {
        "header_title": found.title,
        "header_icon": "doc-full-inverse",
        "breadcrumbs_items": crumbs((reverse("coverage_item", args=[pk]), found.title)),
        "item": found,
        "compared": compared,
        "others": matches[MOST_COMPARED:],
        "plain": found.text[:20_000],
        "is_cut": len(found.text) > 20_000,
        "more_from_outlet": ItemFilter(outlet=found.outlet.code if found.outlet else ""),
    }
    return render(request, "coverage/item.html", context)


def _compare(found: Item, match: Match, at: Any) -> Compared:
    texts = side_by_side(found.text, match.edition.text, match)
    owner = [_passage_of(drift, match) for drift in match.drift]
    drift = [
        {**entry, "number": number, "passage": passage}
        for number, (entry, passage) in enumerate(zip(match.drift, owner, strict=True), start=1)
    ]
    current = record.current_edition(match.edition.uid, at) or match.edition
    address = reverse("newsroom:edition", args=[match.edition.name, match.edition.number])
    words = _("Where the passages lie: the edition above, the item below")
    drawn = picture(found.text, match.edition.text, match, str(words))
    return Compared(match, texts, drawn, drift, current, address)


def _passage_of(drift: dict[str, Any], match: Match) -> int:
    """The number of the passage in which the difference stands."""
    passages = sorted(match.passages, key=lambda passage: passage["item"][0])
    for number, passage in enumerate(passages, start=1):
        if passage["item"][0] <= drift["item_at"][0] < passage["item"][1]:
            return number
    return 0


@for_readers
@require_POST
def trace(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare one item with the record again, now."""
    get_object_or_404(Item, pk=pk)
    actions.trace_item(pk, at=timezone.now())
    return redirect("coverage_item", pk)
