"""The daily mail, read back by the standard library."""

import email
import email.policy
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from bantin.deliver.channels.base import Parcel
from bantin.deliver.channels.digest.channel import DigestChannel
from bantin.deliver.channels.digest.message import EXCERPT, render
from bantin.deliver.channels.email.message import PLACES, fill_in
from bantin.deliver.conftest import NINE
from bantin.publish.newsroom import addresses
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts import links
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db
PARCEL = Parcel(7, 3, 5, "dieu.ngan@baodonglac.example", "Khuất Thị Diệu Ngân", "vi")


@pytest.fixture
def two(topic: Topic) -> list[Edition]:
    earlier = make_live_edition("Phân luồng cầu", "Cấm xe tải.", at=NINE, topics=[topic])
    later = make_live_edition("Mở lại cầu", "x" * 10, at=NINE + timedelta(hours=2), topics=[topic])
    return [earlier, later]


def _read(editions: list[Edition], language: str = "vi") -> EmailMessage:
    raw = fill_in(render(editions, language), PARCEL, at=NINE)
    return email.message_from_bytes(raw, policy=email.policy.default)


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_it_names_every_text_with_its_address_newest_first(two: list[Edition], kind: str) -> None:
    body = _part(_read(two), kind)

    assert body.index("Mở lại cầu") < body.index("Phân luồng cầu")
    for edition in two:
        assert addresses.public(edition.get_absolute_url()) in body
    assert links.unsubscribe_url(links.unsubscribe_token(5), "vi") in body
    assert not any(place in body for place in PLACES)


def test_the_subject_says_what_is_in_it(two: list[Edition]) -> None:
    assert _read(two)["Subject"] == "Mở lại cầu và 1 tin khác"
    assert _read(two[:1])["Subject"] == "Phân luồng cầu"
    assert _read(two, "en")["Subject"] == "Mở lại cầu and 1 more text"


def test_one_click_ends_it(two: list[Edition]) -> None:
    message = _read(two)

    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].startswith("<http")


def test_a_correction_and_a_withdrawal_say_so_with_their_reason(
    two: list[Edition], topic: Topic
) -> None:
    fixed = make_live_edition("Cấm từ 9 giờ", "x", at=NINE, replaces=two[0], topics=[topic])
    gone = make_live_edition(
        "Mở lại cầu", "Nội dung cũ", at=NINE, replaces=two[1], kind="withdrawal", topics=[topic]
    )
    for kind in ("plain", "html"):
        body = _part(_read([fixed, gone]), kind)
        assert fixed.reason in body
        assert "Đính chính" in body
        assert "Thu hồi" in body
        assert "Nội dung cũ" not in body


def test_a_long_text_without_a_summary_is_cut_at_a_word(topic: Topic) -> None:
    edition = make_live_edition("Tin", "giao thông " * 200, at=NINE, topics=[topic])

    body = _part(_read([edition]), "plain")

    assert " giao …" in body
    assert len(body) < EXCERPT + 1_500


def test_row_35_a_hostile_title_is_inert(topic: Topic) -> None:
    edition = make_live_edition("<script>alert(1)</script>", "x", at=NINE, topics=[topic])

    assert "<script>" not in _part(_read([edition]), "html")


@pytest.mark.parametrize(
    ("at", "sends"),
    [
        (datetime(2026, 3, 1, 9, 59, tzinfo=UTC), datetime(2026, 3, 1, 10, 0, tzinfo=UTC)),
        (datetime(2026, 3, 1, 10, 0, tzinfo=UTC), datetime(2026, 3, 2, 10, 0, tzinfo=UTC)),
        (datetime(2026, 3, 1, 18, 0, tzinfo=UTC), datetime(2026, 3, 2, 10, 0, tzinfo=UTC)),
    ],
)
def test_it_goes_at_five_in_the_afternoon_on_the_offices_clocks(
    at: datetime, sends: datetime
) -> None:
    assert DigestChannel().next_at(at) == sends
