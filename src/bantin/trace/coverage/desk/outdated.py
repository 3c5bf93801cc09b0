"""Outdated copies: items that still carry what we corrected."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bantin.core.sheets import as_csv
from bantin.publish.record import queries as record
from bantin.publish.record.models import Edition
from bantin.trace.coverage import queries
from bantin.trace.coverage.desk.access import for_readers
from bantin.trace.coverage.desk.breadcrumbs import crumbs
from bantin.trace.coverage.models import Match
from bantin.trace.coverage.outdated import distinct_figures

PER_PAGE = 50


@for_readers
@require_GET
def outdated(request: HttpRequest) -> HttpResponse:
    """Copies of editions that were corrected or withdrawn, longest outdated first."""
    at = timezone.now()
    page = Paginator(queries.outdated_copies(at), PER_PAGE).get_page(request.GET.get("page"))
    current = _current_editions([match.edition for match in page], at)
    context = {
        "header_title": _("Outdated copies"),
        "header_icon": "warning",
        "breadcrumbs_items": crumbs((reverse("coverage_outdated"), _("Outdated copies"))),
        "page": page,
        "rows": [(match, current.get(match.edition.uid)) for match in page],
        "pages": page.paginator.get_elided_page_range(page.number),
    }
    return render(request, "coverage/outdated.html", context)


@for_readers
@require_GET
def outdated_csv(request: HttpRequest) -> HttpResponse:
    """The same list for a spreadsheet, one row per wrong figure."""
    header = [
        _t("Outlet"),
        _t("Item"),
        _t("Address"),
        _t("Appeared"),
        _t("Release"),
        _t("Edition copied"),
        _t("The copy says"),
        _t("The current edition says"),
        _t("Outdated since"),
    ]
    response = HttpResponse(
        as_csv(header, _rows(timezone.now())), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="ban-da-cu.csv"'
    return response


def _rows(at: Any) -> Iterator[list[Any]]:
    for match in queries.outdated_copies(at).iterator(chunk_size=500):
        for figure in distinct_figures(match.outdated_figures) or [{"copy": "", "current": ""}]:
            yield [*_columns(match), figure["copy"], figure["current"], match.outdated_since]


def _columns(match: Match) -> list[Any]:
    item = match.item
    outlet = item.outlet.name if item.outlet else ""
    number = match.edition.number
    return [outlet, item.title, item.url, item.published_at, match.edition.title, number]


def _current_editions(copied: list[Edition], at: Any) -> dict[Any, Edition]:
    uids = {edition.uid for edition in copied}
    return {edition.uid: edition for edition in record.current_editions(at).filter(uid__in=uids)}
