"""Rows 29 and 30: what was tampered with is found, by the office and by strangers."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from bantin.core.canonical import canonical_bytes
from bantin.decide.releases.models import Release
from bantin.publish.record import bundles, checkup, guards, keys
from bantin.publish.record.ledger import log, notes, proofs
from bantin.publish.record.models import (
    Checkpoint,
    Edition,
    GoLive,
    LedgerEntry,
    LedgerNode,
    Media,
)
from bantin.publish.record.verification import check_bundle, check_log, keys_in, load

from .conftest import NINE, Publish

LONG_AGO = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def unguarded(db: None) -> Iterator[None]:
    """Somebody with the right to change the schema dropped the guards, and brought them back."""
    guards.remove(connection)
    yield
    guards.install(connection)


@pytest.fixture
def bundle(publish: Publish) -> dict[str, Any]:
    publish(title="Một")
    edition = publish(title="Hai")
    publish(title="Ba")
    return json.loads(json.dumps(bundles.bundle(edition)))


def trusted() -> dict[str, dict[str, Any]]:
    return keys_in(keys.public_set(settings.KEY_ROOT))


def wrong(bundle: dict[str, Any]) -> list[str]:
    found = check_bundle(load(json.dumps(bundle).encode()), trusted())
    return [finding.code for finding in found if not finding.ok]


def test_an_untouched_bundle_is_right(bundle: dict[str, Any]) -> None:
    assert wrong(bundle) == []


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda b: b["edition"].update(title="Khác"), ["text_changed", "signature_wrong"]),
        (lambda b: b["entry"].update(live_at="2027-03-01T02:00:01.000Z"), ["inclusion_wrong"]),
        (lambda b: b["entry"].update(number=2), ["entry_of_another", "inclusion_wrong"]),
        (lambda b: b.update(index=0), ["inclusion_wrong"]),
        (lambda b: b.update(size=2), ["inclusion_wrong"]),
        (lambda b: b["inclusion"].pop(), ["inclusion_wrong"]),
        (lambda b: b.update(jws=b["jws"][:-4] + "AAAA"), ["signature_wrong"]),
        (lambda b: b.update(jws="x.y.z"), ["signature_malformed"]),
        (lambda b: b.update(jws="e30.." + b["jws"].rpartition(".")[2]), ["signature_malformed"]),
        (
            lambda b: b.update(checkpoint=b["checkpoint"].replace("\n3\n", "\n4\n")),
            ["inclusion_wrong", "checkpoint_wrong"],
        ),
    ],
)
def test_a_bundle_says_exactly_what_was_changed(
    bundle: dict[str, Any], change: Callable[[dict[str, Any]], Any], codes: list[str]
) -> None:
    change(bundle)

    assert wrong(bundle) == codes


def test_a_forger_with_a_key_of_their_own_is_found(
    bundle: dict[str, Any], publish: Publish, tmp_path: Path, settings: Any
) -> None:
    own = trusted()
    settings.KEY_ROOT = tmp_path / "forger"
    keys.create(settings.KEY_ROOT)
    forged = bundles.bundle(publish(title="Giả mạo"))

    codes = [f.code for f in check_bundle(forged, own) if not f.ok]

    assert codes == ["signature_key_unknown", "checkpoint_wrong"]
    assert [f.code for f in check_bundle(forged, None) if not f.ok] == ["keys_untrusted"]


def test_a_key_signs_only_in_its_time(bundle: dict[str, Any]) -> None:
    known = trusted()
    for key in known.values():
        key["exp"] = int(NINE.timestamp()) - 1

    assert [f.code for f in check_bundle(bundle, known) if not f.ok] == ["signature_out_of_time"]


# The office's own check


def own(**options: Any) -> list[str]:
    return [finding.code for finding in checkup.findings(**options) if not finding.ok]


def change(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount > 0


def test_an_untouched_office_is_right(publish: Publish, picture: Callable[..., bytes]) -> None:
    publish(images={"a.jpg": picture(600, 300)})
    publish()

    assert own(with_media=True) == []


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    ("sql", "codes"),
    [
        ("UPDATE record_edition SET title = 'Khác'", ["columns_differ"]),
        ("UPDATE record_edition SET text = 'Khác'", ["columns_differ"]),
        ("UPDATE record_edition SET reason = 'Khác'", ["columns_differ"]),
        ("UPDATE record_edition SET go_live_at = '2027-03-01 01:00:00+00:00'", ["columns_differ"]),
        ("DELETE FROM record_edition_topics", ["columns_differ"]),
        ("UPDATE record_golive SET at = '2027-03-01 03:00:00+00:00'", ["live_at_changed"]),
        ("UPDATE record_golive SET jws = 'x..y'", ["edition_signature"]),
        (
            "UPDATE record_checkpoint SET note = REPLACE(note, '/ledger', '/other')",
            ["checkpoint_wrong"],
        ),
        ("DELETE FROM record_golive", ["entry_without_edition"]),
        ("DELETE FROM record_checkpoint", ["checkpoint_behind"]),
    ],
)
def test_a_row_edited_in_sql_is_found(publish: Publish, sql: str, codes: list[str]) -> None:
    """Row 29: the guards off."""
    publish()

    change(sql)

    assert own() == ["guards_missing", *codes]


@pytest.mark.usefixtures("unguarded")
def test_a_forged_text_is_found_even_when_every_column_fits(publish: Publish) -> None:
    """Row 29: a forger who knows the canonical form, but has no key."""
    edition = publish()
    content = {**edition.content, "title": "Giả mạo"}
    Edition.objects.update(title="Giả mạo", canonical=canonical_bytes(content))

    assert {"edition_changed", "edition_signature"} <= set(own())


@pytest.mark.usefixtures("unguarded")
def test_a_whole_rewritten_ledger_is_found_by_whoever_kept_a_checkpoint(
    publish: Publish,
) -> None:
    """Row 30: the agency itself rewrites its log and signs it; its own check finds nothing."""
    publish(title="Một", live_at=LONG_AGO)
    publish(title="Hai", live_at=LONG_AGO)
    kept = log.latest()
    assert kept is not None
    old_note, old_root = kept.note, bytes(kept.root)
    publish(title="Ba", live_at=LONG_AGO)
    keep_proof = log.consistency(2, 3)
    assert proofs.verify_consistency(2, 3, old_root, bytes(log.latest().root), keep_proof)

    rewrite_without(index=0)

    assert own() == ["guards_missing"]
    assert own(old=old_note) == ["guards_missing", "old_rewritten"]
    published = dict(bundles.files(NINE))
    _, findings = check_log(published.__getitem__, trusted(), old_note)
    assert [finding.code for finding in findings if not finding.ok] == ["old_rewritten"]
    new = log.latest()
    assert new is not None
    proof = log.consistency(2, 2)
    assert not proofs.verify_consistency(2, new.size, old_root, bytes(new.root), proof)


@pytest.mark.usefixtures("unguarded")
def test_reordered_entries_are_found(publish: Publish) -> None:
    """Row 30."""
    publish(title="Một")
    publish(title="Hai")
    one, two = (bytes(entry.data) for entry in LedgerEntry.objects.order_by("index"))
    for index, data in ((0, two), (1, one)):
        LedgerEntry.objects.filter(index=index).update(data=data, leaf_hash=proofs.leaf_hash(data))

    codes = own()

    assert {"nodes_wrong", "root_wrong", "edition_changed"} <= set(codes)


@pytest.mark.usefixtures("unguarded")
def test_a_deleted_entry_is_found(publish: Publish) -> None:
    """Row 30."""
    publish(title="Một")
    publish(title="Hai")
    LedgerEntry.objects.filter(index=0).delete()

    assert {"entry_missing", "edition_without_entry"} <= set(own())


def rewrite_without(index: int) -> None:
    """Rebuild the whole log without one edition, signed with the agency's own key."""
    with transaction.atomic():
        lives = list(GoLive.objects.order_by("ledger_index").exclude(ledger_index=index))
        data = [bytes(LedgerEntry.objects.get(index=live.ledger_index).data) for live in lives]
        gone = GoLive.objects.get(ledger_index=index)
        for model in (LedgerNode, LedgerEntry, Checkpoint):
            model.objects.all().delete()
        gone.delete()
        for place, live in enumerate(lives):
            GoLive.objects.filter(pk=live.pk).update(ledger_index=place)
        private = keys.current(settings.KEY_ROOT).private
        for entry in data:
            log.append([entry], key=private, at=NINE)


def test_missing_and_changed_media_are_found(publish: Publish) -> None:
    publish(documents={"a.pdf": b"%PDF-1.7", "b.pdf": b"%PDF-1.8"})
    first, second = Media.objects.all()
    folder = Path(settings.RECORD_ROOT)
    (folder / first.sha256[:2] / first.sha256).unlink()
    (folder / second.sha256[:2] / second.sha256).write_bytes(b"something else")

    assert set(own(with_media=True)) == {"media_missing", "media_changed"}


def test_what_the_desk_does_afterwards_changes_nothing(publish: Publish) -> None:
    release = publish().release
    Release.objects.filter(pk=release.pk).update(title="Bản thảo mới")
    topic = release.topics.first()
    topic.name_vi = "Tên mới"
    topic.save()

    assert own() == []


def test_a_longer_or_foreign_checkpoint_is_told_apart(publish: Publish) -> None:
    publish()
    private = keys.current(settings.KEY_ROOT).private
    longer = notes.sign(notes.Head(settings.LEDGER_ORIGIN, 9, bytes(32)), private)
    foreign = notes.sign(notes.Head("other.example/ledger", 1, bytes(32)), private)

    assert own(old=longer) == ["old_is_longer"]
    assert own(old=foreign) == ["old_of_another_log"]
