"""The page of figures, the rows behind them, and exports."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bantin.deliver.dispatch.models import Delivery
from bantin.publish.record.models import Edition
from bantin.report.reports import exports, queries
from bantin.report.reports.figures import BUCKET_LABELS, STATES, duration, report
from bantin.report.reports.period import LENGTHS, Period
from bantin.trace.coverage.desk.access import for_readers

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_readers
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """All figures of a period."""
    at = timezone.now()
    period = Period.from_query(request.GET, at=at)
    context = {
        **_header(_("Figures")),
        "report": report(at, period),
        "period": period,
        "lengths": LENGTHS,
        "states": STATES,
        "at": at,
    }
    return render(request, "reports/figures.html", context)


@for_readers
@require_GET
def figures_csv(request: HttpRequest) -> HttpResponse:
    """The same figures for a spreadsheet."""
    at = timezone.now()
    body = exports.csv_of(report(at, Period.from_query(request.GET, at=at)))
    return _download(body, "text/csv; charset=utf-8", "so-lieu.csv")


@for_readers
@require_GET
def figures_xlsx(request: HttpRequest) -> HttpResponse:
    """The same figures as a workbook."""
    at = timezone.now()
    period = Period.from_query(request.GET, at=at)
    body = exports.xlsx_of(report(at, period), queries.waits(at, period))
    return _download(body, XLSX, "so-lieu.xlsx")


@for_readers
@require_GET
def editions(request: HttpRequest) -> HttpResponse:
    """Editions that went live in the period."""
    at, kind = timezone.now(), request.GET.get("kind", "")
    kind = kind if kind in Edition.Kind.values else ""
    found = queries.editions(at, Period.from_query(request.GET, at=at), kind)
    title = Edition.Kind(kind).label if kind else _("editions")
    return _rows(request, found, title, "reports/editions.html")


@for_readers
@require_GET
def pickup(request: HttpRequest) -> HttpResponse:
    """Releases with the time to their first item, narrowed to one bar when asked."""
    at, bucket = timezone.now(), request.GET.get("bucket", "")
    found = queries.waits(at, Period.from_query(request.GET, at=at))
    rows = [
        (edition, duration(wait) if wait is not None else "")
        for edition, wait in found
        if _fits(queries.bucket_of(wait), bucket)
    ]
    title = BUCKET_LABELS.get(bucket, _("time to the first item"))
    return _rows(request, rows, title, "reports/pickup.html")


@for_readers
@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """Deliveries of the period, without the recipients' addresses."""
    at, status = timezone.now(), request.GET.get("status", "")
    status = status if status in Delivery.Status.values else ""
    period = Period.from_query(request.GET, at=at)
    found = queries.deliveries(at, period, status)
    title = Delivery.Status(status).label if status else _("deliveries")
    expired = queries.expired_deliveries(period, status)
    return _rows(request, found, title, "reports/deliveries.html", expired=expired)


def _fits(bucket: str, wanted: str) -> bool:
    if wanted == "any":
        return bucket != queries.NONE_YET
    return wanted not in BUCKET_LABELS or bucket == wanted


def _rows(
    request: HttpRequest,
    found: QuerySet[Any] | list[Any],
    title: str | Promise,
    template: str,
    **more: Any,
) -> HttpResponse:
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    at: datetime = timezone.now()
    period = Period.from_query(request.GET, at=at)
    context = {
        **_header(title, (request.get_full_path(), title)),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "query": query.urlencode(),
        "period": period,
        "back": f"{reverse('figures')}?{period.query_string}",
        **more,
    }
    return render(request, template, context)


def _header(title: str | Promise, *crumbs: tuple[str, str | Promise]) -> dict[str, Any]:
    items: list[dict[str, str | Promise]] = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("figures"), "label": _("Figures")},
    ]
    items += [{"url": url, "label": label} for url, label in crumbs]
    return {"header_title": title, "header_icon": "table", "breadcrumbs_items": items}


def _download(body: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
