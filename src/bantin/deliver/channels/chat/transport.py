"""Sending through Apprise, one message at a time."""

import logging
import re
from datetime import datetime

from bantin.deliver.channels.base import Answer, Outcome, Parcel
from bantin.deliver.channels.chat.services import sender_of

_SECRET = re.compile(r"[A-Za-z0-9_:-]{16,}")  # tokens in addresses that an error quotes


class ChatLine:
    """Apprise opens a connection for each message, so there is none to hold."""

    def send(self, rendered: bytes, parcel: Parcel, *, at: datetime) -> Answer:
        """Hand one message over; see :class:`bantin.deliver.channels.base.Line`.

        Apprise says only yes or no. A no is tried again, and what the service answered stands in
        the reply; nobody can tell whether a service that broke off has shown the text.
        """
        import apprise  # see sender_of

        sender = sender_of(parcel.address)
        if sender is None:
            return Answer(Outcome.REFUSED, "the address is not complete")
        capture = apprise.LogCapture(level=logging.WARNING, fmt="%(message)s")  # type: ignore[no-untyped-call]
        with capture as said:
            taken = sender.notify(
                body=rendered.decode(),
                title="",
                notify_type=apprise.NotifyType.INFO,
                body_format=apprise.NotifyFormat.TEXT,
                overflow=apprise.OverflowMode.TRUNCATE,
            )
            reply = _without_secrets(said.getvalue())
        if taken:
            return Answer(Outcome.HANDED_OVER, "taken")
        return Answer(Outcome.LATER, reply or "not taken")

    def close(self) -> None:
        """Nothing is held."""


def _without_secrets(said: str) -> str:
    return " ".join(_SECRET.sub("…", said).split())[:500]
