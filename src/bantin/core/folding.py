"""Vietnamese without its marks: for searching and for addresses."""

import re
import unicodedata

_STROKE = str.maketrans({"đ": "d", "Đ": "D"})


def fold(text: str) -> str:
    """Lower-case ``text`` without diacritics: “Công an Đà Nẵng” → “cong an da nang”."""
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKE))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def slug(text: str, *, limit: int = 80) -> str:
    """An address from a title: folded words joined by hyphens, cut at a word, never empty."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    result = ""
    for word in words:
        longer = f"{result}-{word}" if result else word[:limit]
        if len(longer) > limit:
            break
        result = longer
    return result or "van-ban"
