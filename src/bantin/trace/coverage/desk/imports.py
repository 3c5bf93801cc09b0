"""Importing: a file, a feed, one address or pasted text; and what became of each import."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from bantin.accounts.models import User
from bantin.core.refusals import Refusal
from bantin.trace.coverage import actions, queries
from bantin.trace.coverage.desk.access import for_readers
from bantin.trace.coverage.desk.breadcrumbs import crumbs
from bantin.trace.coverage.desk.forms import AddressForm, FileForm, TextForm
from bantin.trace.coverage.models import ImportRun
from bantin.trace.coverage.reading import COLUMNS

PER_PAGE = 20
FORMS: dict[str, type[forms.Form]] = {
    "file": FileForm,
    "feed": AddressForm,
    "address": AddressForm,
    "text": TextForm,
}
Importer = Callable[[forms.Form, User], ImportRun]


@for_readers
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Four ways to import, and the history of imports."""
    way = request.POST.get("way", "")
    bound = {name: _form(name, request if name == way else None) for name in FORMS}
    if way in FORMS and bound[way].is_valid():
        run = _try(bound[way], way, request)
        if run:
            return redirect("coverage_import_run", run.pk)
    page = Paginator(queries.import_runs(), PER_PAGE).get_page(request.GET.get("page"))
    address = reverse("coverage_import")
    context = {
        "header_title": _("Import coverage"),
        "header_icon": "download",
        "breadcrumbs_items": crumbs((address, _("Import"))),
        "forms": bound,
        "open": way if way in FORMS else "file",
        "columns": COLUMNS,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
    }
    return render(request, "coverage/imports.html", context)


@for_readers
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: how far it is, and why rows were left out."""
    found = get_object_or_404(ImportRun.objects.select_related("by"), pk=pk)
    context = {
        "header_title": found.source,
        "header_icon": "download",
        "breadcrumbs_items": crumbs(
            (reverse("coverage_import"), _("Import")), (request.path, found.source)
        ),
        "run": found,
    }
    name = "_run.html" if "part" in request.GET else "run.html"
    return render(request, f"coverage/{name}", context)


def _form(name: str, request: HttpRequest | None) -> forms.Form:
    form = FORMS[name]
    if request is None:
        return form(prefix=name)
    return form(request.POST, request.FILES, prefix=name)


def _try(form: forms.Form, way: str, request: HttpRequest) -> ImportRun | None:
    if not isinstance(request.user, User):
        return None
    try:
        found = _IMPORTERS[way](form, request.user)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    if found.status == ImportRun.Status.DONE:
        messages.success(
            request,
            _("%(added)s added, %(known)s already there, %(rejected)s rejected.")
            % {"added": found.added, "known": found.known, "rejected": found.rejected_count},
        )
    return found


def _file(form: forms.Form, by: User) -> ImportRun:
    upload: Any = form.cleaned_data["file"]
    body, kind = upload.read(), upload.content_type or ""
    return actions.import_file(upload.name, body, content_type=kind, by=by, at=timezone.now())


def _feed(form: forms.Form, by: User) -> ImportRun:
    return actions.import_feed(form.cleaned_data["url"], by=by, at=timezone.now())


def _address(form: forms.Form, by: User) -> ImportRun:
    return actions.import_address(form.cleaned_data["url"], by=by, at=timezone.now())


def _text(form: forms.Form, by: User) -> ImportRun:
    row = form.row() if isinstance(form, TextForm) else {}
    return actions.import_text(row, by=by, at=timezone.now())


_IMPORTERS: dict[str, Importer] = {
    "file": _file,
    "feed": _feed,
    "address": _address,
    "text": _text,
}
