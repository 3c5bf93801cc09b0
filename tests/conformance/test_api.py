"""Schemathesis, somebody else's tester of OpenAPI, tries every call of a running API."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from bantin.accounts.models import User
from bantin.api.conftest import NINE
from bantin.api.keys import actions as keys
from bantin.core.clock import database_now
from bantin.deliver.endpoints.models import Endpoint
from bantin.publish.record import media
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.subjects.models import Area, Topic

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
BOUNDS = ["--max-examples=5", "--seed=45", "--phases=coverage,fuzzing", "--max-time=30"]

# It sends one Idempotency-Key with different requests, which we refuse with 422 (row 45).
KEYS_COME_AGAIN = """
[checks]
positive_data_acceptance.expected-statuses = [
  "2xx", "3xx", "401", "403", "404", "409", "422", "429"
]
"""

# How many words a text has, and whether bytes are a PDF, no schema can say.
NOT_EVERY_TEXT = """
[[operations]]
include-operation-id = "verify"
[operations.checks]
positive_data_acceptance.expected-statuses = ["2xx", "400", "413", "415", "501"]
"""


@pytest.fixture
def record(settings: Any, tmp_path: Path, transactional_db: None) -> Edition:
    """A little of everything."""
    settings.RECORD_ROOT = tmp_path / "record"
    settings.API_RATES = dict.fromkeys(settings.API_RATES, (1_000_000, 60))
    topic = Topic.objects.create(code="y-te", name_vi="Y tế")
    area = Area.objects.create(code="ham-giang", name_vi="Phường Hàm Giang")
    file = media.keep(b"%PDF-1.4", "application/pdf")
    attached = {
        "sha256": file.sha256, "content_type": "application/pdf", "size": 8,
        "title": "Phương án", "filename": "phuong-an.pdf",
    }  # fmt: skip
    first = make_live_edition("Tin", "x", at=NINE, topics=[topic], attachments=[attached])
    make_live_edition("Tin", "y", at=NINE, replaces=first, areas=[area])
    make_live_edition("Lũ", "z", at=NINE, notice={"expires": "2099-01-01T00:00:00Z"})
    return first


def run(folder: Path, server: LiveServer, *words: str, settings: str = "") -> str:
    """What it says after it found nothing wrong."""
    (folder / "schemathesis.toml").write_text(settings)
    address = f"{server.url}/api/v1/openapi.json"
    command = [SCHEMATHESIS, "run", address, *BOUNDS, *words]
    done = subprocess.run(
        command, check=False, cwd=folder, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr
    return done.stdout


def test_no_call_breaks_what_the_description_promises(
    record: Edition, live_server: LiveServer, tmp_path: Path
) -> None:
    said = run(tmp_path, live_server, settings=NOT_EVERY_TEXT)

    assert "Coverage" in said
    assert "Fuzzing" in said


def test_no_call_with_a_key_breaks_the_promise(
    record: Edition, live_server: LiveServer, tmp_path: Path
) -> None:
    officer, now = User.objects.create_user("can-bo"), database_now()
    made = keys.make(
        name="x", by=officer, at=now, expires_at=now + timedelta(1), writes_webhooks=True
    )

    key = ["-H", f"Authorization: Bearer {made.secret}"]
    run(tmp_path, live_server, "--include-path-regex=webhooks", *key, settings=KEYS_COME_AGAIN)

    assert Endpoint.objects.exists()


def test_what_is_there_is_as_described(
    record: Edition, live_server: LiveServer, tmp_path: Path
) -> None:
    file = record.content["attachments"][0]["sha256"]
    there = f'[parameters]\nuid = "{record.uid}"\nnumber = 1\nsha256 = "{file}"\n'

    said = run(tmp_path, live_server, "--include-path-regex=(releases|media)/", settings=there)

    assert "Missing test data" not in said
