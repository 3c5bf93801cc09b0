"""The chat channel: what it is called, how it renders, how it sends."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from bantin.deliver.channels.base import doubling
from bantin.deliver.channels.chat.message import render
from bantin.deliver.channels.chat.transport import ChatLine
from bantin.publish.record.models import Edition

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class ChatChannel:
    """Groups and rooms of chat services."""

    code = "chat"
    label: "StrOrPromise" = _("chat")
    lines = 2
    to_endpoints = True
    after_others = False
    waits = doubling(30.0, 3_600.0, tries=16)  # about ten hours

    def render(self, edition: Edition, language: str) -> bytes:
        """The message in ``language``."""
        return render(edition, language)

    def open(self) -> ChatLine:
        """A line; Apprise connects for each message."""
        return ChatLine()
