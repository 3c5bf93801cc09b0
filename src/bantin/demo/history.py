"""What happened before the demo was opened: mail handed over, coverage collected."""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.deliver.channels.base import Parcel
from bantin.deliver.channels.email import message
from bantin.deliver.dispatch import fanout
from bantin.deliver.dispatch.models import Delivery
from bantin.publish.record.models import Edition
from bantin.trace.coverage import actions as coverage


def note_deliveries(*, mail_since: datetime, folder: Path) -> None:
    """Sample rows for the mail of all editions, as if it had been sent when they went live.

    Mail handed over after ``mail_since`` also lies in ``folder``, where the demo's own server
    puts what really arrives from now on.
    """
    chance = random.Random(7)
    folder.mkdir(parents=True, exist_ok=True)
    for edition in Edition.objects.select_related("live").order_by("live__at").exclude(live=None):
        at = edition.live.at
        fanout.queue_deliveries(edition.pk, at=at)
        rows = list(
            Delivery.objects.filter(edition=edition, status="queued").select_related("recipient")
        )
        for row in rows:
            row.status = Delivery.Status.HANDED_OVER
            row.due_at = None
            row.attempts = 1
            row.reply = "250 kept"
            row.handed_over_at = at + timedelta(seconds=chance.uniform(0.4, 9))
        Delivery.objects.bulk_update(
            rows, ["status", "due_at", "attempts", "reply", "handed_over_at"]
        )
        if at > mail_since:
            _put_into_mailbox(edition, rows, folder)


def _put_into_mailbox(edition: Edition, rows: list[Delivery], folder: Path) -> None:
    languages = {row.recipient.language for row in rows if row.recipient}
    rendered = {language: message.render(edition, language) for language in languages}
    for row in rows:
        person = row.recipient
        if row.handed_over_at is None or person is None:
            continue
        parcel = Parcel(row.pk, edition.pk, person.pk, person.email, person.name, person.language)
        envelope = f"Delivered-To: {person.email}\r\n".encode()
        name = f"{int(row.handed_over_at.timestamp() * 1e9):020d}-{row.pk:06d}.eml"
        text = message.fill_in(rendered[person.language], parcel, at=row.handed_over_at)
        (folder / name).write_bytes(envelope + text)


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
