"""Accreditations in the desk's menu and on a contact's page."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from bantin.accounts.menu import PermittedMenuItem
from bantin.receive.accreditations import desk
from bantin.receive.contacts.models import Contact


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """The list, one term, and the agreement."""
    return [
        path("accreditations/", desk.accreditations, name="accreditations"),
        path("accreditations/new/", desk.accredit, name="accreditation_new"),
        path("accreditations/<int:pk>/", desk.accreditation, name="accreditation"),
        path("accreditations/<int:pk>/revoke/", desk.revoke, name="accreditation_revoke"),
        path("agreement/", desk.agreement, name="agreement"),
        path("agreement/new/", desk.new_agreement, name="agreement_new"),
        path("agreement/<int:number>/", desk.agreement, name="agreement_version"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The way to the list."""
    return PermittedMenuItem(
        _("Accreditations"),
        reverse("accreditations"),
        name="accreditations",
        icon_name="tick-inverse",
        order=305,
        permission="accreditations.view_accreditation",
    )


@hooks.register("construct_contact_panels")
def terms_of(request: HttpRequest, contact: Contact) -> str:
    """What was checked about a contact, and what they accepted."""
    return desk.contact_panel(request, contact)


@hooks.register("insert_global_admin_css")
def look() -> SafeString:
    """The tables' and the agreement's look."""
    return format_html('<link rel="stylesheet" href="{}">', static("accreditations/desk.css"))
