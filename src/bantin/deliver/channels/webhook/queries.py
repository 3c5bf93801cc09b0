"""Reads: webhooks with their state, and the secrets that sign now."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from bantin.deliver.channels.webhook import signing
from bantin.deliver.channels.webhook.models import Key
from bantin.deliver.dispatch.models import Attempt, Delivery
from bantin.deliver.endpoints.models import Endpoint

CODE = "webhook"
PATIENCE = timedelta(days=5)  # as Standard Webhooks advises
TOOK_NOTHING = gettext_noop("It took nothing for five days, however often it was tried.")


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
            last_try=last.values("at")[:1],
            last_reply=last.values("reply")[:1],
            waits=Exists(waiting),
        )
        .order_by("name", "address", "pk")
    )


def failing_since(webhook: Endpoint) -> datetime | None:
    """When the first try failed after the last that did not, and after it was opened again.

    None when the last did not fail. Needs :func:`webhooks`.
    """
    failed = Attempt.objects.filter(delivery__endpoint=webhook).exclude(
        outcome=Delivery.Status.HANDED_OVER
    )
    for instant in (webhook.last_success, webhook.reopened_at):  # type: ignore[attr-defined]
        if instant:
            failed = failed.filter(at__gt=instant)
    first = failed.order_by("at").first()
    return first.at if first else None


def given_up() -> list[Endpoint]:
    """Open webhooks that were tried again and again for ``PATIENCE`` and took nothing.

    Only tries count: to one that nothing was sent meanwhile nothing has failed either.
    """
    opened = webhooks().filter(closed_at=None)
    return [one for one in opened if _failed_for(one) >= PATIENCE]


def closed_by_themselves() -> QuerySet[Endpoint]:
    """Webhooks that were closed because they took nothing, newest first."""
    return webhooks().filter(closed_because=TOOK_NOTHING).order_by("-closed_at")


def _failed_for(webhook: Endpoint) -> timedelta:
    since = failing_since(webhook)
    newest: datetime | None = webhook.last_try  # type: ignore[attr-defined]
    return newest - since if newest and since else timedelta()


def secrets(endpoint_ids: Collection[int]) -> dict[int, list[signing.Secrets]]:
    """What signs for these endpoints now, the present key first."""
    unended = Q(ends_at=None) | Q(ends_at__gt=Now())
    rows = Key.objects.filter(unended, endpoint__in=endpoint_ids).order_by("-made_at", "-pk")
    found: dict[int, list[signing.Secrets]] = defaultdict(list)
    for endpoint, sealed in rows.values_list("endpoint", "sealed"):
        found[endpoint].append(signing.unseal(bytes(sealed)))
    return found
