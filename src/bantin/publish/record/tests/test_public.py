"""What strangers download: nothing before go-live, everything after."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from bantin.publish.record.ledger import notes, tiles
from bantin.publish.record.models import Edition
from bantin.publish.record.verification import check_bundle, check_log, keys_in, load

from .conftest import Publish, Seal

LONG_AGO = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


def page(edition: Edition) -> str:
    return f"/thong-cao/{edition.name}/phien-ban/{edition.number}/"


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_live_edition_is_downloaded_with_its_proof(
    client: Client, publish: Publish, language: str
) -> None:
    edition = publish(live_at=LONG_AGO)
    address = language + page(edition)

    assert client.get(f"{address}edition.json").content == bytes(edition.canonical)
    assert client.get(f"{address}edition.jws").content.decode() == edition.live.jws
    keys = keys_in(load(client.get("/.well-known/bantin-keys.json").content))
    findings = check_bundle(load(client.get(f"{address}bundle.json").content), keys)
    assert [finding.code for finding in findings] == [
        "text",
        "signature",
        "inclusion",
        "checkpoint",
    ]


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_address_of_a_release_gives_its_newest_edition(
    client: Client, publish: Publish, seal: Seal, language: str
) -> None:
    edition = publish(live_at=LONG_AGO)
    bundle = load(client.get(f"{language}/thong-cao/{edition.name}/bundle.json").content)

    assert bundle == load(client.get(f"{page(edition)}bundle.json").content)
    sealed = seal(go_live_at=datetime.now(UTC) + timedelta(hours=2), at=datetime.now(UTC))
    assert client.get(f"{language}/thong-cao/{sealed.name}/bundle.json").status_code == 404


def test_a_sealed_edition_is_answered_like_one_that_does_not_exist(
    client: Client, seal: Seal
) -> None:
    """Row 25, the record's part."""
    edition = seal(go_live_at=datetime.now(UTC) + timedelta(hours=2), at=datetime.now(UTC))
    absent = f"/thong-cao/khong-co-{'0' * 8}/phien-ban/1/"

    files = ("edition.json", "edition.jws", "bundle.json", "edition.txt", "edition.txt.minisig")
    for name in files:
        there = client.get(page(edition) + name)
        nowhere = client.get(absent + name)
        assert there.status_code == nowhere.status_code == 404
        assert len(there.content) == len(nowhere.content)
        assert edition.title not in there.content.decode()
    assert client.get("/ledger/checkpoint").status_code == 404


def test_the_published_log_recomputes(client: Client, publish: Publish) -> None:
    for number in range(3):
        publish(title=f"Thông cáo {number}", live_at=LONG_AGO)
    keys = keys_in(load(client.get("/.well-known/bantin-keys.json").content))

    head, findings = check_log(lambda address: client.get(f"/{address}").content, keys)

    assert head.size == 3
    assert [(finding.code, finding.ok) for finding in findings] == [
        ("checkpoint", True),
        ("root", True),
        ("tiles", True),
    ]


def test_tiles_have_the_addresses_of_the_specification(client: Client, publish: Publish) -> None:
    publish(live_at=LONG_AGO)
    publish(live_at=LONG_AGO)

    assert len(client.get("/ledger/tile/0/000.p/2").content) == 64
    assert len(client.get("/ledger/tile/0/000.p/1").content) == 32
    entries = tiles.unpack(client.get("/ledger/tile/entries/000.p/2").content)
    assert [json.loads(entry)["number"] for entry in entries] == [1, 1]
    checkpoint = client.get("/ledger/checkpoint")
    assert notes.parse(checkpoint.content.decode()).size == 2
    assert checkpoint.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "address",
    ["0/000", "0/000.p/3", "0/000.p/0", "0/000.p/256", "1/000.p/1", "0/001.p/1", "0/0.p/1",
     "entries/x000/000.p/1", "00/000.p/1", "99/000.p/1", "entries/000", "../checkpoint", "0/000.p/١"],
)  # fmt: skip
def test_there_are_no_other_tiles(client: Client, publish: Publish, address: str) -> None:
    publish(live_at=LONG_AGO)
    publish(live_at=LONG_AGO)

    assert client.get(f"/ledger/tile/{address}").status_code == 404


def test_private_keys_are_not_published(client: Client) -> None:
    keys = json.loads(client.get("/.well-known/bantin-keys.json").content)["keys"]

    assert all("d" not in key for key in keys)
    assert keys[0]["note"].startswith("127.0.0.1/ledger+")


def test_only_reading_is_possible(client: Client) -> None:
    for address in ("/ledger/checkpoint", "/ledger/tile/0/000", "/.well-known/bantin-keys.json"):
        assert client.post(address).status_code == 405
