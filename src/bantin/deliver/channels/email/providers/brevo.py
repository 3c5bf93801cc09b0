"""Brevo: one event in each post, user and password."""

import json

from anymail.signals import AnymailTrackingEvent
from anymail.webhooks.brevo import BrevoTrackingWebhookView

from bantin.deliver.channels.email.providers.base import LABEL, TOKEN, Look, Provider, text


def _look(event: AnymailTrackingEvent) -> Look:
    return Look(
        hard=event.esp_event.get("event") in {"hard_bounce", "invalid_email"},
        said=text(event.mta_response),
    )


BREVO = Provider(
    name="Brevo",
    view=BrevoTrackingWebhookView,
    secret_as="webhook_secret",  # noqa: S106 - a name
    headers=(("X-Mailin-custom", json.dumps({LABEL: TOKEN}, separators=(",", ":"))),),
    look=_look,
)
