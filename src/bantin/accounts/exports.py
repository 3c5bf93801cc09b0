"""The list of what left the office as a file, for administrators."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bantin.accounts.models import Export
from bantin.accounts.permissions import needs

PAGE = 50


@needs("accounts.view_export")
def exports(request: HttpRequest) -> HttpResponse:
    """Who took which personal data out of the office, when and what for; newest first."""
    rows = Export.objects.select_related("by", "table")
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    return render(request, "accounts/desk/exports.html", {"page": page})
