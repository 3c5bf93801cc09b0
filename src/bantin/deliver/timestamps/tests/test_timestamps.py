"""An authority stamps checkpoints; when it does not, nothing else notices."""

import subprocess
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from bantin.core import alarms
from bantin.core.clock import database_now
from bantin.deliver.timestamps import actions, queries
from bantin.deliver.timestamps.asking import Asker
from bantin.deliver.timestamps.errors import NoTimestamp
from bantin.publish.record import keys, timestamp_guards
from bantin.publish.record.ledger import log
from bantin.publish.record.models import Checkpoint, Timestamp
from tests.support.tsa import Authority, authority

LATE = "timestamps are late"


@pytest.fixture
def tsa(tmp_path: Path, settings: Any) -> Iterator[Authority]:
    folder = tmp_path / "tsa"
    folder.mkdir()
    with authority(folder) as running:
        settings.TSA = running.address
        settings.FETCH_ALLOW = [f"127.0.0.1:{running.port}"]
        yield running


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path, db: None) -> None:
    settings.KEY_ROOT = tmp_path / "keys"
    keys.create(settings.KEY_ROOT)


def grow(settings: Any, *, at: datetime | None = None) -> Checkpoint:
    with transaction.atomic():
        signing = keys.current(settings.KEY_ROOT).private
        log.append([b"entry"], key=signing, at=at or database_now())
    newest = log.latest()
    assert newest is not None
    return newest


def stamped(checkpoint: Checkpoint) -> Timestamp:
    asked = actions.question(checkpoint)
    return actions.keep(asked, actions.ask(asked), at=database_now())


def turn(asker: Asker) -> int:
    """Ask, wait for the thread, and take the answer."""
    done = asker()
    for thread in threading.enumerate():
        if getattr(thread, "_target", None) == asker._ask:
            thread.join(30)
    return done + asker()


def test_a_checkpoint_is_stamped_and_openssl_agrees(
    tsa: Authority, settings: Any, tmp_path: Path
) -> None:
    checkpoint = grow(settings)

    kept = stamped(checkpoint)

    reader = Client()
    assert reader.get("/ledger/timestamps").content.decode() == f"1 {kept.at:%Y-%m-%dT%H:%M:%SZ}\n"
    for kind in ("checkpoint", "tsr"):
        answer = reader.get(f"/ledger/timestamps/1.{kind}")
        assert "immutable" in answer["Cache-Control"]
        (tmp_path / f"1.{kind}").write_bytes(answer.content)
    assert (tmp_path / "1.checkpoint").read_text() == checkpoint.note
    verify = ["openssl", "ts", "-verify", "-data", "1.checkpoint", "-in", "1.tsr", "-CAfile"]
    done = subprocess.run([*verify, tsa.certificate], cwd=tmp_path, check=False, timeout=60)
    assert done.returncode == 0
    (tmp_path / "1.checkpoint").write_text(checkpoint.note.replace("\n1\n", "\n2\n"))
    done = subprocess.run(
        [*verify, tsa.certificate], cwd=tmp_path, check=False, timeout=60, capture_output=True
    )
    assert done.returncode != 0


def test_the_authority_sees_the_hash_and_nothing_else(tsa: Authority, settings: Any) -> None:
    checkpoint = grow(settings)
    stamped(checkpoint)

    assert len(tsa.asked) == 1
    assert checkpoint.note.partition("\n")[0].encode() not in tsa.asked[0]


def test_what_was_not_stamped_is_absent(db: None) -> None:
    reader = Client()
    assert reader.get("/ledger/timestamps").content == b""
    for name in ("1.tsr", "1.checkpoint", "0.tsr", "999999999999999999.tsr", "1.pem"):
        assert reader.get(f"/ledger/timestamps/{name}").status_code == 404


def test_a_timestamp_is_never_changed_or_deleted(tsa: Authority, settings: Any) -> None:
    stamped(grow(settings))
    assert timestamp_guards.TRIGGERS.missing() == []
    for change in (
        lambda: Timestamp.objects.update(response=b"x"),
        lambda: Timestamp.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert Timestamp.objects.count() == 1


def test_the_worker_asks_at_most_once_an_hour_while_the_ledger_grows(
    tsa: Authority, settings: Any
) -> None:
    assert queries.unstamped(database_now()) is None, "nothing is there to be stamped"
    grow(settings)
    newest = grow(settings)

    assert turn(Asker()) == 1
    assert list(Timestamp.objects.values_list("pk", flat=True)) == [2]
    tomorrow = database_now() + timedelta(days=1)
    assert queries.unstamped(tomorrow) is None, "the ledger did not grow"
    grow(settings)
    assert turn(Asker()) == 0, "an hour has not passed"
    assert len(tsa.asked) == 1
    in_an_hour = database_now() + timedelta(hours=1)
    due = queries.unstamped(in_an_hour)
    assert due is not None
    assert due.pk == newest.pk + 1


def test_without_an_address_nobody_is_asked(tsa: Authority, settings: Any) -> None:
    settings.TSA = ""
    grow(settings, at=database_now() - timedelta(days=1))

    assert turn(Asker()) == 0
    assert tsa.asked == []
    assert LATE not in alarms.ringing(database_now())


@pytest.mark.parametrize(
    ("status", "body"), [(500, b""), (200, b""), (200, b"<html>"), (200, b"\x30\x03\x02\x01\x00")]
)
def test_an_answer_that_is_none_is_not_kept_and_tried_again_later(
    tsa: Authority,
    settings: Any,
    status: int,
    body: bytes,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    grow(settings)
    tsa.says = (status, body)
    asker = Asker()

    assert turn(asker) == 0
    assert "No timestamp for the checkpoint over 1 entries" in caplog.text
    assert turn(asker) == 0
    assert len(tsa.asked) == 1, "it rests after a failure"
    assert not Timestamp.objects.exists()
    tsa.says = None
    monkeypatch.setattr(asker, "_rests_until", 0.0)
    assert turn(asker) == 1


def test_an_authority_that_is_gone_holds_up_nothing(settings: Any) -> None:
    settings.TSA, settings.FETCH_ALLOW = "http://127.0.0.1:9/", ["127.0.0.1:9"]
    grow(settings)

    assert turn(Asker()) == 0
    assert grow(settings).pk == 2


def test_while_the_authority_dawdles_the_worker_goes_on(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TSA = "http://127.0.0.1:9/"
    let_go = threading.Event()
    asking: list[threading.Thread] = []

    def dawdle(_asked: actions.Question) -> bytes:
        asking.append(threading.current_thread())
        let_go.wait(5)
        return b""

    monkeypatch.setattr(actions, "ask", dawdle)
    grow(settings)
    asker = Asker()

    assert [asker(), asker(), asker()] == [0, 0, 0]
    let_go.set()
    turn(asker)
    assert threading.current_thread() not in asking
    assert len(asking) == 1


def test_an_answer_about_something_else_is_refused(tsa: Authority, settings: Any) -> None:
    first = actions.question(grow(settings))
    said = actions.ask(first)
    second = actions.question(grow(settings))
    again = actions.Question(first.size, first.note, first.nonce + 1)

    for question, why in ((second, "other bytes"), (again, "another question")):
        with pytest.raises(NoTimestamp, match=why):
            actions.keep(question, said, at=database_now())
    assert not Timestamp.objects.exists()


def test_a_wrong_signature_is_refused(tsa: Authority, settings: Any) -> None:
    asked = actions.question(grow(settings))
    said = bytearray(actions.ask(asked))
    said[-3] ^= 1  # the signature stands at the end

    with pytest.raises(NoTimestamp):
        actions.keep(asked, bytes(said), at=database_now())
    assert not Timestamp.objects.exists()


def test_an_authority_with_another_clock_is_refused(tsa: Authority, settings: Any) -> None:
    asked = actions.question(grow(settings))
    said = actions.ask(asked)

    with pytest.raises(NoTimestamp, match="its clock says"):
        actions.keep(asked, said, at=database_now() - timedelta(minutes=11))


def test_health_tells_of_an_authority_that_is_silent(tsa: Authority, settings: Any) -> None:
    now = database_now()
    grow(settings, at=now - timedelta(hours=3, minutes=1))
    assert LATE in alarms.ringing(now)
    assert LATE in Client().get("/health").json()["problems"]

    turn(Asker())

    assert LATE not in alarms.ringing(now)
    grow(settings, at=now - timedelta(hours=2, minutes=59))
    assert LATE not in alarms.ringing(now)


def test_two_workers_that_ask_at_once_keep_one_answer(tsa: Authority, settings: Any) -> None:
    checkpoint = grow(settings)
    one, other = actions.question(checkpoint), actions.question(checkpoint)
    answers = [actions.ask(one), actions.ask(other)]

    first = actions.keep(one, answers[0], at=database_now())
    second = actions.keep(other, answers[1], at=database_now())

    assert first == second
    assert bytes(Timestamp.objects.get().response) == answers[0]
