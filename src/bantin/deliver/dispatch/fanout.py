"""Fan-out: from one committed row to the rows of a whole audience.

An edition for a million people must neither hold one transaction nor keep a worker from sending.
So the go-live's reaction writes one :class:`FanOut`, and workers write the deliveries in batches
between other work: each batch and how far it reached are one commit.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from bantin.deliver.channels import registry
from bantin.deliver.channels.base import Channel, GatheringChannel
from bantin.deliver.dispatch import queries, tallies
from bantin.deliver.dispatch.columns import adapted, column
from bantin.deliver.dispatch.errors import NotPublicYet
from bantin.deliver.dispatch.models import Delivery, FanOut
from bantin.publish.record.models import Edition
from bantin.receive.contacts.models import Contact

BATCH = 5_000  # recipients in one transaction
Lane = Delivery.Lane


@transaction.atomic
def begin(edition_id: int, *, at: datetime) -> FanOut:
    """Say that a public edition goes to its audience. Doing it twice is harmless.

    What is still queued of earlier editions of the same text is never sent: nobody shall get the
    wrong figure after the right one.

    Raises:
        NotPublicYet: The edition is not live at ``at``; nothing is queued.
    """
    edition = Edition.objects.select_related("live").get(pk=edition_id)
    live = getattr(edition, "live", None)
    if live is None or live.at > at:
        raise NotPublicYet(edition=edition)
    _replace_earlier(edition, at=at)
    fan_out, _new = FanOut.objects.get_or_create(edition=edition, defaults=begun(edition, at))
    return fan_out


def _replace_earlier(edition: Edition, *, at: datetime) -> None:
    """End their fan-outs; workers close the rows that are still queued as they come to them."""
    earlier = FanOut.objects.filter(edition__in=queries.earlier(edition))
    earlier.filter(done_at=None).update(done_at=at)
    earlier.filter(replaced_at=None).update(replaced_at=at)


def begun(edition: Edition, at: datetime) -> dict[str, Any]:
    """The columns of a fan-out that begins at ``at``."""
    return {"urgent": queries.is_urgent(edition), "begun_at": at}


@transaction.atomic
def expand(*, at: datetime) -> int:
    """Write the next batch of rows of one fan-out, urgent ones first.

    Several workers may do this at once: each takes another fan-out.

    Returns:
        How much was done; 0 when no fan-out is open.
    """
    open_ones = FanOut.objects.filter(done_at=None, edition__live__isnull=False)
    open_ones = open_ones.order_by("-urgent", "begun_at", "pk")
    fan_out = open_ones.select_for_update(skip_locked=True, of=("self",)).first()
    return 1 + _expand(fan_out, at=at) if fan_out else 0


def queue_deliveries(edition_id: int, *, at: datetime) -> int:
    """Queue a public edition for its whole audience now; returns how many rows were new.

    For small offices' tools and tests; the workers do the same a batch at a time. Running it again
    looks at the audience anew and adds who is missing.

    Raises:
        NotPublicYet: The edition is not live at ``at``; nothing is queued.
    """
    begun = begin(edition_id, at=at)
    again = FanOut.objects.filter(pk=begun.pk, replaced_at=None)
    again.update(done_at=None, last_contact=0, last_endpoint=0)
    rows = 0
    while True:
        with transaction.atomic():
            fan_out = FanOut.objects.select_for_update(no_key=True).get(pk=begun.pk)
            if fan_out.done_at:
                return rows
            rows += _expand(fan_out, at=at)


def _expand(fan_out: FanOut, *, at: datetime) -> int:
    """One batch: people first, then systems; returns how many rows were new."""
    everyone = queries.audience(fan_out.edition).filter(pk__gt=fan_out.last_contact)
    if last := _end_of_batch(everyone):
        batch = everyone.filter(pk__lte=last)
        fan_out.last_contact = last
        added = sum(
            _add(fan_out, _at_pace(fan_out, batch, one), one, at=at) for one in registry.to_people()
        )
    else:
        added = _expand_to_endpoints(fan_out, at=at)
    fan_out.save(update_fields=["last_contact", "last_endpoint", "done_at"])
    return added


def _expand_to_endpoints(fan_out: FanOut, *, at: datetime) -> int:
    wanting = queries.endpoints_for(fan_out.edition, urgent=fan_out.urgent)
    wanting = wanting.filter(pk__gt=fan_out.last_endpoint)
    last = _end_of_batch(wanting)
    if last is None:
        fan_out.done_at = at
        return 0
    fan_out.last_endpoint = last
    batch = wanting.filter(pk__lte=last)
    return sum(
        _add(fan_out, batch.filter(channel=one.code), one, at=at) for one in registry.to_endpoints()
    )


def _end_of_batch(rows: QuerySet[Any]) -> int | None:
    """The last primary key of the next batch; None when nothing is left."""
    keys = rows.order_by("pk").values_list("pk", flat=True)
    full = list(keys[BATCH - 1 : BATCH])
    return full[0] if full else keys.last()


def _add(fan_out: FanOut, batch: QuerySet[Any], channel: Channel, *, at: datetime) -> int:
    """INSERT … SELECT: the rows never pass through Python."""
    held = fan_out.held_at is not None
    values = {
        "edition": fan_out.edition_id,
        "channel": channel.code,
        "status": Delivery.Status.HELD if held else Delivery.Status.QUEUED,
        "queued_at": at,
        "due_at": None if held else _due_at(channel, at),
        "attempts": 0,
        "uncertain": 0,
        "lost": 0,
        "reply": "",
    }
    to = "endpoint" if channel.to_endpoints else "recipient"
    chosen = batch.order_by().values(key=F("pk"), lane=_lane(fan_out, channel))
    try:
        return _insert(values, to, *chosen.query.sql_with_params())
    except EmptyResultSet:  # nobody can be in it, as with a notice in a daily digest
        return 0


def _at_pace(fan_out: FanOut, people: QuerySet[Contact], channel: Channel) -> QuerySet[Contact]:
    """Whom a channel reaches: at once, or in the mail that they want once a day."""
    waits = queries.waits_for_digest(fan_out.edition)
    return people.filter(waits if isinstance(channel, GatheringChannel) else ~waits)


def _due_at(channel: Channel, at: datetime) -> datetime:
    return channel.next_at(at) if isinstance(channel, GatheringChannel) else at


def _lane(fan_out: FanOut, channel: Channel) -> Value | Case:
    """Urgent texts first, then the press, then everybody else."""
    if isinstance(channel, GatheringChannel):
        return Value(Lane.BULK)
    if fan_out.urgent:
        return Value(Lane.URGENT)
    if channel.to_endpoints:
        return Value(Lane.BULK if channel.after_others else Lane.NORMAL)
    resident = When(Q(kind=Contact.Kind.RESIDENT), then=Value(Lane.BULK))
    return Case(resident, default=Value(Lane.NORMAL), output_field=IntegerField())


def _insert(values: dict[str, Any], to: str, chosen: str, parameters: Sequence[Any]) -> int:
    names = ", ".join([*map(column, values), "lane", column(to)])
    places = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Delivery._meta.db_table} ({names}) "  # noqa: S608 - our own names
            f"SELECT {places}, chosen.lane, chosen.key FROM ({chosen}) AS chosen WHERE TRUE "
            "ON CONFLICT DO NOTHING",
            [*adapted(**values), *parameters],
        )
        added = int(cursor.rowcount)
    if added:
        tallies.add({(values["channel"], values["status"]): added})
    return added
