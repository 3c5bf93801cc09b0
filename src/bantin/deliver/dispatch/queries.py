"""Reads: who gets an edition, who got it, what is late."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bantin.deliver.dispatch.models import Delivery
from bantin.publish.record.models import Edition
from bantin.receive.contacts.models import Contact
from bantin.receive.contacts.queries import reachable, subscribers_of

LATE_AFTER = timedelta(minutes=2)
RETRYABLE = [Delivery.Status.QUARANTINED, Delivery.Status.REFUSED, Delivery.Status.UNCERTAIN]


def audience(edition: Edition) -> QuerySet[Contact]:
    """Who gets ``edition``: everyone who asked, and whoever got an earlier edition of it.

    Who holds a figure that we corrected must hear of it, also when the correction is filed under
    other topics. Consent and suppression count for all. A drill goes to those who take part in drills
    only, and to nobody else; the table refuses anything else (``guards``).
    """
    topics = edition.topics.values_list("pk", flat=True)
    areas = edition.areas.values_list("pk", flat=True)
    asked = Q()
    for language in edition.languages:
        people = subscribers_of(topics=topics, areas=areas, language=language)
        asked |= Q(pk__in=people.values("pk"))
    got_earlier = Delivery.objects.filter(
        recipient=OuterRef("pk"),
        edition__uid=edition.uid,
        edition__number__lt=edition.number,
        status__in=[Delivery.Status.HANDED_OVER, Delivery.Status.UNCERTAIN],
    )
    people = reachable().filter(drills_only=edition.drill)
    return people.filter(asked | Q(Exists(got_earlier)))


def due(at: datetime) -> QuerySet[Delivery]:
    """What may be sent at ``at``, urgent first, then by when it was due."""
    return Delivery.objects.filter(due_at__lte=at).order_by("lane", "due_at", "pk")


def late(at: datetime) -> QuerySet[Delivery]:
    """What should have been tried two minutes before ``at`` and was not.

    A row that a worker took and dropped counts from the end of its lease.
    """
    limit = at - LATE_AFTER
    return Delivery.objects.filter(Q(due_at__lte=limit) | Q(leased_until__lte=limit))


def counts(edition_id: int) -> dict[str, int]:
    """How many deliveries of an edition have each status; statuses that nobody has are 0."""
    rows = Delivery.objects.filter(edition=edition_id).order_by().values_list("status")
    found = dict(rows.annotate(Count("pk")))
    return {status: found.get(status, 0) for status in Delivery.Status.values}


def handed_over_at(edition_id: int) -> list[datetime]:
    """The instants at which an edition was handed over, oldest first."""
    rows = Delivery.objects.filter(edition=edition_id, handed_over_at__isnull=False)
    return list(rows.order_by("handed_over_at").values_list("handed_over_at", flat=True))  # type: ignore[arg-type]


def of_contact(contact_id: int, *, limit: int = 50) -> QuerySet[Delivery]:
    """The newest deliveries to one contact."""
    rows = Delivery.objects.filter(recipient=contact_id).select_related("edition")
    return rows.order_by("-queued_at", "-pk")[:limit]
