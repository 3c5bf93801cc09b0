"""What ``bantin doctor`` says about the time-stamping authority."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from bantin.cli import doctor
from bantin.core.clock import database_now
from bantin.publish.record import keys
from bantin.publish.record.ledger import log
from bantin.publish.record.models import Timestamp


def grow(settings: Any, at: datetime) -> None:
    with transaction.atomic():
        log.append([b"entry"], key=keys.current(settings.KEY_ROOT).private, at=at)


@pytest.mark.parametrize(("hours", "level"), [(2, "ok"), (4, "warning")])
def test_an_authority_that_is_silent_for_three_hours_is_a_warning(
    db: None, settings: Any, hours: int, level: str
) -> None:
    settings.TSA = "http://tsa.example/"
    grow(settings, database_now() - timedelta(hours=hours))

    assert doctor._timestamps().level == level
    settings.TSA = ""
    assert doctor._timestamps().level == "ok"


def test_the_last_timestamp_is_told(db: None, settings: Any) -> None:
    now = database_now()
    grow(settings, now)
    Timestamp.objects.create(checkpoint_id=1, response=b"x", at=now)

    assert f"{now:%Y-%m-%d %H:%M}" in doctor._timestamps().what
