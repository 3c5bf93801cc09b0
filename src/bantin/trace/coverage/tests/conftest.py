"""A small record, outlets and staff for the tests of the coverage register."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts.models import Outlet
from bantin.receive.subjects.models import Topic
from bantin.trace.coverage import actions
from bantin.trace.coverage.following import shared
from bantin.trace.coverage.models import Item

NINE = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)
NOON = NINE + timedelta(hours=3)

TITLE = "Phân luồng giao thông cầu Hàm Giang từ ngày 5/3/2026"
FIRST = (
    "Phòng Cảnh sát giao thông Công an tỉnh An Lạc thông báo phương án phân luồng phục vụ thay "
    "khe co giãn và thảm lại mặt cầu Hàm Giang, nối phường Hàm Giang với phường Đông Thủy."
)
FIGURES = (
    "Cầu Hàm Giang dài 612 m, mỗi ngày đêm có khoảng 18.400 lượt phương tiện qua lại, trong đó "
    "gần 2.700 lượt là xe tải. Mỗi đêm có 26 cán bộ, chiến sĩ trực tại sáu chốt."
)
LAST = (
    "Người dân cần hỏi đường hoặc báo sự cố gọi trực ban Phòng Cảnh sát giao thông, số điện thoại "
    "đặt tại trụ sở, trực hai mươi bốn giờ trong tất cả các ngày thi công."
)
TEXT = f"{FIRST}\n\n{FIGURES}\n\n{LAST}"
CORRECTED = TEXT.replace("26 cán bộ", "62 cán bộ").replace("18.400", "14.800")
OTHER = (
    "Sáng nay, câu lạc bộ bóng chuyền phường Lam Thủy khai mạc giải mùa xuân với tám đội tham dự. "
    "Các trận đấu diễn ra trong ba ngày tại nhà thi đấu, vào cửa tự do, chung kết tối chủ nhật."
)


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setattr(shared, "path", tmp_path / "editions.index")
    monkeypatch.setattr(shared, "_index", None)
    monkeypatch.setattr(shared, "_signature", None)


@pytest.fixture
def clerk(db: None) -> User:
    return person("theo-doi", Role.COVERAGE_CLERK)


def person(username: str, *roles: Role) -> User:
    user = User.objects.create_user(username=username, password=None)
    user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    return user


@pytest.fixture
def desk(clerk: User, client: Client) -> Client:
    client.force_login(clerk)
    return client


@pytest.fixture
def roads(db: None) -> Topic:
    return Topic.objects.create(code="giao-thong", name_vi="An toàn giao thông")


@pytest.fixture
def paper(db: None) -> Outlet:
    return Outlet.objects.create(
        code="bao-dong-lac", name="Báo Đồng Lạc", kind="newspaper", domain="baodonglac.example"
    )


@pytest.fixture
def channel(db: None) -> Outlet:
    return Outlet.objects.create(
        code="an-lac-pho",
        name="Kênh An Lạc Phố",
        kind="creator_channel",
        domain="anlacpho.example",
    )


@pytest.fixture
def edition(db: None, roads: Topic) -> Edition:
    return make_live_edition(TITLE, TEXT, at=NINE, topics=[roads])


@pytest.fixture
def correct(edition: Edition) -> Callable[..., Edition]:
    def make(text: str = CORRECTED, *, at: datetime = NOON, kind: str = "correction") -> Edition:
        return make_live_edition(TITLE, text, at=at, replaces=edition, kind=kind)

    return make


@pytest.fixture
def add(clerk: User, paper: Outlet) -> Callable[..., Item]:
    """Add one item and trace it."""

    def make(text: str, *, at: datetime = TEN, **values: object) -> Item:
        number = Item.objects.count() + 1
        row = {
            "url": f"https://baodonglac.example/tin/{number}",
            "title": f"Tin số {number}",
            "text": text,
            "published": at,
        } | values
        run = actions.add_items([row], by=clerk, at=at)
        assert run.rejected == []
        item = Item.objects.latest("pk")
        return actions.trace_item(item.pk, at=at)

    return make
