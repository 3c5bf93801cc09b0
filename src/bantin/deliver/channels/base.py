"""What a channel is: how one edition is handed to the next system for one recipient.

A channel knows nothing of the outbox. It renders an edition once for each language
(:meth:`Channel.render`). How it sends is its kind: a :class:`LineChannel` opens lines on which
worker threads send; a ``http.channel.HttpChannel`` makes requests that one event loop sends.
"""

import enum
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bantin.publish.record.models import Edition

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Outcome(enum.Enum):
    """What became of one try."""

    HANDED_OVER = "handed over"  # the next system took responsibility
    LATER = "later"  # it said: not now
    REFUSED = "refused"  # it said: never
    UNCERTAIN = "uncertain"  # it had everything and went away before it answered
    UNREACHABLE = "unreachable"  # nobody there; says nothing about this recipient
    FAILED = "failed"  # we could not even make the message


@dataclass(frozen=True, slots=True)
class Answer:
    """What the next system said to one try."""

    outcome: Outcome
    reply: str
    address_is_dead: bool = False  # never write to this address again
    retry_after: timedelta | None = None  # it asked to be left alone so long

    def __post_init__(self) -> None:
        """Keep of the reply what a database takes: one server's NUL would hold up all results."""
        if not self.reply.isprintable():
            said = (letter if letter.isprintable() else " " for letter in self.reply)
            object.__setattr__(self, "reply", "".join(said))


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery as a channel sees it."""

    delivery: int
    edition: int
    recipient: int  # primary key of the contact, or of the endpoint when it goes to a system
    address: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """What another system says about a delivery after it took responsibility for it.

    A channel makes one only when it is sure which delivery is meant.
    """

    edition: int
    delivery: int
    addresses: tuple[str, ...]  # whom it did not reach, as the systems on the way call them
    reply: str
    returned_at: datetime | None  # as the notice says
    final: bool  # nobody tries any more
    address_is_dead: bool = False  # never write to this address again


def doubling(first: float, longest: float, tries: int) -> tuple[float, ...]:
    """Waits in seconds for so many tries, each twice the last, so that trouble is left in peace."""
    return tuple(min(first * 2.0**place, longest) for place in range(tries - 1))


class Line(Protocol):
    """A held connection, used by one thread."""

    def send(self, rendered: bytes, parcel: Parcel, *, at: datetime) -> Answer:
        """Hand one parcel over; must end within the channel's time limit.

        What the next system says or fails to say is an :class:`Answer`; an exception means that
        this one message cannot be made, whoever it goes to.
        """

    def close(self) -> None:
        """Let go of the connection; harmless when there is none."""


class Channel(Protocol):
    """One way to reach people."""

    code: str  # stored in ``Delivery.channel``; never changed
    label: "StrOrPromise"
    to_endpoints: bool  # goes to systems' addresses, not to people's
    after_others: bool  # goes in the bulk lane unless it is urgent
    waits: tuple[float, ...]  # seconds between one try and the next; after the last it gives up

    def render(self, edition: Edition, language: str) -> bytes:
        """The message for all recipients with this language, with places to fill in."""


class LineChannel(Channel, Protocol):
    """A channel that hands parcels over one by one on held connections."""

    lines: int  # how many connections one worker holds

    def open(self) -> Line:
        """A line; it connects when it first sends."""


class GatheringChannel(ABC):
    """A line channel that waits, so that one message carries all that a recipient gets.

    It is for people who asked for that; see ``dispatch.queries.waits_for_digest``.
    """

    code: str
    label: "StrOrPromise"
    lines: int
    to_endpoints: bool = False
    after_others: bool = True
    waits: tuple[float, ...]

    @abstractmethod
    def next_at(self, at: datetime) -> datetime:
        """The instant after ``at`` at which what has gathered is sent."""

    @abstractmethod
    def render_all(self, editions: Sequence[Edition], language: str) -> bytes:
        """One message with all these editions, with places to fill in."""

    @abstractmethod
    def open(self) -> Line:
        """A line; it connects when it first sends."""

    def render(self, edition: Edition, language: str) -> bytes:
        """The message with this edition alone."""
        return self.render_all([edition], language)


def failed(error: Exception) -> Answer:
    """The answer when a message cannot even be made."""
    return Answer(Outcome.FAILED, f"{type(error).__name__}: {error}"[:500])
