"""Chat rooms in the desk's menu."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from bantin.accounts.menu import PermittedMenuItem
from bantin.deliver.channels.chat import desk


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """All rooms, one room, and what can be done with it."""
    return [
        path("chat/", desk.rooms, name="chat_rooms"),
        path("chat/new/", desk.new, name="chat_new"),
        path("chat/<int:pk>/", desk.room, name="chat_room"),
        *(
            path(f"chat/<int:pk>/{what}/", desk.act, {"what": what}, f"chat_{what}")
            for what in ("test", "close", "reopen")
        ),
    ]


@hooks.register("register_sending_menu_item")
def menu_item() -> MenuItem:
    """The way to all rooms."""
    return PermittedMenuItem(
        _("Chat rooms"),
        reverse("chat_rooms"),
        name="chat",
        icon_name="comment",
        order=330,
        permission="endpoints.view_endpoint",
    )
