"""``/metrics`` for Prometheus, for whoever has the token."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST
from prometheus_client.core import GaugeMetricFamily, Metric

from bantin.core import metrics, work
from bantin.core.clock import database_now
from bantin.core.models import Heartbeat, Reaction


@require_safe
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """All metrics; 404 where no token is set, 401 without the right one."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "").encode()
    if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}".encode()):
        refused = HttpResponse("Authorization: Bearer …", status=401, content_type="text/plain")
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    return HttpResponse(metrics.text(database_now()), content_type=CONTENT_TYPE_LATEST)


@metrics.reading
def processes(at: datetime) -> Iterator[Metric]:
    """Signs of life, late follow-ups, and whether the office is held."""
    silence = GaugeMetricFamily(
        "bantin_heartbeat_age_seconds",
        "Seconds since the newest sign of life of each kind of process.",
        labels=["kind"],
    )
    for kind in ("worker", "scheduler"):
        newest = Heartbeat.objects.filter(kind=kind).order_by("-at").values_list("at", flat=True)
        for beat in newest[:1]:
            silence.add_metric([kind], (at - beat).total_seconds())
    yield silence
    due = Reaction.objects.filter(status="due", due_at__lte=at).order_by("due_at")
    oldest = due.values_list("due_at", flat=True).first()
    yield GaugeMetricFamily(
        "bantin_oldest_reaction_seconds",
        "How long the oldest due follow-up of an event has waited.",
        value=(at - oldest).total_seconds() if oldest else 0.0,
    )
    yield GaugeMetricFamily(
        "bantin_held", "1 while the office is held after a restore.", value=float(work.held())
    )
