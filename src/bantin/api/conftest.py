"""A small public record, and a program that reads it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from bantin.publish.record import media
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition, make_sealed_edition
from bantin.receive.subjects.models import Area, Topic

NINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
NEVER_YET = datetime(2099, 1, 1, tzinfo=UTC)
API = "/api/v1"

Make = Callable[..., Edition]


@pytest.fixture(autouse=True)
def _own_record(settings: Any, tmp_path: Path, db: None) -> None:
    settings.RECORD_ROOT = tmp_path / "record"
    cache.clear()


@pytest.fixture
def program() -> Client:
    """Somebody's program, which reads English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def topic() -> Topic:
    """What the texts are about."""
    return Topic.objects.create(
        code="giao-thong", name_vi="An toàn giao thông", name_en="Road safety"
    )


@pytest.fixture
def area() -> Area:
    """A place that is part of another one."""
    whole = Area.objects.create(code="ham-rong", name_vi="Tỉnh Hàm Rồng", name_en="")
    return Area.objects.create(
        code="ham-giang", name_vi="Phường Hàm Giang", name_en="Hàm Giang", parent=whole
    )


@pytest.fixture
def live(topic: Topic, area: Area) -> Make:
    """Publish an edition; everything but its words by keyword."""

    def make(
        title: str = "Phân luồng cầu Hàm Giang", text: str = "Cầu cấm xe tải.", **w: Any
    ) -> Edition:
        return make_live_edition(
            title, text, **{"at": NINE, "topics": [topic], "areas": [area], **w}
        )

    return make


@pytest.fixture
def sealed(topic: Topic, area: Area) -> Make:
    """Seal an edition for a day that has not come."""

    def make(title: str = "Bản tin chim bói cá", text: str = "Bói cá bay.", **w: Any) -> Edition:
        words = {"at": NEVER_YET, "topics": [topic], "areas": [area], **w}
        return make_sealed_edition(title, text, **words)

    return make


@pytest.fixture
def document() -> dict[str, Any]:
    """A file in storage, as the canonical JSON names it."""
    data = b"%PDF-1.4 phuong an"
    return {
        "sha256": media.keep(data, "application/pdf").sha256,
        "content_type": "application/pdf",
        "size": len(data),
        "title": "Phương án chi tiết",
        "filename": "phuong-an.pdf",
    }
