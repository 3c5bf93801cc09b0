"""Addresses of the desk that stand before Wagtail's own.

Wagtail brings pages for things that Bantin does not have: a page tree, workflows, site reports,
groups, an internal API. None of them asks for the roles of this office, so all of them are absent,
not merely hidden from the menu.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, re_path
from wagtail.admin.auth import require_admin_access

from bantin.accounts.desk import AccountView
from bantin.decide.releases import views

SWITCHED_OFF = (
    "api",
    "block-preview",
    "bulk",
    "choose-page",
    "collections",
    "failwhale",
    "groups",
    "pages",
    "password_reset",
    "reports",
    "snippets/$",
    r"snippets/choose/\w+/\w+/create",
    "test404",
    "workflows",
    r"images/\d+/generate_url",
    r"users/(?:delete|copy|usage)",
)


def switched_off(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer like an address that never was."""
    raise Http404(rest)


def to_login(request: HttpRequest) -> HttpResponse:
    """Send everybody to the one login page, and back to where they wanted to go."""
    return redirect(f"/accounts/login/?{request.GET.urlencode()}".rstrip("?"))


urlpatterns = [
    re_path(rf"^(?P<rest>{'|'.join(SWITCHED_OFF)})(?:/|$)", switched_off),
    path("login/", to_login),
    path("account/", require_admin_access(AccountView.as_view())),
    path("images/multiple/<int:image_id>/delete/", views.delete_uploaded_image),
    path("documents/multiple/<int:doc_id>/delete/", views.delete_uploaded_document),
    path("file/<path:name>", views.desk_file, name="desk_file"),
]
