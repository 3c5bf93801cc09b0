"""The list of what left the office as a file, for administrators."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.admin.auth import permission_denied

from bantin.accounts.models import Export

PAGE = 50


def exports(request: HttpRequest) -> HttpResponse:
    """Who took which personal data out of the office, when and what for; newest first."""
    if not request.user.has_perm("accounts.view_export"):
        return permission_denied(request)  # type: ignore[no-any-return]
    rows = Export.objects.select_related("by", "table")
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    return render(request, "accounts/desk/exports.html", {"page": page})
