"""Chat rooms in the desk's menu."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

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


class ChatMenuItem(MenuItem):
    """Shown to those who may see where texts go."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may."""
        return request.user.has_perm("endpoints.view_endpoint")


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The way to all rooms."""
    return ChatMenuItem(
        _("Chat rooms"), reverse("chat_rooms"), name="chat", icon_name="comment", order=330
    )
