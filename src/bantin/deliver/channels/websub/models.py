"""Who follows which of our feeds, and who asked to and has not proved it yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bantin.deliver.endpoints.models import Endpoint


class FeedSubscription(models.Model):
    """That an endpoint follows one feed. The lease is the endpoint's time."""

    endpoint = models.OneToOneField(
        Endpoint, on_delete=models.CASCADE, primary_key=True, related_name="feed_subscription"
    )
    topic = models.CharField(_("feed"), max_length=500)
    key = models.CharField(max_length=64, unique=True)  # of callback and feed, see ``keys``
    secret = models.CharField(max_length=200, blank=True)  # signs what we send there

    class Meta:
        verbose_name = _("feed subscription")
        verbose_name_plural = _("feed subscriptions")

    def __str__(self) -> str:
        return f"{self.endpoint_id} {self.topic}"


class Intent(models.Model):
    """A request to the hub until its callback has answered whether it really comes from there."""

    class Mode(models.TextChoices):
        SUBSCRIBE = "subscribe", _("subscribe")
        UNSUBSCRIBE = "unsubscribe", _("unsubscribe")

    key = models.CharField(max_length=64, unique=True)  # a repeated request replaces the first
    mode = models.CharField(_("what it wants"), max_length=11, choices=Mode)
    topic = models.CharField(_("feed"), max_length=500)
    callback = models.CharField(_("callback"), max_length=2000)
    host = models.CharField(_("host"), max_length=255, db_index=True)
    secret = models.CharField(max_length=200, blank=True)
    lease_seconds = models.PositiveIntegerField(_("lease"))
    asked_at = models.DateTimeField(_("asked"))
    due_at = models.DateTimeField(_("next try"), db_index=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    class Meta:
        verbose_name = _("request to the hub")
        verbose_name_plural = _("requests to the hub")

    def __str__(self) -> str:
        return f"{self.mode} {self.host}"
