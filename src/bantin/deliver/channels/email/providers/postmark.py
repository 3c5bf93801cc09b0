"""Postmark: one event in each post, user and password."""

from anymail.signals import AnymailTrackingEvent
from anymail.webhooks.postmark import PostmarkTrackingWebhookView

from bantin.deliver.channels.email.providers.base import LABEL, TOKEN, Look, Provider, text


def _look(event: AnymailTrackingEvent) -> Look:
    raw = event.esp_event
    return Look(
        hard="HardBounce" in (raw.get("Type"), raw.get("SuppressionReason")),
        said=text(event.mta_response),
        by_filter=raw.get("Type") == "SpamNotification",
    )


POSTMARK = Provider(
    name="Postmark",
    view=PostmarkTrackingWebhookView,
    secret_as="webhook_secret",  # noqa: S106 - a name
    headers=(
        (f"X-PM-Metadata-{LABEL}", TOKEN),
        ("X-PM-KeepID", "true"),  # our Message-ID stays
        ("X-PM-TrackOpens", "false"),
        ("X-PM-TrackLinks", "None"),
    ),
    look=_look,
)
