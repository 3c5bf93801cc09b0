"""Mailjet: one event or a list in each post, user and password."""

import json

from anymail.signals import AnymailTrackingEvent
from anymail.webhooks.mailjet import MailjetTrackingWebhookView

from bantin.deliver.channels.email.providers.base import LABEL, TOKEN, Look, Provider, text

_DEAD = {"user unknown", "mailbox inactive", "invalid domain", "no mail host"}


def _look(event: AnymailTrackingEvent) -> Look:
    """A full mailbox or a policy may be ``hard_bounce`` too, and says nothing of the address."""
    raw = event.esp_event
    error, comment = text(raw.get("error")), text(raw.get("comment"))
    return Look(
        hard=raw.get("hard_bounce") is True and error in _DEAD,
        said=": ".join(filter(None, [error, comment])),
    )


MAILJET = Provider(
    name="Mailjet",
    view=MailjetTrackingWebhookView,
    secret_as="webhook_secret",  # noqa: S106 - a name
    headers=(
        ("X-MJ-EventPayload", json.dumps({LABEL: TOKEN}, separators=(",", ":"))),
        ("X-Mailjet-TrackOpen", "0"),
        ("X-Mailjet-TrackClick", "0"),
    ),
    look=_look,
)
