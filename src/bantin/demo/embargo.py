"""The demo's embargo agreement, and journalists who are accredited."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from bantin.accounts.models import User
from bantin.receive.accreditations import actions
from bantin.receive.contacts.models import Contact

TERM = timedelta(days=365)


def prepare(row: dict[str, Any], *, now: datetime) -> None:
    """Write the agreement and accredit, each at its time."""
    officer = User.objects.get(username=row["written_by"])
    actions.write_agreement(
        text_vi=row["agreement"]["vi"],
        text_en=row["agreement"]["en"],
        after=0,
        by=officer,
        at=now - timedelta(days=row["written_days_ago"]),
    )
    for one in row["accredited"]:
        at = now - timedelta(days=one["days_ago"])
        actions.accredit(
            Contact.objects.get(email=one["email"]).pk,
            since=at,
            until=at + TERM,
            checks={one["check"]: timezone.localdate(at)},
            note=one["note"],
            by=officer,
            at=at,
        )
