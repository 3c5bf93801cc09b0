"""What the page of tokens and components shows: the real tokens and one made-up edition."""

import re
from pathlib import Path
from typing import Any, NamedTuple

from bantin import web
from bantin.web.changes import Paragraph, changes

_TOKENS = Path(web.__file__).parent / "static" / "bantin" / "tokens.css"
_COLOUR = re.compile(r"^ +--([a-z0-9-]+): (#[0-9a-f]{3,6});$", re.MULTILINE)


class Swatch(NamedTuple):
    """A colour token with its values in light and in dark."""

    name: str
    light: str
    dark: str


def swatches() -> list[Swatch]:
    """Every colour of tokens.css."""
    light, dark = _TOKENS.read_text(encoding="utf-8").split("@media", 1)
    night = dict(_COLOUR.findall(dark))
    return [Swatch(name, value, night.get(name, value)) for name, value in _COLOUR.findall(light)]


def sample_content() -> dict[str, Any]:
    """The canonical JSON of an edition that shows every kind of text."""
    return {
        "kind": "original",
        "language": "vi",
        "title": "Nguyễn Huệ, Phố Cổ, Ỷ Lan: dấu thanh chồng dấu mũ ở cỡ chữ tiêu đề",
        "summary": "Đoạn tóm tắt dùng để thử các chữ Ẫ, Ỗ, Ữ, ặ, ệ, ợ trên nhiều dòng liền nhau.",
        "body_html": (
            "<p>Đoạn văn thường có <strong>chữ đậm</strong>, <em>chữ nghiêng</em> và "
            '<a href="/">một đường dẫn</a>. Khoảng cách dòng đủ cho dấu hỏi, dấu ngã trên chữ hoa: '
            "ẨM THỰC, NGUYỄN, QUẢNG NGÃI.</p><h2>Tiêu đề cấp hai</h2><ul><li>Mục thứ nhất</li>"
            "<li>Mục thứ hai</li></ul><h3>Tiêu đề cấp ba</h3><ol><li>Bước một</li>"
            "<li>Bước hai</li></ol><blockquote><p>Lời trích dẫn.</p></blockquote>"
        ),
        "topics": [],
        "areas": [],
        "images": [],
        "attachments": [],
        "agency": {"vi": "Cơ quan mẫu", "en": "Sample agency"},
    }


def sample_changes() -> tuple[Paragraph, ...]:
    """A correction of one figure."""
    return changes(
        ("Có 23.100 tin, bài được đăng, phát.", "Đoạn này giữ nguyên."),
        ("Có 21.300 tin, bài được đăng, phát.", "Đoạn này giữ nguyên."),
    )
