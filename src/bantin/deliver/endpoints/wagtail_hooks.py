"""Feed subscribers and browsers in the desk's menu."""

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from bantin.accounts.menu import PermittedMenuItem
from bantin.deliver.endpoints import desk


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """The page, and the button on it."""
    return [
        path("endpoints/", desk.endpoints, name="endpoints"),
        path("endpoints/<int:pk>/close/", desk.close, name="endpoint_close"),
    ]


@hooks.register("register_sending_menu_item")
def menu_item() -> MenuItem:
    """The way to the page."""
    return PermittedMenuItem(
        _("Subscribers and browsers"),
        reverse("endpoints"),
        name="endpoints",
        icon_name="globe",
        order=312,
        permission="endpoints.view_endpoint",
    )


@hooks.register("insert_global_admin_css")
def look() -> SafeString:
    """The tables' look."""
    return format_html('<link rel="stylesheet" href="{}">', static("endpoints/desk.css"))
