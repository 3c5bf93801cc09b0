"""The demo's notices: one that was in force and was cancelled, and a drill."""

from datetime import datetime, timedelta
from typing import Any

from bantin.accounts import actions as accounts
from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.decide.notices.actions import save_notice
from bantin.decide.releases import actions as releases
from bantin.decide.releases.models import Release
from bantin.demo import people
from bantin.publish.record import actions as record
from bantin.receive.subjects.models import Area, Topic

SESSION = "demo"


class Sent:
    """One notice of the demo on its way, at its instants."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row
        self.author = User.objects.get(username=row["author"])
        self.approver = User.objects.get(groups__name=Role.SPOKESPERSON.value)

    def steps(self, now: datetime) -> list[tuple[datetime, Any]]:
        """When what is done, for :func:`bantin.demo.seed.fill`."""
        at = now - timedelta(hours=self.row["live_hours_ago"])
        over = at + timedelta(minutes=self.row["cancelled_after_minutes"])
        return [(at, lambda: self.send(at)), (over, lambda: self.cancel(over))]

    def send(self, at: datetime) -> None:
        """Written by one, approved by another, live."""
        row, written = self.row, at - timedelta(minutes=9)
        self.release = save_notice(
            None,
            by=self.author,
            at=written,
            title=row["title"],
            language="vi",
            topics=Topic.objects.filter(code__in=row["topics"]),
            areas=Area.objects.filter(code__in=row["areas"]),
            details=row["details"],
            drill=row["drill"],
        )
        self.release.revisions.update(created_at=written)
        Release.objects.filter(pk=self.release.pk).update(created_at=written, updated_at=written)
        asked = releases.submit(
            self.release.pk, by=self.author, at=at - timedelta(minutes=6), go_live_at=at
        )
        approved = at - timedelta(minutes=2)
        self._show_second_factor(approved)
        edition = record.seal_release(asked.pk, by=self.approver, session=SESSION, at=approved)
        record.go_live(edition.pk, clock=lambda: at)

    def cancel(self, at: datetime) -> None:
        """Cancelled by one, with the prepared words."""
        self._show_second_factor(at)
        record.cancel_notice(
            self.release.pk, by=self.approver, session=SESSION, at=at, clock=lambda: at
        )
        newest = self.release.revisions.order_by("-pk").first()
        self.release.revisions.filter(pk=newest.pk).update(created_at=at)
        Release.objects.filter(pk=self.release.pk).update(updated_at=at)

    def _show_second_factor(self, at: datetime) -> None:
        accounts.note_second_factor(self.approver, session=SESSION, method="totp", at=at)


def add_tester(row: dict[str, Any], *, at: datetime) -> None:
    """The one contact who takes part in drills only."""
    people.add_contact(row, at=at, drills_only=True)
