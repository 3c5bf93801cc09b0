"""Mailgun: one event in each post, an HMAC over time and a token; it returns our Message-ID."""

from anymail.signals import AnymailTrackingEvent, RejectReason
from anymail.webhooks.mailgun import MailgunTrackingWebhookView

from bantin.deliver.channels.email.providers.base import Look, Provider, text


def _look(event: AnymailTrackingEvent) -> Look:
    """``bounce`` and ``suppress-bounce`` speak of the address; ``old`` or ``generic`` do not."""
    status = event.esp_event.get("event-data", {}).get("delivery-status") or {}
    words = text(event.mta_response)
    codes = [text(status.get("code")), text(status.get("enhanced-code"))]
    missing = [code for code in codes if code and code not in words]
    return Look(
        hard=event.reject_reason == RejectReason.BOUNCED,
        said=" ".join([*missing, words]).strip(),
    )


MAILGUN = Provider(
    name="Mailgun",
    view=MailgunTrackingWebhookView,
    secret_as="webhook_signing_key",  # noqa: S106 - a name
    headers=(("X-Mailgun-Track", "no"),),
    look=_look,
)
