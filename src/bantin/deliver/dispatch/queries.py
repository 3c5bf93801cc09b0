"""Reads: who gets an edition, who got it, what is late."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.endpoints.models import Endpoint
from bantin.deliver.endpoints.queries import open_endpoints, wanting
from bantin.publish.record.models import Edition
from bantin.publish.record.queries import public_editions
from bantin.receive.contacts.models import Contact
from bantin.receive.contacts.queries import reachable, subscribers_of

LATE_AFTER = timedelta(minutes=2)
RETRYABLE = [Delivery.Status.QUARANTINED, Delivery.Status.REFUSED, Delivery.Status.UNCERTAIN]


def audience(edition: Edition) -> QuerySet[Contact]:
    """Who gets ``edition``: everyone who asked, and whoever got an earlier edition of it.

    Who holds a figure that we corrected must hear of it, also when the correction is filed under
    other topics. Consent and suppression count for all.
    """
    asked = subscribers_of(
        topics=edition.topics.values_list("pk", flat=True),
        areas=edition.areas.values_list("pk", flat=True),
        language=edition.language,
    )
    got_earlier = _got_earlier(edition).filter(recipient=OuterRef("pk"))
    return reachable().filter(Q(pk__in=asked.values("pk")) | Q(Exists(got_earlier)))


def endpoints_for(edition: Edition) -> QuerySet[Endpoint]:
    """Which systems get ``edition``: who wants such texts, and who got an earlier edition of it."""
    asked = wanting(
        topics=edition.topics.values_list("pk", flat=True),
        areas=edition.areas.values_list("pk", flat=True),
        language=edition.language,
    )
    got_earlier = _got_earlier(edition).filter(endpoint=OuterRef("pk"))
    return open_endpoints().filter(Q(pk__in=asked.values("pk")) | Q(Exists(got_earlier)))


def wanted() -> Q:
    """Deliveries whose recipient may still be written to, or whose endpoint is open."""
    return Q(recipient__in=reachable().values("pk")) | Q(endpoint__in=open_endpoints().values("pk"))


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


def replayable(endpoint_id: int, *, since: datetime, until: datetime, at: datetime) -> list[int]:
    """The editions live between two instants (and at ``at``) that an open endpoint wants or got."""
    if not open_endpoints().filter(pk=endpoint_id).exists():
        return []
    editions = public_editions(at).filter(live__at__gte=since, live__at__lte=until)
    got = Delivery.objects.filter(endpoint=endpoint_id, edition__in=editions.values("pk"))
    had = set(got.values_list("edition", flat=True))
    return sorted(
        edition.pk
        for edition in editions.defer("canonical", "text", "folded")
        if edition.pk in had or endpoints_for(edition).filter(pk=endpoint_id).exists()
    )


def of_endpoint(endpoint_id: int, *, status: str = "") -> QuerySet[Delivery]:
    """The deliveries to one endpoint, newest first; only those with ``status`` when it is given."""
    rows = Delivery.objects.filter(endpoint=endpoint_id).select_related("edition")
    rows = rows.filter(status=status) if status else rows
    return rows.order_by("-queued_at", "-pk")


def _got_earlier(edition: Edition) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        edition__uid=edition.uid,
        edition__number__lt=edition.number,
        status__in=[Delivery.Status.HANDED_OVER, Delivery.Status.UNCERTAIN],
    )
