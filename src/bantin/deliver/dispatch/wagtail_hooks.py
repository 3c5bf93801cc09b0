"""Deliveries in the desk's menu, on its first page and on a contact's page."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from bantin.accounts.menu import PermittedMenuItem
from bantin.deliver.dispatch import desk
from bantin.receive.contacts.models import Contact


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """All editions, one edition, and what can be done with its deliveries."""
    return [
        path("deliveries/", desk.overview, name="deliveries_overview"),
        path("deliveries/<int:pk>/", desk.deliveries, name="deliveries"),
        path("deliveries/<int:pk>/retry/", desk.retry, name="deliveries_retry"),
        *(
            path(f"deliveries/<int:pk>/{what}/", desk.change, {"what": what}, f"deliveries_{what}")
            for what in desk.CHANGES
        ),
    ]


_sending = Menu(
    register_hook_name="register_sending_menu_item", construct_hook_name="construct_sending_menu"
)


@hooks.register("register_admin_menu_item")
def sending() -> MenuItem:
    """What goes out and where to, in one place of the menu; each app adds its page."""
    return SubmenuMenuItem(_("Sending"), _sending, name="sending", icon_name="mail", order=310)


@hooks.register("register_sending_menu_item")
def menu_item() -> MenuItem:
    """The way to all deliveries."""
    return PermittedMenuItem(
        _("Deliveries"),
        reverse("deliveries_overview"),
        name="deliveries",
        icon_name="mail",
        order=310,
        permission="dispatch.view_delivery",
    )


@hooks.register("construct_homepage_panels")
def newest(request: HttpRequest, panels: list[Any]) -> None:
    """How the newest editions reached people."""
    if request.user.has_perm("dispatch.view_delivery"):
        panels.append(desk.NewestDeliveries())


@hooks.register("construct_contact_panels")
def sent_to(request: HttpRequest, contact: Contact) -> str:
    """What was sent to a contact."""
    return desk.contact_panel(request, contact)


@hooks.register("insert_global_admin_css")
def look() -> SafeString:
    """The plot's and the counts' look."""
    return format_html('<link rel="stylesheet" href="{}">', static("dispatch/desk.css"))
