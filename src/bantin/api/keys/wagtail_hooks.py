"""API keys in the desk's menu."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from bantin.accounts.menu import PermittedMenuItem
from bantin.api.keys import desk


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """All keys, a new one, and revoking one."""
    return [
        path("api-keys/", desk.index, name="api_keys"),
        path("api-keys/add/", desk.add, name="api_key_add"),
        path("api-keys/<int:pk>/revoke/", desk.revoke, name="api_key_revoke"),
    ]


@hooks.register("register_sending_menu_item")
def menu_item() -> MenuItem:
    """The way to all keys."""
    return PermittedMenuItem(
        _("API keys"),
        reverse("api_keys"),
        name="api-keys",
        icon_name="key",
        order=330,
        permission="api_keys.view_key",
    )
