"""``bantin verify`` and ``bantin ledger``: what they say, and how they end."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from bantin.cli import findings as words
from bantin.cli import ledger as ledger_command
from bantin.cli import office, verify
from bantin.publish.record import bundles, checkup, keys, verification
from bantin.publish.record.ledger import log
from bantin.publish.record.tests.conftest import (  # noqa: F401 - fixtures
    Publish,
    _own_folders,
    officer,
    publish,
    seal,
    spokesperson,
    topic,
    write,
)

LONG_AGO = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)

app = typer.Typer()
app.command("verify")(verify.verify)
app.add_typer(ledger_command.app, name="ledger")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def note(folder: Path, text: str) -> str:
    (folder / "old-checkpoint").write_text(text)
    return str(folder / "old-checkpoint")


def mirror(tmp_path: Path) -> Path:
    folder = tmp_path / "mirror"
    result = run("ledger", "export", str(folder))
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def bundle(publish: Publish) -> dict[str, Any]:
    publish(title="Một")
    edition = publish(title="Hai")
    return dict(json.loads(json.dumps(bundles.bundle(edition))))


@pytest.fixture(autouse=True)
def _started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "start", lambda: None)  # Django is set up already


def test_the_command_says_who_signed_what_and_when(bundle: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text(json.dumps(bundle))
    (tmp_path / "keys.json").write_text(json.dumps(bundles.published_keys()))

    result = run("verify", str(tmp_path / "bundle.json"), "--keys", str(tmp_path / "keys.json"))

    assert result.exit_code == 0, result.output
    assert "Hai" in result.output
    assert "2027-03-01T02:00:00.000Z" in result.output


def test_without_keys_it_does_not_say_that_all_is_right(
    bundle: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "bundle.json").write_text(json.dumps(bundle))

    result = run("verify", str(tmp_path / "bundle.json"), "--json")

    assert result.exit_code == 3
    answer = json.loads(result.output)
    assert answer["ok"] is False
    assert answer["findings"][-1]["code"] == "keys_untrusted"
    assert "--keys" in answer["findings"][-1]["next"]


def test_a_changed_text_ends_with_one_and_says_what_next(
    bundle: dict[str, Any], tmp_path: Path
) -> None:
    bundle["edition"]["body_text"] = "Giả mạo"
    (tmp_path / "bundle.json").write_text(json.dumps(bundle))
    (tmp_path / "keys.json").write_text(json.dumps(bundles.published_keys()))

    result = run("verify", str(tmp_path / "bundle.json"), "--keys", str(tmp_path / "keys.json"))

    assert result.exit_code == 1
    assert "SHA-256" in result.output
    assert "→" in result.output


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"{}", b'{"a": 1, "a": 2}', b"\xff", b"[" * 10**5]
)
def test_what_is_no_bundle_ends_with_three(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "bundle.json").write_bytes(data)

    result = run("verify", str(tmp_path / "bundle.json"))

    assert result.exit_code == 3
    assert "Traceback" not in result.output


def test_no_file_ends_with_three(tmp_path: Path) -> None:
    assert run("verify", str(tmp_path / "nothing.json")).exit_code == 3


def test_a_mirror_is_checked_with_keys_from_elsewhere(publish: Publish, tmp_path: Path) -> None:
    for number in range(3):
        publish(title=f"Thông cáo {number}", live_at=LONG_AGO)
    folder = mirror(tmp_path)
    keys_file = tmp_path / "keys.json"
    keys_file.write_text(json.dumps(bundles.published_keys()))

    assert run("ledger", "verify", "--folder", str(folder), "--keys", str(keys_file)).exit_code == 0
    assert run("ledger", "verify", "--folder", str(folder)).exit_code == 3
    edition = next((folder / "editions").glob("*.json"))
    edition.write_bytes(edition.read_bytes().replace("Thông".encode(), b"Thong"))
    result = run("ledger", "verify", "--folder", str(folder), "--keys", str(keys_file))
    assert result.exit_code == 1
    assert edition.name in result.output


def test_the_office_checks_itself(publish: Publish, tmp_path: Path) -> None:
    publish()
    kept = note(tmp_path, log.latest().note)
    publish()

    result = run("ledger", "verify", "--checkpoint", kept, "--media", "--json")

    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["ok"] is True


def test_the_key_is_changed_on_the_command_line(settings: Any, tmp_path: Path) -> None:
    settings.KEY_ROOT = tmp_path / "k"
    old = keys.create(settings.KEY_ROOT)

    assert run("ledger", "rotate-key", "--yes").exit_code == 0

    assert keys.current(settings.KEY_ROOT).kid != old.kid
    assert len(keys.public_set(settings.KEY_ROOT)["keys"]) == 2


def test_every_finding_has_its_words() -> None:
    source = "".join(
        Path(module.__file__).read_text() for module in (verification, checkup, ledger_command)
    )
    codes = set(re.findall(r'Finding\(\s*"(\w+)"', source))
    codes |= {"root", "root_wrong", "old", "old_rewritten", "inclusion", "inclusion_wrong"}

    assert codes == set(words.SENTENCES)
