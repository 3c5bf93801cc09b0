"""How long does “Is this official?” take? 20,000 releases on the record, one text at a time.

Run ``python -m benchmarks.verify_page`` from the repository; ``--editions N`` for another size,
``--json FILE`` for the figures. The texts are whole releases with a figure changed, a paragraph of
one, and texts that nobody published; the page is asked through Django's handler, without network.
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

SYLLABLES = """
    công an tỉnh phường xã cầu đường đêm ngày xe tải người dân mưa lũ trường học chợ bến sông núi
    thông báo kiểm tra sửa chữa phân luồng trực ban cán bộ chiến sĩ hướng dẫn tuyên truyền vận động
    phối hợp triển khai bảo đảm an toàn trật tự giao thông phòng cháy chữa hộ khẩu căn cước điện tử
""".split()  # noqa: SIM905 - as text it fits on three lines
SENTENCES, PARAGRAPHS, ASKED = 4, 6, 60
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> int:
    """Fill a record, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--editions", type=int, default=20_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bantin-verify-") as folder:
        found = measure(Path(folder), asked.editions)
    for name, value in found.items():
        print(f"{name:<24}{value:>12,.1f}")
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    return 0


def measure(folder: Path, editions: int) -> dict[str, float]:
    """The figures of a record with so many editions in an empty ``folder``."""
    (folder / "static").mkdir()
    _start(folder)
    texts = list(_fill(editions))
    return verify_ms(texts)


def verify_ms(texts: list[str]) -> dict[str, float]:
    """Milliseconds of the page over the record as it is; ``texts`` are some of its editions'."""
    from django.test import Client

    from bantin.trace.coverage.following import shared

    reader = Client()
    begin = time.perf_counter()
    _ask(reader, texts[0])
    first = time.perf_counter() - begin
    shared.save()
    begin = time.perf_counter()
    shared._index = shared._signature = None  # noqa: SLF001 - as in a process that starts
    _ask(reader, texts[0])
    again = time.perf_counter() - begin
    taken = sorted(_timed(reader, text) for text in _questions(texts))
    return {
        "verify_ms": 1000 * taken[int(len(taken) * 0.95)],
        "verify_median_ms": 1000 * statistics.median(taken),
        "first_without_index_ms": 1000 * first,
        "first_with_saved_index_ms": 1000 * again,
    }


def _start(folder: Path) -> None:
    os.environ |= {"BANTIN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "bantin.config.settings"}
    os.environ["BANTIN_LOG"] = "ERROR"
    sys.path[:0] = ["src", "."]
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS.append("testserver")
    settings.ACCOUNT_RATE_LIMITS["verify"] = "100000/m/ip"
    call_command("migrate", verbosity=0)


def _fill(count: int) -> Iterator[str]:
    from django.db import transaction

    from bantin.publish.record.tests.factories import make_live_edition

    dice = random.Random(7)
    with transaction.atomic():
        for number in range(count):
            text = _text(dice)
            make_live_edition(f"Thông cáo {number}", text, at=BEGIN + timedelta(minutes=number))
            yield text


def _text(dice: random.Random) -> str:
    return "\n\n".join(
        " ".join(_sentence(dice) for _ in range(SENTENCES)) for _ in range(PARAGRAPHS)
    )


def _sentence(dice: random.Random) -> str:
    words = dice.choices(SYLLABLES, k=dice.randint(14, 24))
    words[dice.randrange(len(words))] = str(dice.randint(11, 9_999))
    return f"{' '.join(words).capitalize()}."


def _questions(texts: list[str]) -> Iterator[str]:
    dice = random.Random(11)
    for number in range(ASKED):
        text = dice.choice(texts)
        kind = number % 3
        if kind == 0:
            yield text.replace("công an", "công chứng", 1)
        elif kind == 1:
            yield text.split("\n\n")[2]
        else:
            yield _text(dice)


def _timed(reader: "Client", text: str) -> float:
    begin = time.perf_counter()
    _ask(reader, text)
    return time.perf_counter() - begin


def _ask(reader: "Client", text: str) -> None:
    answer = reader.post("/kiem-chung/", {"text": text})
    assert answer.status_code == 200, answer.status_code


if __name__ == "__main__":
    raise SystemExit(main())
