"""What a worker holds, what it was answered, and what that makes of the delivery's row."""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bantin.deliver.channels import registry
from bantin.deliver.channels.base import Answer, Outcome, Parcel
from bantin.deliver.dispatch.models import Delivery

Status = Delivery.Status

NOBODY_THERE_WAIT = 15.0  # seconds before an unreachable server is tried again
UNCERTAIN_WAIT = 300.0  # seconds before the one repeat of an unacknowledged message


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery that the holder of the lease may send.

    Of a channel that gathers, one message carries several: the newest delivery is the one that is
    sent and names the message, the others go ``along``. So a message with more in it has another
    Message-ID, and a repeat of the same has the same.
    """

    parcel: Parcel
    channel: str
    lane: int
    attempts: int  # this one included
    uncertain: int
    along: tuple["Claimed", ...] = ()

    @property
    def all(self) -> tuple["Claimed", ...]:
        """This delivery and those that go along."""
        return (self, *self.along)

    @property
    def editions(self) -> tuple[int, ...]:
        """Which editions the message carries."""
        return tuple(one.parcel.edition for one in self.all)

    @property
    def to_endpoint(self) -> bool:
        """Whether it goes to a system, not to a person."""
        return registry.channel(self.channel).to_endpoints


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one claimed delivery, and when."""

    claimed: Claimed
    answer: Answer
    at: datetime
    went_along: bool = False  # in another delivery's message


@dataclass(frozen=True, slots=True)
class Row:
    """What is written about a delivery after a try."""

    status: str
    due_at: datetime | None
    handed_over_at: datetime | None
    uncertain: int
    attempts: int
    reply: str
    id: int
    at: datetime
    counts: bool  # as a try of this delivery: not when nobody was there to talk to


def together(claimed: Iterable[Claimed]) -> list[Claimed]:
    """Put deliveries of one recipient together where their channel gathers; others stay alone."""
    gathering = set(registry.gathering())
    alone: list[Claimed] = []
    groups: dict[tuple[str, int], list[Claimed]] = defaultdict(list)
    for one in claimed:
        if one.channel in gathering:
            groups[one.channel, one.parcel.recipient].append(one)
        else:
            alone.append(one)
    return alone + [_one_message(group) for group in groups.values()]


def _one_message(group: list[Claimed]) -> Claimed:
    newest, *others = sorted(group, key=lambda one: -one.parcel.delivery)
    return replace(newest, along=tuple(others))


def outcome(result: Result) -> Row:
    """What a result makes of the delivery's row."""
    claimed, answer = result.claimed, result.answer
    attempts, uncertain = claimed.attempts, claimed.uncertain
    status, due_at, handed_over_at = Status.REFUSED, None, None
    match answer.outcome:
        case Outcome.HANDED_OVER:
            status, handed_over_at = Status.HANDED_OVER, result.at
        case Outcome.LATER if (wait := _next_try(result)) is not None:
            status, due_at = Status.QUEUED, result.at + wait
        case Outcome.UNREACHABLE:  # says nothing about this delivery: not counted
            status, attempts = Status.QUEUED, attempts - 1
            due_at = result.at + (answer.retry_after or _jittered(NOBODY_THERE_WAIT))
        case Outcome.UNCERTAIN:
            status, uncertain = Status.UNCERTAIN, min(uncertain + 1, 2)
            due_at = result.at + _jittered(UNCERTAIN_WAIT) if uncertain == 1 else None
        case Outcome.FAILED | Outcome.LATER:
            status = Status.QUARANTINED
        case Outcome.REFUSED:
            pass
    return Row(
        status=status,
        due_at=due_at,
        handed_over_at=handed_over_at,
        uncertain=uncertain,
        attempts=attempts,
        reply=answer.reply[:500],
        id=claimed.parcel.delivery,
        at=result.at,
        counts=answer.outcome is not Outcome.UNREACHABLE,
    )


def _next_try(result: Result) -> timedelta | None:
    """How long to wait; None when the channel's tries are used up.

    Whoever asks for more time gets it, within the channel's longest wait.
    """
    waits = registry.channel(result.claimed.channel).waits
    if result.claimed.attempts > len(waits):
        return None
    wait = _jittered(waits[result.claimed.attempts - 1])
    asked = result.answer.retry_after or timedelta()
    return max(wait, min(asked, timedelta(seconds=max(waits))))


def _jittered(seconds: float) -> timedelta:
    """A quarter more or less, so that a thousand rows do not come back in one instant."""
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 - no secret
