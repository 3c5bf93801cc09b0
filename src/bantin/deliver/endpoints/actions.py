"""Writes: close and reopen an endpoint."""

from datetime import datetime

from bantin.deliver.endpoints.models import Endpoint


def close(endpoint_id: int, *, at: datetime, reason: str) -> bool:
    """Send nothing more there; returns False when it was closed before."""
    rows = Endpoint.objects.filter(pk=endpoint_id, closed_at=None)
    return bool(rows.update(closed_at=at, closed_because=reason[:500] or "closed"))


def reopen(endpoint_id: int, *, at: datetime) -> bool:
    """Send there again what goes live from now on; returns False when it was open.

    Failures from before ``at`` count no more.
    """
    rows = Endpoint.objects.filter(pk=endpoint_id, closed_at__isnull=False)
    return bool(rows.update(closed_at=None, closed_because="", reopened_at=at))
