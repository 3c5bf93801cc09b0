"""Reads: who gets an edition, who got it, what is late."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import CharField, Count, Exists, Min, OuterRef, Q, QuerySet, Sum, Window
from django.db.models.functions import Cast, RowNumber

from bantin.core.models import Event, Reaction
from bantin.deliver.channels import registry
from bantin.deliver.dispatch.models import Delivery, Expired, FanOut
from bantin.deliver.endpoints import queries as endpoints
from bantin.deliver.endpoints.models import Endpoint
from bantin.deliver.endpoints.queries import open_endpoints
from bantin.publish.record.models import Edition
from bantin.publish.record.queries import public_editions
from bantin.receive.contacts import queries as contacts
from bantin.receive.contacts.models import Contact
from bantin.receive.contacts.queries import reachable

REPLACED = "replaced by a newer edition before it was sent"
LATE_AFTER = timedelta(minutes=2)
GATHER = timedelta(minutes=1)  # due so soon, a row goes along with one that is due now
Status = Delivery.Status
RETRYABLE = [Status.QUARANTINED, Status.REFUSED, Status.UNCERTAIN]


class Addressed(NamedTuple):
    """By which channel a delivery goes, and to which contact or endpoint."""

    delivery: int
    channel: str
    recipient: int | None
    endpoint: int | None


def audience(edition: Edition) -> QuerySet[Contact]:
    """Who gets ``edition``: everyone who asked, and whoever got an earlier edition of it.

    Who holds a figure that we corrected must hear of it, also when the correction is filed under
    other topics. Consent and suppression count for all. A drill goes to those who take part in drills
    only, and to nobody else; the table refuses anything else (``guards``).
    """
    got_earlier = _got_earlier(edition, recipient=OuterRef("pk"))
    people = reachable().filter(drills_only=edition.drill)
    return people.filter(Q(contacts.asked_for(**_about(edition))) | got_earlier)


def endpoints_for(edition: Edition, *, urgent: bool) -> QuerySet[Endpoint]:
    """Which systems get ``edition``: who wants such texts, and who got an earlier edition of it.

    No system gets a drill.
    """
    if edition.drill:
        return Endpoint.objects.none()
    got_earlier = _got_earlier(edition, endpoint=OuterRef("pk"))
    return open_endpoints().filter(
        endpoints.asked_for(**_about(edition), urgent=urgent) | got_earlier
    )


def waits_for_digest(edition: Edition) -> Q:
    """Which contacts get ``edition`` in the mail that they want once a day.

    Not a notice, and not a change of what they have: these go at once to everybody.
    """
    if edition.notice_expires_at is not None:
        return Q(pk__in=[])
    waits = Q(pace=Contact.Pace.DAILY)
    if edition.kind == Edition.Kind.ORIGINAL:
        return waits
    return waits & ~_got_earlier(edition, recipient=OuterRef("pk"))


def earlier(edition: Edition) -> list[int]:
    """The live editions of the same text before ``edition``."""
    rows = Edition.objects.filter(uid=edition.uid, number__lt=edition.number, live__isnull=False)
    return list(rows.values_list("pk", flat=True))


def is_urgent(edition: Edition) -> bool:
    """Whether it overtakes other texts: a change of one that is out, or a notice."""
    return edition.kind != Edition.Kind.ORIGINAL or edition.notice_expires_at is not None


def wanted() -> Q:
    """Deliveries whose recipient may still be written to, or whose endpoint is open.

    A channel may ask for more. Asked row by row: as a list it would read every contact there is.
    """
    person = reachable().filter(pk=OuterRef("recipient"))
    system = open_endpoints().filter(pk=OuterRef("endpoint"))
    return (Q(Exists(person)) | Q(Exists(system))) & registry.conditions()


def unwanted(rows: Collection[Addressed]) -> set[int]:
    """Which of these deliveries are not :func:`wanted`.

    Asked by keys, in small questions: as one, PostgreSQL answers it by reading every contact.
    """
    may_be_written_to = _among(reachable, {row.recipient for row in rows} - {None})
    are_open = _among(open_endpoints, {row.endpoint for row in rows} - {None})
    guarded = {row.delivery for row in rows if row.channel in registry.with_conditions()}
    fulfilled = _among(lambda: Delivery.objects.filter(registry.conditions()), guarded)
    return {
        row.delivery
        for row in rows
        if not (row.recipient in may_be_written_to or row.endpoint in are_open)
        or (row.delivery in guarded and row.delivery not in fulfilled)
    }


def _among(those: Callable[[], QuerySet[Any]], keys: Collection[int | None]) -> set[int]:
    """Which of these keys are among ``those``; no keys, no question."""
    return set(those().filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def stopped(editions: Collection[int]) -> dict[int, FanOut]:
    """The fan-outs of those of these editions that are held back or were replaced."""
    found = FanOut.objects.filter(
        Q(held_at__isnull=False) | Q(replaced_at__isnull=False), edition__in=editions
    )
    return {fan_out.edition_id: fan_out for fan_out in found}


def due(at: datetime) -> QuerySet[Delivery]:
    """What may be sent at ``at``, urgent first, then by when it was due."""
    return Delivery.objects.filter(due_at__lte=at).order_by("lane", "due_at", "pk")


def waiting_with(deliveries: Collection[int], at: datetime) -> QuerySet[Delivery]:
    """What goes into the same messages as these deliveries, where their channel gathers.

    What was tried before comes along before its time, so that one message stays one.
    """
    gathered = Delivery.objects.filter(pk__in=deliveries, channel__in=registry.gathering())
    people = gathered.values_list("recipient", "channel").distinct()
    same = Q(pk__in=[])
    for recipient, channel in people:
        same |= Q(recipient=recipient, channel=channel)
    soon = Q(due_at__lte=at + GATHER) | Q(due_at__isnull=False, attempts__gt=0)
    return Delivery.objects.filter(same, soon).exclude(pk__in=deliveries)


def count_late(at: datetime) -> int:
    """How many rows should have been tried two minutes before ``at`` and were not.

    A row that a worker took and dropped counts from the end of its lease. Two questions, because
    no database answers one with "or" from two indexes.
    """
    return sum(rows.count() for rows in _late(at))


def is_late(at: datetime) -> bool:
    """Whether :func:`count_late` is more than 0."""
    return any(rows.exists() for rows in _late(at))


def _late(at: datetime) -> tuple[QuerySet[Delivery], QuerySet[Delivery]]:
    limit = at - LATE_AFTER
    dropped = Delivery.objects.filter(status=Status.LEASED, leased_until__lte=limit)
    return Delivery.objects.filter(due_at__lte=limit), dropped


def about_to_be_queued(at: datetime) -> QuerySet[Edition]:
    """Editions without a fan-out that are overdue to go live, or whose go-live waits for one."""
    waiting = Event.objects.filter(
        name="edition.live",
        subject_id=Cast(OuterRef("pk"), CharField()),
        reactions__status=Reaction.Status.DUE,
    )
    overdue = Q(live=None, voided=None, go_live_at__lte=at)
    return Edition.objects.filter(overdue | Q(Exists(waiting)), fan_out=None)


def held() -> QuerySet[Edition]:
    """Editions of which something is held back, newest first."""
    return Edition.objects.filter(fan_out__held_at__isnull=False).order_by("-fan_out__held_at")


def is_fanning_out(edition_id: int) -> bool:
    """Whether rows of an edition are still being written."""
    return FanOut.objects.filter(edition=edition_id, done_at=None).exists()


def counts(edition_id: int) -> dict[str, int]:
    """How many deliveries of an edition have each status; statuses that nobody has are 0."""
    rows = Delivery.objects.filter(edition=edition_id).order_by().values_list("status")
    found = dict(rows.annotate(Count("pk")))
    gone = dict(
        Expired.objects.filter(edition=edition_id).values_list("status").annotate(Sum("count"))
    )
    return {status: found.get(status, 0) + gone.get(status, 0) for status in Status.values}


def expired(edition_id: int) -> int:
    """How many rows of an edition were deleted because their time was over."""
    gone = Expired.objects.filter(edition=edition_id).aggregate(n=Sum("count"))["n"]
    return gone or 0


def count_not_at_once(edition_id: int) -> int:
    """How many deliveries of an edition go with the mail of a day, or went under embargo."""
    rows = Delivery.objects.filter(edition=edition_id, channel__in=registry.not_at_once())
    return rows.count()


def waiting_for_daily_mail(edition_id: int) -> dict[str, Any]:
    """How many people get an edition with the next mail of their day, and when the first."""
    waiting = Delivery.objects.filter(edition=edition_id, status=Status.QUEUED, attempts=0)
    gathered = waiting.filter(channel__in=registry.gathering())
    return gathered.aggregate(count=Count("pk"), first=Min("due_at"))


def hand_overs(edition_id: int, *, total: int) -> list[tuple[int, datetime]]:
    """The how-manieth hand-over of a public edition was when, oldest first.

    Daily mails, and mails about it while it was under embargo, do not count.

    The first, the last, the one with which half of ``total`` had it, and some 200 between them:
    the database counts, so a million rows cost no memory here.
    """
    rows = Delivery.objects.filter(edition=edition_id, handed_over_at__isnull=False)
    rows = rows.exclude(channel__in=registry.not_at_once())
    count = rows.count()
    wanted = {1, count, (total + 1) // 2, *range(1, count, max(count // 200, 1))}
    in_order = Window(RowNumber(), order_by=["handed_over_at", "pk"])
    marks = rows.annotate(place=in_order).filter(place__in=sorted(wanted)).order_by("place")
    return [(place, at) for place, at in marks.values_list("place", "handed_over_at") if at]


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
        if edition.pk in had
        or endpoints_for(edition, urgent=is_urgent(edition)).filter(pk=endpoint_id).exists()
    )


def of_endpoint(endpoint_id: int, *, status: str = "") -> QuerySet[Delivery]:
    """The deliveries to one endpoint, newest first; only those with ``status`` when it is given."""
    rows = Delivery.objects.filter(endpoint=endpoint_id).select_related("edition")
    rows = rows.filter(status=status) if status else rows
    return rows.order_by("-queued_at", "-pk")


def _got_earlier(edition: Edition, **whom: OuterRef) -> Q:
    """Whether an earlier edition of the same text went there, or may have gone.

    One look at an index for each.
    """
    went = Q(status__in=[Status.HANDED_OVER, Status.UNCERTAIN, Status.LEASED])
    went |= Q(uncertain__gt=0) | Q(lost__gt=0)
    rows = Delivery.objects.filter(went, edition__in=earlier(edition), **whom)
    return Q(Exists(rows))


def _about(edition: Edition) -> dict[str, Any]:
    return {
        "topics": edition.topics.values_list("pk", flat=True),
        "areas": edition.areas.values_list("pk", flat=True),
        "languages": edition.languages,
    }
