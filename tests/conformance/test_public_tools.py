"""Strangers' programs check an edition with the very commands of the page that explains it."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from bantin.core.clock import database_now
from bantin.deliver.timestamps import actions as timestamps
from bantin.publish.record.ledger import log
from bantin.publish.record.models import Edition
from bantin.publish.record.paper import certificate
from bantin.publish.record.tests.conftest import (  # noqa: F401 - fixtures
    Publish,
    officer,
    publish,
    seal,
    spokesperson,
    topic,
    write,
)
from tests.support import documents, node, tsa

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "check-with-public-tools.md"
TOOLS = ("curl", "minisign", "openssl", "node", "pdfsig")
LONG_AGO = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
EXAMPLE = "/thong-cao/mua-lon-42dbd044/phien-ban/1"


@pytest.fixture
def stamps(folder: Path, tmp_path: Path, settings: Any) -> Iterator[None]:
    """An authority that the office asks, and whose certificate the reader has."""
    place = tmp_path / "tsa"
    place.mkdir()
    with tsa.authority(place) as running:
        settings.TSA = running.address
        settings.FETCH_ALLOW = [f"127.0.0.1:{running.port}"]
        shutil.copy(running.certificate, folder / "tsa.pem")
        yield


@pytest.fixture
def edition(transactional_db: None, publish: Publish) -> Edition:
    certificate.create(settings.KEY_ROOT, name="Công an tỉnh An Lạc", at=LONG_AGO)
    return publish(live_at=LONG_AGO)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder in which Node.js finds the packages."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        words = f"{', '.join(missing)} is not installed (./run test brings it)"
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
    home = tmp_path / "reader"
    home.mkdir()
    (home / "node_modules").symlink_to(node.packages())
    return home


def commands(edition: Edition, address: str) -> list[str]:
    """The page's commands, for this edition."""
    here = f"/thong-cao/{edition.name}/phien-ban/{edition.number}"
    shell = [text for kind, text in documents.blocks(documents.read(PAGE)) if kind == "sh"]
    assert EXAMPLE in "".join(shell)
    return [text.replace(EXAMPLE, here).replace("https://press.example", address) for text in shell]


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-e", "-c", command], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_page_is_short() -> None:
    shell = [text for _, text in documents.blocks(documents.read(PAGE))]
    assert len("".join(shell).splitlines()) <= 20


@pytest.mark.usefixtures("stamps")
def test_every_command_of_the_page_finds_the_edition_right(
    edition: Edition, live_server: LiveServer, folder: Path
) -> None:
    newest = log.latest()
    assert newest is not None
    asked = timestamps.question(newest)
    timestamps.keep(asked, timestamps.ask(asked), at=database_now())
    said = [run(command, folder) for command in commands(edition, live_server.url)]
    assert [done.returncode for done in said] == [0] * len(said), [d.stderr for d in said]
    words = "".join(done.stdout for done in said)
    assert "Signature and comment signature verified" in words
    assert f"Trusted comment: {edition.name} 1 {edition.sha256}" in words
    assert re.search(rf"SHA2-256\(edition.json\)= {edition.sha256}", words)
    assert "Signature Verified Successfully" in words
    assert "jose: verified" in words
    assert "Signature is Valid" in words
    assert "Total document signed" in words
    assert "certificate is the same" in words
    assert "Verification: OK" in words + "".join(done.stderr for done in said)
    assert edition.title in (folder / "edition.txt").read_text(encoding="utf-8")


CHANGES = {
    "edition.txt": ("5 tấn".encode(), "6 tấn".encode(), [True, False, False]),
    "edition.json": ("5 tấn".encode(), "6 tấn".encode(), [False, True, True]),
}


@pytest.mark.parametrize("changed", CHANGES)
def test_a_changed_letter_is_found_by_each_of_them(
    edition: Edition, live_server: LiveServer, folder: Path, changed: str
) -> None:
    key, files, *checks, _pdf, _time = commands(edition, live_server.url)
    assert [run(command, folder).returncode for command in (key, files)] == [0, 0]
    path, (old, new, found) = folder / changed, CHANGES[changed]
    path.write_bytes(path.read_bytes().replace(old, new))
    assert [run(command, folder).returncode != 0 for command in checks] == found


def test_a_changed_byte_of_the_pdf_is_found(
    edition: Edition, live_server: LiveServer, folder: Path
) -> None:
    key, files, *_checks, check, _time = commands(edition, live_server.url)
    assert [run(command, folder).returncode for command in (key, files)] == [0, 0]
    path = folder / "edition.pdf"
    path.write_bytes(path.read_bytes().replace(b"/MediaBox", b"/mediaBox", 1))
    assert "Signature is Valid" not in run(check, folder).stdout
