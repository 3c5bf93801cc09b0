"""Reads: webhooks with their state, and the secrets that sign now."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from bantin.deliver.channels.webhook import signing
from bantin.deliver.channels.webhook.models import Key
from bantin.deliver.dispatch.models import Attempt, Delivery
from bantin.deliver.endpoints.models import Endpoint

CODE = "webhook"


def webhooks() -> QuerySet[Endpoint]:
    """All webhooks with when each last took something, and whether its newest tries failed."""
    of_it = Attempt.objects.filter(delivery__endpoint=OuterRef("pk"))
    last = of_it.order_by("-at", "-pk")
    taken = of_it.filter(outcome=Delivery.Status.HANDED_OVER)
    waiting = Delivery.objects.filter(endpoint=OuterRef("pk"), due_at__isnull=False)
    return (
        Endpoint.objects.filter(channel=CODE)
        .select_related("contact")
        .annotate(
            last_success=taken.order_by("-at").values("at")[:1],
            last_outcome=last.values("outcome")[:1],
            last_reply=last.values("reply")[:1],
            waits=Exists(waiting),
        )
        .order_by("name", "address", "pk")
    )


def failing_since(endpoint_id: int) -> datetime | None:
    """When the first try failed after the last that did not; None when the last did not fail."""
    tries = Attempt.objects.filter(delivery__endpoint=endpoint_id)
    last = tries.filter(outcome=Delivery.Status.HANDED_OVER).aggregate(Max("at"))["at__max"]
    failed = tries.exclude(outcome=Delivery.Status.HANDED_OVER)
    if last:
        failed = failed.filter(at__gt=last)
    first = failed.order_by("at").first()
    return first.at if first else None


def secrets(endpoint_ids: Collection[int]) -> dict[int, list[signing.Secrets]]:
    """What signs for these endpoints now, the present key first."""
    unended = Q(ends_at=None) | Q(ends_at__gt=Now())
    rows = Key.objects.filter(unended, endpoint__in=endpoint_ids).order_by("-made_at", "-pk")
    found: dict[int, list[signing.Secrets]] = defaultdict(list)
    for endpoint, sealed in rows.values_list("endpoint", "sealed"):
        found[endpoint].append(signing.unseal(bytes(sealed)))
    return found
