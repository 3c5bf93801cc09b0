"""Reading what a mail provider posts: which delivery it is about, and what became of it.

Who opened a mail or followed a link is never taken, whatever the provider posts.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.conf import settings
from django.http import HttpRequest

from bantin.deliver.channels.email import bounces
from bantin.deliver.channels.email.errors import NotTheProvider, NotUnderstood
from bantin.deliver.channels.email.message_ids import delivery_of
from bantin.deliver.channels.email.providers.base import LABEL, Look, Provider, text

LONGEST_ADDRESS = 320
LONGEST_REPLY = 450
_NOT_DELIVERED = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}
_UNWANTED = {EventType.COMPLAINED: "spam complaint", EventType.UNSUBSCRIBED: "unsubscribed"}
_TAKEN = {*_NOT_DELIVERED, *_UNWANTED, EventType.DEFERRED}
_REFUSED_AS = {RejectReason.SPAM: "spam complaint", RejectReason.UNSUBSCRIBED: "unsubscribed"}
_MALFORMED = (
    LookupError,
    TypeError,
    ValueError,
    ArithmeticError,
    AttributeError,
    OSError,  # a time before or after all times
    RecursionError,
    AnymailError,
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a provider says about one mail."""

    edition: int | None
    delivery: int | None  # None: it names the address only
    address: str
    reply: str
    happened_at: datetime | None
    final: bool  # nobody tries any more
    address_is_dead: bool  # never write to this address again
    token: str  # of the signature, where a provider signs nothing else; else empty

    @property
    def digest(self) -> str:
        """The same for the same event, however often it is posted."""
        said = (
            self.edition,
            self.delivery,
            self.address.lower(),
            self.reply,
            self.happened_at and self.happened_at.isoformat(),
            self.final,
            self.address_is_dead,
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()


def read(request: HttpRequest, provider: Provider) -> list[Heard]:
    """What ``provider`` says in one post.

    Raises:
        NotTheProvider: It does not come from there.
        NotUnderstood: It has another form.
    """
    listener = provider.listener(settings.MAIL_PROVIDER_SECRET)
    try:
        listener.run_validators(request)
    except (AnymailWebhookValidationFailure, *_MALFORMED) as error:
        raise NotTheProvider from error
    try:
        return list(_heard(listener.parse_events(request), provider))
    except _MALFORMED as error:
        raise NotUnderstood from error


def _heard(events: list[AnymailTrackingEvent], provider: Provider) -> Iterator[Heard]:
    for event in events:
        if event.event_type in _TAKEN:
            address = text(event.recipient)
            if "@" in address and address.isprintable() and len(address) <= LONGEST_ADDRESS:
                yield _judged(event, provider, address)


def _judged(event: AnymailTrackingEvent, provider: Provider, address: str) -> Heard:
    ours = _delivery(event)
    look = provider.look(event)
    unwanted = "" if look.by_filter else _unwanted(event)
    final = _is_final(event, look)
    at = event.timestamp
    return Heard(
        edition=ours and ours[0],
        delivery=ours and ours[1],
        address=address,
        reply=_reply(provider.name, unwanted, look.said or _described(event)),
        happened_at=at if isinstance(at, datetime) and at.tzinfo else None,
        final=final,
        address_is_dead=bool(unwanted) or (final and _is_dead(event, look)),
        token="" if provider.logs_in else text(event.event_id),
    )


def _unwanted(event: AnymailTrackingEvent) -> str:
    """What the recipient said no to, now or earlier; empty when it is not about that."""
    if event.event_type == EventType.REJECTED:
        return _REFUSED_AS.get(event.reject_reason, "")
    return _UNWANTED.get(event.event_type, "")


def _is_final(event: AnymailTrackingEvent, look: Look) -> bool:
    """Whether the mail will not be delivered; a soft bounce may be tried again."""
    return event.event_type in _NOT_DELIVERED - {EventType.BOUNCED} or (
        event.event_type == EventType.BOUNCED and look.hard
    )


def _is_dead(event: AnymailTrackingEvent, look: Look) -> bool:
    """The other server's codes decide as in returned mail; without any, the provider does."""
    known = event.event_type == EventType.REJECTED and event.reject_reason in {
        RejectReason.INVALID,
        RejectReason.BOUNCED,
    }
    return bounces.is_dead(look.said, otherwise=look.hard or known)


def _delivery(event: AnymailTrackingEvent) -> tuple[int, int] | None:
    """The delivery that it names, in what we gave the provider for that or in our Message-ID."""
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    given = [value for key, value in metadata.items() if str(key).lower() == LABEL]
    names = (name for name in (*given, event.message_id) if isinstance(name, str))
    return next(filter(None, map(delivery_of, names)), None)


def _described(event: AnymailTrackingEvent) -> str:
    return text(event.description or event.reject_reason or event.event_type)


def _reply(name: str, unwanted: str, words: str) -> str:
    said = ": ".join(filter(None, [name, unwanted, words]))
    return "".join(letter if letter.isprintable() else " " for letter in said)[:LONGEST_REPLY]
