"""Which channels there are. Each registers itself in its ``AppConfig.ready``."""

from collections.abc import Callable

from django.db.models import Q

from bantin.deliver.channels.base import GatheringChannel, LineChannel
from bantin.deliver.channels.http.channel import HttpChannel

Channel = LineChannel | HttpChannel

_channels: dict[str, Channel] = {}
_only: dict[str, Callable[[], Q]] = {}
_heard_by: dict[str, str] = {}


def register(channel: Channel, *, only: Callable[[], Q] | None = None, heard_by: str = "") -> None:
    """Make ``channel`` known under its code.

    With ``only`` the fan-out of public editions never uses it: somebody else queues its deliveries,
    and each is sent only while the condition holds for its row. ``heard_by`` is the code of the
    channel that hears what comes back of this one.
    """
    _channels[channel.code] = channel
    if only:
        _only[channel.code] = only
    if heard_by:
        _heard_by[channel.code] = heard_by


def channel(code: str) -> Channel:
    """The channel with this code; KeyError when it is not installed."""
    return _channels[code]


def codes() -> list[str]:
    """The codes of all channels."""
    return sorted(_channels)


def to_people() -> list[Channel]:
    """The channels by which a public edition reaches people at an address of theirs."""
    people = [_channels[code] for code in codes() if not _channels[code].to_endpoints]
    return [channel for channel in people if channel.code not in _only]


def conditions() -> Q:
    """What has to hold for a delivery besides that its recipient may be written to."""
    found = Q()
    for code, only in _only.items():
        found &= ~Q(channel=code) | only()
    return found


def with_conditions() -> set[str]:
    """The codes of the channels for which :func:`conditions` asks more."""
    return set(_only)


def heard(code: str) -> list[str]:
    """The codes of the channels whose returns the channel with this code hears, its own first."""
    return [code, *(other for other, by in sorted(_heard_by.items()) if by == code)]


def to_endpoints() -> list[Channel]:
    """The channels that reach systems."""
    return [_channels[code] for code in codes() if _channels[code].to_endpoints]


def gathering() -> list[str]:
    """The codes of channels of which one message carries many editions."""
    return [code for code in codes() if isinstance(_channels[code], GatheringChannel)]


def not_at_once() -> list[str]:
    """The codes of channels whose deliveries say nothing of how fast a public edition arrives."""
    return sorted({*gathering(), *_only})
