"""Which chat services there are, and what an Apprise address must be like to be taken.

Only services whose server's address is fixed, or that speak TLS to a host that a member of staff
typed in: what is sent is public anyway, and no reader can choose where it goes.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bantin.deliver.channels.chat.errors import BadAddress, SeveralTargets, UnknownService

if TYPE_CHECKING:
    from apprise import NotifyBase

LIMITS = "?cto=5&rto=15"  # seconds to connect and to wait for the answer


@dataclass(frozen=True, slots=True)
class Service:
    """One chat service: what it is called, how its address begins and looks."""

    name: str
    schemes: tuple[str, ...]
    form: str  # as in Apprise's documentation


SERVICES = (
    Service("Telegram", ("tgram",), "tgram://BOT_TOKEN/CHAT_ID"),
    Service("Zalo Bot", ("zalo",), "zalo://BOT_TOKEN/CHAT_ID"),
    Service("Viber", ("viber",), "viber://TOKEN/RECEIVER"),
    Service("LINE", ("line",), "line://TOKEN/USER_ID"),
    Service("Slack", ("slack",), "slack://TOKEN_A/TOKEN_B/TOKEN_C/CHANNEL"),
    Service(
        "Microsoft Teams", ("msteams", "workflow", "workflows"), "workflows://HOST/ID/SIGNATURE"
    ),
    Service("Google Chat", ("gchat",), "gchat://WORKSPACE/KEY/TOKEN"),
    Service("Discord", ("discord",), "discord://WEBHOOK_ID/WEBHOOK_TOKEN"),
    Service("Mattermost", ("mmosts",), "mmosts://HOST/TOKEN"),
    Service("Rocket.Chat", ("rockets",), "rockets://WEBHOOK_TOKEN@HOST/CHANNEL"),
    Service("Matrix", ("matrixs",), "matrixs://USER:PASSWORD@HOST/ROOM"),
)


def service_of(address: str) -> Service:
    """The service to which an address belongs.

    Raises:
        UnknownService: It belongs to none of ``SERVICES``.
    """
    scheme = address.partition("://")[0].strip().lower()
    for service in SERVICES:
        if scheme in service.schemes:
            return service
    raise UnknownService(names=", ".join(service.name for service in SERVICES))


def check(address: str) -> str:
    """``address`` as it is kept.

    Raises:
        UnknownService, BadAddress, SeveralTargets: It cannot be used; the refusal says why.
    """
    address = address.strip()
    service = service_of(address)
    sender = sender_of(address)
    if sender is None:
        raise BadAddress(service=service.name, form=service.form)
    if len(sender) != 1:
        raise SeveralTargets(service=service.name)
    return address


def sender_of(address: str) -> "NotifyBase | None":
    """What sends to ``address``; None when it is not complete.

    Apprise is read only here: it takes half a second, and most offices use no chat.
    """
    from apprise import Apprise, NotifyBase

    limits = LIMITS if "?" not in address else LIMITS.replace("?", "&")
    sender = Apprise.instantiate(address + limits, suppress_exceptions=True)
    return sender if isinstance(sender, NotifyBase) else None


def masked(address: str) -> str:
    """``address`` without its secrets, for people."""
    sender = sender_of(address)
    shown = sender.url(privacy=True) if sender else "…"  # type: ignore[no-untyped-call]
    return str(shown).partition("?")[0]
