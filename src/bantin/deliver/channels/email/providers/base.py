"""What a mail provider is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from anymail.signals import AnymailTrackingEvent
from anymail.webhooks.base import AnymailBaseWebhookView

TOKEN = "QzDeliveryQz"  # noqa: S105 - a place in a header, filled in for each delivery
LABEL = "bantin"  # under which a provider keeps the token and gives it back
USER = "bantin"  # with whom a provider logs in where it signs nothing


@dataclass(frozen=True, slots=True)
class Look:
    """What is special about one event of one provider."""

    hard: bool  # the provider gave up on the address, not only on this mail
    said: str  # the other server's words, with their codes
    by_filter: bool = False  # a filter took it for spam; no person complained


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider."""

    name: str
    view: type[AnymailBaseWebhookView]
    secret_as: str  # the view's argument
    headers: tuple[tuple[str, str], ...]
    look: Callable[[AnymailTrackingEvent], Look]

    @property
    def logs_in(self) -> bool:
        """Whether it sends user and password (HTTP Basic) instead of a signature."""
        return self.secret_as == "webhook_secret"  # noqa: S105 - a name

    def listener(self, secret: str) -> AnymailBaseWebhookView:
        """The view that checks and reads one post."""
        return self.view(**{self.secret_as: f"{USER}:{secret}" if self.logs_in else secret})


def text(value: Any) -> str:
    """A field that should be text or a number, on one line."""
    return " ".join(str(value).split()) if isinstance(value, str | int) else ""
