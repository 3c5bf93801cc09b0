"""The outbox: one row for each edition, recipient and channel, and who writes these rows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bantin.deliver.endpoints.models import Endpoint
from bantin.publish.record.models import Edition
from bantin.receive.contacts.models import Contact


class Delivery(models.Model):
    """One edition going to one person or one endpoint by one channel, at most once."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        LEASED = "leased", _("being sent")
        HANDED_OVER = "handed_over", _("handed over")
        UNCERTAIN = "uncertain", _("uncertain")
        REFUSED = "refused", _("refused by the recipient's server")
        QUARANTINED = "quarantined", _("set aside after an error")
        SUPPRESSED = "suppressed", _("not sent: suppressed")
        HELD = "held", _("held until a person releases it")

    class Lane(models.IntegerChoices):
        URGENT = 0, _("urgent")
        NORMAL = 1, _("normal")
        BULK = 2, _("bulk")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="deliveries")
    recipient = models.ForeignKey(
        Contact, null=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    endpoint = models.ForeignKey(
        Endpoint, null=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    channel = models.CharField(_("channel"), max_length=20)
    lane = models.PositiveSmallIntegerField(_("lane"), choices=Lane, default=Lane.NORMAL)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.QUEUED)
    queued_at = models.DateTimeField(_("queued"))
    due_at = models.DateTimeField(_("next try"), null=True)  # empty: nothing more is tried
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    uncertain = models.PositiveSmallIntegerField(_("times uncertain"), default=0)
    lost = models.PositiveSmallIntegerField(_("times lost with a worker"), default=0)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True)
    reply = models.CharField(_("last reply"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "recipient", "channel"], name="delivery_at_most_once"
            ),
            models.UniqueConstraint(
                fields=["edition", "endpoint"], name="delivery_to_endpoint_at_most_once"
            ),
            models.CheckConstraint(
                name="delivery_to_a_person_or_an_endpoint",
                condition=Q(recipient=None, endpoint__isnull=False)
                | Q(recipient__isnull=False, endpoint=None),
            ),
            models.CheckConstraint(
                name="delivery_handed_over_has_a_time",
                condition=Q(status="handed_over", handed_over_at__isnull=False)
                | (~Q(status="handed_over") & Q(handed_over_at=None)),
            ),
            models.CheckConstraint(
                name="delivery_leased_has_a_lease",
                condition=Q(status="leased", lease__isnull=False, leased_until__isnull=False)
                | (~Q(status="leased") & Q(lease=None, leased_until=None)),
            ),
            models.CheckConstraint(
                name="delivery_is_due_while_it_waits",
                condition=Q(status="queued", due_at__isnull=False)
                | Q(status="uncertain", uncertain=1, due_at__isnull=False)
                | Q(status="uncertain", uncertain=2, due_at=None)
                | (~Q(status__in=["queued", "uncertain"]) & Q(due_at=None)),
            ),
            models.CheckConstraint(
                name="delivery_uncertain_tried_again_once", condition=Q(uncertain__lte=2)
            ),
        ]
        indexes = [
            # With the key: a million rows that were released at once are due in one instant.
            models.Index(
                fields=["lane", "due_at", "id"],
                condition=Q(due_at__isnull=False),
                name="delivery_next",
            ),
            models.Index(
                fields=["leased_until"], condition=Q(status="leased"), name="delivery_leased"
            ),
            models.Index(fields=["edition", "status"], name="delivery_by_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} -> {self.to} ({self.channel}, {self.status})"

    @property
    def to(self) -> Contact | Endpoint:
        """Whom it goes to."""
        to = self.recipient or self.endpoint
        assert to is not None  # noqa: S101 - the database keeps this
        return to


class Expired(models.Model):
    """How many rows of an edition were deleted when their time was over, by status and day."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="expired")
    channel = models.CharField(max_length=20)
    status = models.CharField(max_length=12, choices=Delivery.Status)
    queued_on = models.DateField()  # in the office's time zone
    count = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "channel", "status", "queued_on"], name="expired_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.channel} {self.status} {self.queued_on}: {self.count}"


class Tally(models.Model):
    """How many rows of a channel were ever queued, or ended a try in a status: for metrics.

    Their sum over the slots counts; each connection writes in its own slot, so that a worker never
    waits for another one's transaction.
    """

    slot = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=20)
    status = models.CharField(max_length=12, choices=Delivery.Status)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "status", "slot"], name="tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.status}: {self.count}"


class FanOut(models.Model):
    """That an edition goes to its audience, and how far its rows are written.

    The one small row that is committed at once, however many recipients there are.
    """

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="fan_out")
    urgent = models.BooleanField(_("urgent"))
    begun_at = models.DateTimeField(_("begun"))
    last_contact = models.PositiveBigIntegerField(default=0)
    last_endpoint = models.PositiveBigIntegerField(default=0)
    done_at = models.DateTimeField(_("done"), null=True)
    held_at = models.DateTimeField(_("held"), null=True)
    replaced_at = models.DateTimeField(_("replaced by a newer edition"), null=True)

    class Meta:
        verbose_name = _("fan-out")
        verbose_name_plural = _("fan-outs")
        indexes = [
            models.Index(
                fields=["-urgent", "begun_at", "id"],
                condition=Q(done_at=None),
                name="fan_out_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} ({'done' if self.done_at else 'open'})"


class Attempt(models.Model):
    """One try to hand a delivery over: when, and what the next system said."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField(_("when"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Delivery.Status)
    reply = models.CharField(_("reply"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.at:%H:%M:%S} {self.outcome}"
