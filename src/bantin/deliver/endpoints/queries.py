"""Reads: which endpoints are open, and which of them want a text."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from bantin.deliver.endpoints.models import Endpoint
from bantin.receive.contacts.queries import overlapping


def open_endpoints() -> QuerySet[Endpoint]:
    """Endpoints that were not closed and have not expired, by the database's clock."""
    unexpired = Q(expires_at=None) | Q(expires_at__gt=Now())
    return Endpoint.objects.filter(unexpired, closed_at=None)


def asked_for(
    *, topics: Collection[int], areas: Collection[int], languages: Collection[str], urgent: bool
) -> Q:
    """Whether an endpoint asked for a text with these topics, areas, languages and urgency.

    The rules are those of a contact's subscriptions: nothing chosen means any, a text without an
    area concerns every place, and a larger area has part in what happens in a smaller one.

    Args:
        topics: Primary keys of the text's topics.
        areas: Primary keys of the text's areas.
        languages: In which it is: ``vi``, ``en`` or both.
        urgent: Whether those get it, too, who want only what is urgent.
    """
    itself = Endpoint.objects.filter(pk=OuterRef("pk"))
    asked = Q(language__in=["", *languages])
    if not urgent:
        asked &= Q(only_urgent=False)
    asked &= Q(Exists(itself.filter(Q(topics=None) | Q(topics__in=list(topics)))))
    if areas:
        asked &= Q(Exists(itself.filter(Q(areas=None) | Q(areas__in=overlapping(areas)))))
    return asked
