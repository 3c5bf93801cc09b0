"""Where systems take deliveries: a newsroom's webhook, a feed reader's callback, a browser."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bantin.receive.contacts.models import Contact, Language
from bantin.receive.subjects.models import Area, Topic


class Endpoint(models.Model):
    """An address of one channel, what it wants, and until when.

    No topics, no areas and no language mean any. What only one channel knows about an endpoint
    (keys, secrets) stands in that channel's own table, one to one.
    """

    channel = models.CharField(_("channel"), max_length=20)
    address = models.CharField(_("address"), max_length=2000)
    name = models.CharField(_("name"), max_length=160, blank=True)
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("who answers for it"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="endpoints",
    )
    language = models.CharField(_("texts in"), max_length=2, choices=Language, blank=True)
    topics = models.ManyToManyField(
        Topic, verbose_name=_("topics"), blank=True, related_name="endpoints"
    )
    areas = models.ManyToManyField(
        Area, verbose_name=_("areas"), blank=True, related_name="endpoints"
    )
    only_urgent = models.BooleanField(_("only what is urgent"), default=False)
    since = models.DateTimeField(_("since"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)  # empty: never
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_because = models.CharField(_("why closed"), max_length=500, blank=True)
    reopened_at = models.DateTimeField(_("opened again"), null=True, blank=True)

    class Meta:
        verbose_name = _("endpoint")
        verbose_name_plural = _("endpoints")
        constraints = [
            models.CheckConstraint(
                name="endpoint_closed_with_a_reason",
                condition=Q(closed_at=None, closed_because="")
                | (Q(closed_at__isnull=False) & ~Q(closed_because="")),
            ),
            models.CheckConstraint(
                name="endpoint_expires_after_it_began",
                condition=Q(expires_at=None) | Q(expires_at__gt=models.F("since")),
            ),
        ]
        indexes = [models.Index(fields=["channel", "closed_at"], name="endpoint_by_channel")]

    def __str__(self) -> str:
        return self.name or self.address
