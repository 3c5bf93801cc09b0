"""Feed subscribers and browsers in the desk's menu."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from bantin.deliver.endpoints import desk


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """The page, and the button on it."""
    return [
        path("endpoints/", desk.endpoints, name="endpoints"),
        path("endpoints/<int:pk>/close/", desk.close, name="endpoint_close"),
    ]


class EndpointsMenuItem(MenuItem):
    """Shown to those who may see endpoints."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may."""
        return request.user.has_perm("endpoints.view_endpoint")


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The way to the page."""
    return EndpointsMenuItem(
        _("Subscribers and browsers"),
        reverse("endpoints"),
        name="endpoints",
        icon_name="globe",
        order=312,
    )


@hooks.register("insert_global_admin_css")
def look() -> SafeString:
    """The tables' look."""
    return format_html('<link rel="stylesheet" href="{}">', static("endpoints/desk.css"))
