"""The channel of the mails about texts under embargo. Only ``actions.offer`` queues for it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from bantin.deliver.channels.base import doubling
from bantin.deliver.channels.email.transport import SmtpLine
from bantin.deliver.embargoes import letters
from bantin.deliver.embargoes.queries import CHANNEL
from bantin.publish.record.models import Edition

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class EmbargoChannel:
    """A mail with a personal link, by the office's mail server."""

    code = CHANNEL
    label: "StrOrPromise" = _("under embargo, by e-mail")
    lines = 1
    to_endpoints = False
    after_others = False
    waits = doubling(30.0, 7_200.0, tries=24)  # about a day and a half

    def render(self, edition: Edition, language: str) -> bytes:
        """The mail in ``language``, with places for the recipient."""
        return letters.render(edition, language)

    def open(self) -> SmtpLine:
        """A line to the office's mail server."""
        return SmtpLine(letters.filled)
