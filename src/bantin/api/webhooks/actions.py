"""Writes: add a webhook for who has a key."""

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from bantin.api.keys.models import Key
from bantin.api.webhooks.errors import TooMany, UnknownCodes
from bantin.api.webhooks.models import Ownership
from bantin.api.webhooks.queries import webhooks_of
from bantin.deliver.channels.webhook import actions as webhooks
from bantin.deliver.channels.webhook.actions import Made
from bantin.receive.subjects.models import Area, Topic

Subject = TypeVar("Subject", Topic, Area)
MOST = 20  # open ones of one holder


@transaction.atomic
def add(
    key: Key,
    *,
    url: str,
    name: str,
    at: datetime,
    language: str = "",
    topics: Collection[str] = (),
    areas: Collection[str] = (),
) -> Made:
    """Add a webhook that belongs to the holder of ``key``; ``topics`` and ``areas`` are codes.

    Raises:
        TooMany: The holder has enough.
        UnknownCodes: A code is of no topic or area.
        NotAWebAddress: ``url`` is not a complete http or https address.
    """
    Key.objects.select_for_update(no_key=True).get(pk=key.pk)
    if webhooks_of(key).filter(closed_at=None).count() >= MOST:
        raise TooMany(limit=MOST)
    made = webhooks.add(
        url=url,
        name=name,
        at=at,
        contact=key.contact,
        language=language,
        topics=_named(Topic.objects.all(), topics),
        areas=_named(Area.objects.all(), areas),
    )
    Ownership.objects.create(endpoint=made.endpoint, key=key)
    return made


def _named(known: QuerySet[Subject], codes: Collection[str]) -> list[Subject]:
    found = list(known.filter(code__in=codes))
    unknown = set(codes) - {one.code for one in found}
    if unknown:
        raise UnknownCodes(codes=", ".join(sorted(unknown)))
    return found
