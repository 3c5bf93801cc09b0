"""Texts under embargo in the desk's menu, on an approval's page and on a contact's page."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from bantin.accounts.menu import PermittedMenuItem
from bantin.deliver.embargoes import desk
from bantin.publish.record.models import Edition
from bantin.receive.contacts.models import Contact


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """The list, one edition, and the way to offer it."""
    return [
        path("embargoes/", desk.embargoes, name="embargoes"),
        path("embargoes/<int:pk>/", desk.embargo, name="embargo"),
        path("embargoes/<int:pk>/send/", desk.send, name="embargo_send"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The way to the list."""
    return PermittedMenuItem(
        _("Under embargo"),
        reverse("embargoes"),
        name="embargoes",
        icon_name="lock",
        order=115,
        permission="embargoes.view_offer",
    )


@hooks.register("construct_approval_panels")
def send_it(request: HttpRequest, edition: Edition) -> str:
    """The way from an approval to an offer."""
    return desk.approval_panel(request, edition)


@hooks.register("construct_contact_panels")
def offered_to(request: HttpRequest, contact: Contact) -> str:
    """What a contact was offered and read."""
    return desk.contact_panel(request, contact)
