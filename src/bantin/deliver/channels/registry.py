"""Which channels there are. Each registers itself in its ``AppConfig.ready``."""

from bantin.deliver.channels.base import GatheringChannel, LineChannel
from bantin.deliver.channels.http.channel import HttpChannel

Channel = LineChannel | HttpChannel

_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Make ``channel`` known under its code."""
    _channels[channel.code] = channel


def channel(code: str) -> Channel:
    """The channel with this code; KeyError when it is not installed."""
    return _channels[code]


def codes() -> list[str]:
    """The codes of all channels."""
    return sorted(_channels)


def to_people() -> list[Channel]:
    """The channels that reach people at an address of theirs."""
    return [_channels[code] for code in codes() if not _channels[code].to_endpoints]


def to_endpoints() -> list[Channel]:
    """The channels that reach systems."""
    return [_channels[code] for code in codes() if _channels[code].to_endpoints]


def gathering() -> list[str]:
    """The codes of channels of which one message carries many editions."""
    return [code for code in codes() if isinstance(_channels[code], GatheringChannel)]
