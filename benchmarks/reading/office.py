"""What runs inside the office that is measured; each function prints one line of JSON."""

import json
import random
from datetime import timedelta

from django.db import transaction

from bantin.core.clock import database_now
from bantin.publish.newsroom.snapshots import published
from bantin.publish.record.actions import go_live_together
from bantin.publish.record.tests.factories import make_sealed_edition
from bantin.receive.subjects.models import Area, Topic

AT_ONCE = 250
SUBJECTS = 20
PLACES = ["Hàm Giang", "Thạch Lĩnh", "Bình Trung", "An Phú", "Lộc Sơn", "Tân Hải", "Vĩnh Xuân"]
THINGS = [
    "phân luồng giao thông",
    "cứu nạn trong đêm lũ",
    "trao trả tài sản cho người bị mất",
    "tập huấn phòng cháy",
    "tuyển sinh năm học mới",
    "làm thủ tục trực tuyến",
    "cảnh báo lừa đảo qua điện thoại",
]
SENTENCE = (
    "Từ ngày {day} tháng {month}, lực lượng chức năng {place} tổ chức {thing}; {count} lượt người dân "
    "được hướng dẫn tại chỗ, {saved} hộ được hỗ trợ đến nơi an toàn. "
)


def fill(releases: int) -> None:
    """So many releases on the record, through go-live, signature and ledger."""
    chance = random.Random(5)
    topics = [
        Topic.objects.create(code=f"chu-de-{n}", name_vi=f"Chủ đề {n}") for n in range(SUBJECTS)
    ]
    areas = [
        Area.objects.create(code=f"dia-ban-{n}", name_vi=f"Phường {n}") for n in range(SUBJECTS)
    ]
    begin = database_now().replace(microsecond=0) - timedelta(days=1_000)
    for first in range(0, releases, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, releases))
        with transaction.atomic():
            sealed = [
                make_sealed_edition(
                    _title(chance, number),
                    _text(chance),
                    at=begin + timedelta(days=1_000 * number / releases),
                    topics=[chance.choice(topics)],
                    areas=[chance.choice(areas)],
                    summary="Tóm tắt của văn bản trong một câu.",
                ).pk
                for number in numbers
            ]
        instant = begin + timedelta(days=1_000 * numbers[-1] / releases, seconds=1)
        go_live_together(sealed, clock=lambda instant=instant: instant)
    paths = [address.path for address in published.everything(database_now())]
    print(json.dumps(paths))


def _title(chance: random.Random, number: int) -> str:
    return f"{chance.choice(PLACES)}: {chance.choice(THINGS)}, đợt {number}"


def _text(chance: random.Random) -> str:
    sentences = [
        SENTENCE.format(
            day=chance.randint(1, 28),
            month=chance.randint(1, 12),
            place=chance.choice(PLACES),
            thing=chance.choice(THINGS),
            count=chance.randint(20, 9_000),
            saved=chance.randint(2, 900),
        )
        for _ in range(12)
    ]
    return "\n\n".join("".join(sentences[at : at + 3]) for at in range(0, 12, 3))
