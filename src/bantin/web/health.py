"""``/health``: whether the office works, for a monitor that looks every minute."""

from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bantin.core import alarms, work
from bantin.core.clock import database_now
from bantin.core.models import Heartbeat, Reaction

SILENT_AFTER = timedelta(minutes=2)
A_WHILE = timedelta(days=1)


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when all is well, else 503; the body says what is wrong, with no names or texts."""
    try:
        problems = _problems()
    except DatabaseError:
        problems = ["database"]
    body: dict[str, Any] = {"ok": not problems, "problems": problems}
    return JsonResponse(body, status=503 if problems else 200)


def _problems() -> list[str]:
    now = database_now()
    alive = set(Heartbeat.objects.filter(at__gte=now - SILENT_AFTER).values_list("kind", flat=True))
    problems = [f"{kind} is silent" for kind in ("worker", "scheduler") if kind not in alive]
    if "keeper" not in alive and _had_a_keeper(now):
        problems.append("keeper is silent")
    if Reaction.objects.filter(status="due", due_at__lt=now - SILENT_AFTER).exists():
        problems.append("work is late")
    if work.held():
        problems.append("held after a restore")
    return problems + alarms.ringing(now)


def _had_a_keeper(now: datetime) -> bool:
    """Whether public pages were kept lately; an office may do without."""
    return Heartbeat.objects.filter(kind="keeper", at__gte=now - A_WHILE).exists()
