"""The e-mail channel: what it is called, how it renders, how it connects."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from bantin.deliver.channels.base import doubling
from bantin.deliver.channels.email.message import render
from bantin.deliver.channels.email.transport import SmtpLine
from bantin.publish.record.models import Edition

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class EmailChannel:
    """E-mail over SMTP."""

    code = "email"
    label: "StrOrPromise" = _("e-mail")
    lines = 4
    to_endpoints = False
    after_others = False
    waits = doubling(30.0, 7_200.0, tries=24)  # about a day and a half

    def render(self, edition: Edition, language: str) -> bytes:
        """The message in ``language``, with places for the recipient."""
        return render(edition, language)

    def open(self) -> SmtpLine:
        """A line to the office's mail server."""
        return SmtpLine()
