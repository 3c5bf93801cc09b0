"""The digest channel: when it sends, what it is called, how it renders."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bantin.deliver.channels.base import GatheringChannel, doubling
from bantin.deliver.channels.digest.message import render
from bantin.deliver.channels.email.transport import SmtpLine
from bantin.publish.record.models import Edition

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DigestChannel(GatheringChannel):
    """One e-mail a day over SMTP."""

    code = "digest"
    label: "StrOrPromise" = _("daily digest")
    lines = 2
    waits = doubling(60.0, 7_200.0, tries=16)  # about a day

    def next_at(self, at: datetime) -> datetime:
        """The next time that clocks in the office show the hour of the setting."""
        today = timezone.localtime(at).date()
        for day in (today, today + timedelta(days=1)):
            sends = timezone.make_aware(datetime.combine(day, settings.DIGEST_AT))
            if sends > at:
                return sends
        raise AssertionError("a day after today begins later than now")

    def render_all(self, editions: Sequence[Edition], language: str) -> bytes:
        """The message in ``language``, with places for the recipient."""
        return render(editions, language)

    def open(self) -> SmtpLine:
        """A line to the office's mail server."""
        return SmtpLine()
