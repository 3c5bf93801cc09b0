from datetime import UTC, datetime
from typing import Any

import pytest

from bantin.receive.intake import actions
from bantin.receive.intake.errors import TooLarge
from bantin.receive.intake.models import Arrival
from bantin.receive.intake.queries import body_of

AT = datetime(2027, 3, 1, 2, tzinfo=UTC)
LATER = datetime(2027, 3, 2, 2, tzinfo=UTC)


@pytest.mark.django_db
def test_what_came_is_kept_byte_for_byte() -> None:
    body = "Cầu Hàm Giang".encode() + bytes(range(256))

    arrival = actions.keep("uploaded", "tin.csv", body, "text/csv", AT)

    arrival.refresh_from_db()
    assert body_of(arrival) == body
    assert arrival.size == len(body)


@pytest.mark.django_db
def test_the_same_bytes_from_the_same_source_are_kept_once() -> None:
    first = actions.keep("uploaded", "tin.csv", b"abc", "text/csv", AT)
    again = actions.keep("uploaded", "tin.csv", b"abc", "text/csv", LATER)
    other = actions.keep("uploaded", "khac.csv", b"abc", "text/csv", LATER)

    assert first == again
    assert other != first
    assert Arrival.objects.count() == 2


@pytest.mark.django_db
def test_too_much_is_refused_and_nothing_is_kept(monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "MOST_BYTES", 10)

    with pytest.raises(TooLarge):
        actions.keep("uploaded", "tin.csv", b"x" * 11, "text/csv", AT)

    assert not Arrival.objects.exists()
