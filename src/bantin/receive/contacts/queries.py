"""Reads: who may be written to, and who asked for what."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from bantin.receive.contacts.models import Consent, Contact, Subscription, SubscriptionRequest
from bantin.receive.subjects.models import Area


def reachable() -> QuerySet[Contact]:
    """Contacts with a consent in force whose address is not suppressed and who do not pause."""
    in_force = Consent.objects.filter(contact=OuterRef("pk"), withdrawn_at=None)
    awake = Q(paused_until=None) | Q(paused_until__lte=Now())
    return Contact.objects.filter(awake, Exists(in_force), suppressed_at=None)


def waiting(at: datetime) -> QuerySet[SubscriptionRequest]:
    """Requests that were not confirmed yet and still can be."""
    return SubscriptionRequest.objects.filter(confirmed_at=None, expires_at__gt=at)


def asked_for(
    *, topics: Collection[int], areas: Collection[int], languages: Collection[str]
) -> Exists:
    """Whether a contact asked for a text with these topics, areas and language.

    It is a condition on each contact's row, so that a part of a million can be asked for without
    reading the rest. An empty topic, area or language in a subscription means any. A text without
    an area concerns every place.

    Args:
        topics: Primary keys of the text's topics.
        areas: Primary keys of the text's areas.
        languages: In which it is: ``vi``, ``en`` or both.
    """
    wanted = Q(topic=None) | Q(topic__in=list(topics))
    if areas:
        wanted &= Q(area=None) | Q(area__in=overlapping(areas))
    return Exists(
        Subscription.objects.filter(wanted, contact=OuterRef("pk"), language__in=["", *languages])
    )


def overlapping(areas: Collection[int]) -> set[int]:
    """These areas, the larger ones they lie in and the smaller ones they contain.

    Who asked for the province gets what concerns a ward; who asked for a ward gets what concerns
    the whole province.
    """
    parent_of = dict(Area.objects.values_list("pk", "parent_id"))
    larger = {up for area in areas for up in _with_parents(area, parent_of)}
    smaller = {area for area in parent_of if _with_parents(area, parent_of) & set(areas)}
    return larger | smaller


def _with_parents(area: int, parent_of: Mapping[int, int | None]) -> set[int]:
    line: set[int] = set()
    step: int | None = area
    while step is not None and step not in line:
        line.add(step)
        step = parent_of.get(step)
    return line
