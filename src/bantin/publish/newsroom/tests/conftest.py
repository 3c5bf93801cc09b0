"""A small public record to read."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from bantin.publish.record import media
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition, make_sealed_edition
from bantin.receive.subjects.models import Area, Topic

NINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)  # 09:00 in Asia/Ho_Chi_Minh
A_DAY = timedelta(days=1)

Make = Callable[..., Edition]


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path, db: None) -> None:
    settings.RECORD_ROOT = tmp_path / "record"
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def reader() -> Client:
    """Somebody with a browser and nothing else."""
    return Client()


@pytest.fixture
def topic() -> Topic:
    return Topic.objects.create(
        code="giao-thong", name_vi="An toàn giao thông", name_en="Road safety"
    )


@pytest.fixture
def area() -> Area:
    return Area.objects.create(code="ham-giang", name_vi="Phường Hàm Giang", name_en="Hàm Giang")


@pytest.fixture
def live(topic: Topic, area: Area) -> Make:
    """Publish an edition; everything but its words by keyword."""

    def make(
        title: str = "Phân luồng giao thông cầu Hàm Giang",
        text: str = "Cầu cấm xe tải trong 7 ngày.\n\nCông an phường hướng dẫn tại chỗ.",
        **words: Any,
    ) -> Edition:
        words = {"at": NINE, "topics": [topic], "areas": [area], "summary": "Bảy ngày.", **words}
        return make_live_edition(title, text, **words)

    return make


@pytest.fixture
def sealed(topic: Topic, area: Area) -> Make:
    """Seal an edition for a day that has not come."""

    def make(title: str = "Bản tin chim bói cá", text: str = "Bói cá bay.", **w: Any) -> Edition:
        w = {"at": datetime(2099, 1, 1, tzinfo=UTC), "topics": [topic], "areas": [area], **w}
        return make_sealed_edition(title, text, **w)

    return make


@pytest.fixture
def corrected(live: Make) -> list[Edition]:
    """A release with a wrong figure and its correction a day later."""
    first = live("Có 23.100 tin, bài", "Một năm có 23.100 tin, bài.\n\nĐoạn này giữ nguyên.")
    second = live(
        "Có 21.300 tin, bài",
        "Một năm có 21.300 tin, bài.\n\nĐoạn này giữ nguyên.",
        at=NINE + A_DAY,
        replaces=first,
        reason="Số đúng là 21.300.",
    )
    return [first, second]


@pytest.fixture
def withdrawn(live: Make) -> list[Edition]:
    first = live("Thông xe cầu tạm", "Cầu tạm thông xe.")
    second = live(
        "Thu hồi: Thông xe cầu tạm",
        "Xin không dùng.",
        at=NINE + A_DAY,
        replaces=first,
        kind="withdrawal",
        reason="Kết quả thử tải chưa đạt.",
    )
    return [first, second]


@pytest.fixture
def image() -> dict[str, Any]:
    """A picture in storage, with one smaller copy, as the canonical JSON names it."""

    def kept(width: int, height: int) -> dict[str, Any]:
        out = io.BytesIO()
        Image.new("RGB", (width, height), "#7c1a22").save(out, "JPEG")
        row = media.keep(out.getvalue(), "image/jpeg", width=width, height=height)
        return {
            "sha256": row.sha256,
            "content_type": "image/jpeg",
            "width": width,
            "height": height,
        }

    return {
        **kept(2000, 1250),
        "alt": "Cầu lúc rạng sáng",
        "caption": "Cầu Hàm Giang.",
        "credit": "Ảnh: Văn phòng Báo chí",
        "filename": "cau.jpg",
        "sizes": [kept(960, 600)],
    }


@pytest.fixture
def document() -> dict[str, Any]:
    data = b"%PDF-1.4 phuong an"
    row = media.keep(data, "application/pdf")
    return {
        "sha256": row.sha256,
        "content_type": "application/pdf",
        "size": len(data),
        "title": "Phương án chi tiết",
        "filename": "phuong-an.pdf",
    }
