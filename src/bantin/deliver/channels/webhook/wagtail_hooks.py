"""Webhooks in the desk's menu and on its first page."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from bantin.accounts.menu import PermittedMenuItem
from bantin.deliver.channels.webhook import desk, queries


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """All webhooks, one of them, and changes to it."""
    return [
        path("webhooks/", desk.index, name="webhooks"),
        path("webhooks/add/", desk.add, name="webhook_add"),
        path("webhooks/<int:pk>/", desk.one, name="webhook"),
        path("webhooks/<int:pk>/edit/", desk.edit, name="webhook_edit"),
        path("webhooks/<int:pk>/<slug:what>/", desk.change, name="webhook_change"),
    ]


@hooks.register("construct_homepage_panels")
def closed(request: HttpRequest, panels: list[Any]) -> None:
    """Those that were closed because they took nothing."""
    if request.user.has_perm("endpoints.view_endpoint") and queries.closed_by_themselves().exists():
        panels.append(desk.ClosedWebhooks())


@hooks.register("register_sending_menu_item")
def menu_item() -> MenuItem:
    """The way to all webhooks."""
    return PermittedMenuItem(
        _("Webhooks"),
        reverse("webhooks"),
        name="webhooks",
        icon_name="link",
        order=320,
        permission="endpoints.view_endpoint",
    )
