"""The how-to for a newsroom's engineer does what it says, with curl, jq and our example."""

import json
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from bantin.api.conftest import NINE
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.trace.official.tests.conftest import _own_files  # noqa: F401 - a fixture
from tests.support import documents

PAGE = documents.DOCS / "how-to" / "read-the-api.md"
TEXT = "Năm 2026 các báo, đài của tỉnh đã đăng và phát {} tin, bài về an toàn giao thông."
EXAMPLE = documents.ROOT / "examples" / "follow.py"


@pytest.fixture
def corrected(settings: Any, tmp_path: Path, transactional_db: None) -> list[Edition]:
    settings.RECORD_ROOT = tmp_path / "record"
    first = make_live_edition("Có 23.100 tin, bài", TEXT.format("23.100"), at=NINE)
    day_after = NINE + timedelta(days=1)
    right = TEXT.format("21.300")
    return [first, make_live_edition("Có 21.300 tin", right, at=day_after, replaces=first)]


def script(office: str) -> str:
    """All commands of the page in their order, against ``office``."""
    commands = [
        text for language, text in documents.blocks(documents.read(PAGE)) if language == "sh"
    ]
    assert len(commands) > 5
    return "set -eu\n" + "\n".join(commands).replace("https://press.example", office)


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_page_does_what_it_says(
    corrected: list[Edition], live_server: LiveServer, tmp_path: Path
) -> None:
    shutil.copy(EXAMPLE, tmp_path)
    done = subprocess.run(
        ["bash", "-c", script(live_server.url)], check=False, cwd=tmp_path, capture_output=True,
        text=True, timeout=120,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert "2026-03-02T02:00:00Z  Có 21.300 tin" in said
    assert re.search(r'"new": 0,\s+"more": false', said)
    assert "2 new\n0 new\n304\n" in said
    assert '"name": "limit"' in said
    assert '"verdict": "whole",\n  "holds": true,\n  "withdrawn": false,' in said
    assert '"verdict": "whole",\n  "title": "Có 21.300 tin"' in said


def test_the_example_takes_each_edition_once(
    corrected: list[Edition], live_server: LiveServer, tmp_path: Path
) -> None:
    def follow() -> list[str]:
        command = ["python3", EXAMPLE, live_server.url, tmp_path / "texts"]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
        return done.stdout.splitlines()

    assert len(follow()) == 3
    assert follow() == ["0 new"]
    make_live_edition("Tin sau", "x", at=NINE + timedelta(days=2))
    assert follow() == ["2026-03-03T02:00:00Z original: Tin sau", "1 new"]

    kept = {path.name: json.loads(path.read_text()) for path in (tmp_path / "texts").glob("*.json")}
    assert {name: text["sha256"] for name, text in kept.items()} == {
        f"{edition.uid}.{edition.number}.json": edition.sha256 for edition in Edition.objects.all()
    }
