"""The demo's spokespersons, its press desk, and what it says about partnerships."""

from datetime import datetime, timedelta
from typing import Any

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.publish.imprint import actions
from bantin.publish.imprint.models import PressDesk, Spokesperson, Wording


def prepare(rows: dict[str, Any], *, now: datetime) -> None:
    """Fill in what the public page shows, and somebody who no longer speaks."""
    officer = User.objects.filter(groups__name=Role.PRESS_OFFICER.value).earliest("pk")
    PressDesk.objects.update_or_create(pk=1, defaults=rows["desk"])
    for row in rows["spokespersons"]:
        _add(row, now)
    for row in rows["wordings"]:
        at = now - timedelta(days=row.pop("days_ago"))
        actions.write(Wording(**row), by=officer, at=at)


def _add(row: dict[str, Any], now: datetime) -> None:
    since, until = row.pop("since_days_ago"), row.pop("until_in_days")
    person = Spokesperson(
        **row,
        since=(now - timedelta(days=since)).date(),
        until=None if until is None else (now + timedelta(days=until)).date(),
    )
    person.full_clean()
    person.save()
