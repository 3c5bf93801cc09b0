"""Rows 4 to 7 of the hardening list in one process; processes are in tests/faults."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from bantin.accounts.models import User
from bantin.core.models import Event
from bantin.decide.releases.actions import call_off, note_edit
from bantin.decide.releases.models import SignOff
from bantin.publish.record import handlers, jws, keys, queries, tasks
from bantin.publish.record.actions import go_live, go_live_together, void
from bantin.publish.record.errors import AlreadyLive, NoKey, NotYet
from bantin.publish.record.ledger import log, notes, proofs
from bantin.publish.record.models import Checkpoint, Edition, GoLive, LedgerEntry, Voiding

from .conftest import AN_HOUR_BEFORE, NINE, Publish, Seal

JUST_BEFORE = NINE - timedelta(milliseconds=1)


def events(name: str) -> int:
    return Event.objects.filter(name=name).count()


def test_an_edition_stays_private_until_its_instant(seal: Seal) -> None:
    edition = seal()

    with pytest.raises(NotYet, match="Phân luồng"):
        go_live(edition.pk, clock=lambda: JUST_BEFORE)

    assert not GoLive.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert not queries.public_editions(NINE + timedelta(days=1)).exists()
    assert events("edition.live") == 0


def test_going_live_publishes_signs_and_enters_the_ledger_at_once(seal: Seal) -> None:
    edition = go_live(seal().pk, clock=lambda: NINE)

    live = GoLive.objects.get(edition=edition)
    public = jws.raw_public(keys.public_set(settings.KEY_ROOT)["keys"][0])
    assert live.at == NINE
    assert jws.verify(bytes(edition.canonical), live.jws, public)
    entry = LedgerEntry.objects.get(index=live.ledger_index)
    checkpoint = Checkpoint.objects.get()
    assert edition.sha256.encode() in bytes(entry.data)
    assert notes.opened_by(checkpoint.note, [public]) == public
    assert bytes(checkpoint.root) == proofs.leaf_hash(bytes(entry.data))
    assert SignOff.objects.get().status == SignOff.Status.LIVE
    assert events("edition.live") == 1


def test_going_live_twice_changes_nothing(publish: Publish) -> None:
    edition = publish()

    go_live(edition.pk, clock=lambda: NINE + timedelta(hours=1))

    assert GoLive.objects.get().at == NINE
    assert LedgerEntry.objects.count() == 1
    assert events("edition.live") == 1


def test_an_edition_whose_approval_ended_is_voided_instead(seal: Seal, officer: User) -> None:
    edition = seal()
    note_edit(edition.release, by=officer, at=AN_HOUR_BEFORE)

    go_live(edition.pk, clock=lambda: NINE)

    assert Voiding.objects.get().edition == edition
    assert not GoLive.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert events("edition.live") == 0


def test_an_edit_voids_what_was_sealed(seal: Seal, officer: User) -> None:
    edition = seal()
    note_edit(edition.release, by=officer, at=AN_HOUR_BEFORE)

    handlers.void_what_was_sealed(edition.release_id)
    handlers.void_what_was_sealed(edition.release_id)

    assert Voiding.objects.get().by == edition.sealed_by
    assert events("edition.voided") == 1


def test_an_edit_after_go_live_leaves_the_live_edition_alone(
    publish: Publish, officer: User
) -> None:
    edition = publish()
    note_edit(edition.release, by=officer, at=NINE)

    handlers.void_what_was_sealed(edition.release_id)

    assert not Voiding.objects.exists()


def test_what_is_live_cannot_be_voided(publish: Publish, officer: User) -> None:
    with pytest.raises(AlreadyLive):
        void(publish().pk, by=officer, at=NINE, reason="too late")

    assert not Voiding.objects.exists()


def test_without_a_key_nothing_goes_live(seal: Seal, settings: Settings, tmp_path: Path) -> None:
    edition = seal()
    settings.KEY_ROOT = tmp_path / "nowhere"

    with pytest.raises(NoKey, match="init"):
        go_live(edition.pk, clock=lambda: NINE)

    assert not GoLive.objects.exists()
    assert SignOff.objects.get().status == SignOff.Status.APPROVED


def test_an_edition_that_fails_takes_its_whole_transaction_with_it(
    seal: Seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = seal()
    monkeypatch.setattr(log, "append", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        go_live(edition.pk, clock=lambda: NINE)

    assert not GoLive.objects.exists()
    assert events("edition.live") == 0
    assert not queries.search("cầu", NINE).exists()


def test_editions_going_live_together_are_ordered_and_each_is_in_the_ledger(seal: Seal) -> None:
    first, second = seal(go_live_at=NINE), seal(go_live_at=NINE - timedelta(minutes=5))

    go_live_together([first.pk, second.pk], clock=lambda: NINE)

    assert list(GoLive.objects.order_by("ledger_index").values_list("edition", flat=True)) == [
        second.pk,
        first.pk,
    ]
    assert Checkpoint.objects.get().size == 2


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("Asia/Ho_Chi_Minh", (2027, 3, 28), datetime(2027, 3, 27, 19, 30, tzinfo=UTC)),
        ("Europe/Berlin", (2027, 3, 28), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # not there
        ("Europe/Berlin", (2027, 10, 31), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # twice
    ],
)
def test_half_past_two_local_time_is_one_instant(
    seal: Seal, zone: str, day: tuple[int, int, int], expected: datetime
) -> None:
    """Row 7."""
    instant = datetime(*day, 2, 30, tzinfo=ZoneInfo(zone))
    edition = seal(go_live_at=instant, at=expected - timedelta(days=1))

    assert edition.content["go_live_at"] == expected.strftime("%Y-%m-%dT%H:%M:%SZ")
    with pytest.raises(NotYet):
        go_live(edition.pk, clock=lambda: expected - timedelta(seconds=1))
    go_live(edition.pk, clock=lambda: expected)
    go_live(edition.pk, clock=lambda: expected + timedelta(hours=1))

    assert GoLive.objects.get().at == expected


def test_the_scheduler_puts_live_what_is_due_and_nothing_else(
    seal: Seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = seal(go_live_at=None, at=datetime.now(UTC) - timedelta(seconds=5))
    later = seal(at=datetime.now(UTC), go_live_at=datetime.now(UTC) + timedelta(hours=2))

    assert tasks.put_due_editions_live() == 1
    assert tasks.put_due_editions_live() == 0

    assert GoLive.objects.get().edition == due
    assert not GoLive.objects.filter(edition=later).exists()


def test_the_scheduler_looks_at_nothing_older_than_what_waits(seal: Seal) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=9)
    old = [seal(go_live_at=None, at=long_ago) for _ in range(3)]
    assert tasks.put_due_editions_live() == 3
    waits = seal(at=long_ago, go_live_at=datetime.now(UTC) + timedelta(hours=2))
    tasks.forget_beginnings()
    assert tasks.put_due_editions_live() == 0

    with CaptureQueriesContext(connection) as glance:
        fresh = seal(go_live_at=None, at=datetime.now(UTC) - timedelta(seconds=5))
        assert tasks.put_due_editions_live() == 1

    assert GoLive.objects.filter(edition=fresh).exists()
    assert max(edition.pk for edition in old) < waits.pk
    assert any(f'"id" >= {waits.pk}' in one["sql"] for one in glance.captured_queries)


def test_an_edition_that_waits_is_found_whatever_went_live_after_it(seal: Seal) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=9)
    waits = seal(at=long_ago, go_live_at=datetime.now(UTC) + timedelta(seconds=4))
    seal(go_live_at=None, at=long_ago)
    assert tasks.put_due_editions_live() == 1

    time.sleep(2.5)
    assert tasks.put_due_editions_live() == 1
    assert GoLive.objects.filter(edition=waits).exists()


def test_the_scheduler_waits_for_the_instant_and_is_not_early(seal: Seal) -> None:
    instant = (datetime.now(UTC) + timedelta(seconds=1.5)).replace(microsecond=0)
    edition = seal(at=datetime.now(UTC), go_live_at=instant)

    assert tasks.put_due_editions_live() == 1

    assert GoLive.objects.get(edition=edition).at >= instant


def test_one_edition_that_cannot_go_live_stops_no_other(
    seal: Seal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    at = datetime.now(UTC) - timedelta(seconds=5)
    bad, good = seal(go_live_at=None, at=at), seal(go_live_at=None, at=at)
    from bantin.publish.record.actions import live

    publish = live._publish

    def refuse(editions: list[Edition], *, at: datetime) -> None:
        if bad in editions:
            raise IntegrityError("provoked")
        publish(editions, at=at)

    monkeypatch.setattr(live, "_publish", refuse)

    assert tasks.put_due_editions_live() == 1

    assert GoLive.objects.get().edition == good
    assert f"Edition {bad.pk} did not go live" in caplog.text


def test_calling_off_keeps_it_private(seal: Seal, officer: User) -> None:
    edition = seal()
    call_off(edition.sign_off_id, by=officer, at=AN_HOUR_BEFORE)

    go_live(edition.pk, clock=lambda: NINE)

    assert not queries.public_editions(NINE).exists()


def test_what_was_called_off_can_be_sealed_again_unchanged(seal: Seal, officer: User) -> None:
    first = seal()
    call_off(first.sign_off_id, by=officer, at=AN_HOUR_BEFORE)

    second = seal(first.release, at=AN_HOUR_BEFORE + timedelta(minutes=1))
    go_live_together([first.pk, second.pk], clock=lambda: NINE)

    assert GoLive.objects.get().edition == second
    assert Voiding.objects.get().edition == first


def test_a_correction_replaces_the_live_edition(publish: Publish) -> None:
    first = publish()

    second = publish(
        first.release, kind="correction", reason="Sai số liệu", live_at=NINE + timedelta(days=1)
    )

    assert (second.number, second.replaces) == (2, first)
    assert second.content["replaces"] == first.sha256
    assert list(queries.current_editions(NINE + timedelta(days=1))) == [second]
    assert list(queries.current_editions(NINE)) == [first]


def test_both_rows_cannot_be_there_for_one_edition(seal: Seal, officer: User) -> None:
    edition = seal()
    void(edition.pk, by=officer, at=AN_HOUR_BEFORE, reason="not needed")

    with pytest.raises(IntegrityError, match="void"), transaction.atomic():
        GoLive.objects.create(
            edition=edition, release=edition.release, number=1, at=NINE, ledger_index=0, jws="x"
        )

    go_live(edition.pk, clock=lambda: NINE)
    assert not GoLive.objects.exists()
