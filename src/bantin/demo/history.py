"""What happened before the demo was opened: mail handed over, coverage collected."""

import random
from datetime import datetime, timedelta
from typing import Any

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.deliver.dispatch import actions as dispatch
from bantin.deliver.dispatch.models import Delivery
from bantin.publish.record.models import Edition
from bantin.trace.coverage import actions as coverage


def note_old_deliveries(*, before: datetime) -> None:
    """Sample rows for mail of editions that went live before ``before``; none is sent now."""
    chance = random.Random(7)
    for edition in Edition.objects.filter(live__at__lt=before).select_related("live"):
        at = edition.live.at
        dispatch.queue_deliveries(edition.pk, at=at)
        rows = list(Delivery.objects.filter(edition=edition, status="queued"))
        for row in rows:
            row.status = Delivery.Status.HANDED_OVER
            row.due_at = None
            row.attempts = 1
            row.reply = "250 OK"
            row.handed_over_at = at + timedelta(seconds=chance.uniform(0.4, 9))
        Delivery.objects.bulk_update(
            rows, ["status", "due_at", "attempts", "reply", "handed_over_at"]
        )


def add_coverage(items: list[dict[str, Any]], *, live: dict[str, datetime], now: datetime) -> None:
    """Items with the times at which they appeared, counted from the go-lives in ``live``."""
    clerk = User.objects.get(groups__name=Role.COVERAGE_CLERK.value)
    rows = [_row(item, live, now) for item in items]
    coverage.add_items([row for row in rows if row["published"] <= now], by=clerk, at=now)


def _row(item: dict[str, Any], live: dict[str, datetime], now: datetime) -> dict[str, Any]:
    if item["about"]:
        published = live[item["about"]] + timedelta(minutes=item["after_minutes"])
    else:
        published = now - timedelta(hours=item["hours_ago"])
    names = ("url", "outlet", "title", "author", "medium", "form", "language", "text")
    return {name: item[name] for name in names} | {"published": published}
