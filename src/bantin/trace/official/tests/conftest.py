"""A record with a release, its correction, a withdrawn one and a notice; and a reader."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.trace.coverage.following import shared
from bantin.trace.coverage.tests.conftest import FIGURES, FIRST, NINE, NOON, OTHER, TITLE

__all__ = ["FIGURES", "FIRST", "NINE", "NOON", "OTHER", "TITLE"]

SUMMARY = "Xe tải không được qua cầu trong 26 đêm; xe con và xe máy đi bình thường."
LAST = (
    "Người dân không được dừng xe trên cầu trong thời gian thi công. Ai cần hỏi đường hoặc báo "
    "sự cố thì gọi trực ban Phòng Cảnh sát giao thông, trực hai mươi bốn giờ mỗi ngày."
)
TEXT = f"{FIRST}\n\n{FIGURES}\n\n{LAST}"
CORRECTED = TEXT.replace("26 cán bộ", "62 cán bộ").replace("18.400", "14.800")
ADDRESS = "/kiem-chung/"


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setattr(shared, "path", tmp_path / "editions.index")
    monkeypatch.setattr(shared, "_index", None)
    monkeypatch.setattr(shared, "_signature", None)
    cache.clear()


@pytest.fixture
def edition(db: None) -> Edition:
    return make_live_edition(TITLE, TEXT, at=NINE, summary=SUMMARY)


@pytest.fixture
def corrected(edition: Edition) -> Edition:
    return make_live_edition(TITLE, CORRECTED, at=NOON, summary=SUMMARY, replaces=edition)


@pytest.fixture
def withdrawn(edition: Edition) -> Edition:
    return make_live_edition(
        "Thu hồi thông báo", "Xin không dùng.", at=NOON, replaces=edition, kind="withdrawal"
    )


@pytest.fixture
def reader() -> Client:
    """Somebody with a browser and nothing else."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def ask(reader: Client) -> Callable[..., str]:
    """Paste a text; returns what the page says."""

    def send(text: str, address: str = ADDRESS) -> str:
        answer = reader.post(address, {"text": text})
        assert answer.status_code == 200
        return answer.content.decode()

    return send
