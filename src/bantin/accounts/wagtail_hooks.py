"""Links on a person's own account page of the desk, and the list of exports in the menu."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from bantin.accounts.exports import exports
from bantin.accounts.menu import PermittedMenuItem


@hooks.register("register_account_menu_item")
def second_factor(request: HttpRequest) -> dict[str, object]:
    """The way to authenticator app, passkeys and recovery codes."""
    return {
        "url": reverse("mfa_index"),
        "label": _("Second factor"),
        "help_text": _("Authenticator app, passkeys and recovery codes. Approving needs one."),
    }


@hooks.register("register_account_menu_item")
def password(request: HttpRequest) -> dict[str, object]:
    """The way to a new password."""
    return {
        "url": reverse("account_change_password"),
        "label": _("Password"),
        "help_text": _("Change the password of this account."),
    }


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """The list of exports."""
    return [path("exports/", exports, name="exports")]


@hooks.register("register_admin_menu_item")
def exports_menu_item() -> MenuItem:
    """The way to the list of exports."""
    return PermittedMenuItem(
        _("Exports"),
        reverse("exports"),
        name="exports",
        icon_name="download",
        order=910,
        permission="accounts.view_export",
    )
