"""One message: rendered once, filled in for each recipient, read back by the standard library."""

import email
import email.policy
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from django.conf import LazySettings

from bantin.deliver.channels.base import Parcel
from bantin.deliver.channels.email.message import PLACES, fill_in, render
from bantin.deliver.conftest import NINE
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts import links
from bantin.receive.subjects.models import Area, Topic

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 2, 0, 5, tzinfo=UTC)


@pytest.fixture
def edition(topic: Topic) -> Edition:
    text = "Từ ngày 1/3, xe tải trên 5 tấn đi đường tránh.\n\n.Dòng bắt đầu bằng dấu chấm."
    return make_live_edition("Phân luồng giao thông cầu Hàm Rồng", text, at=NINE, topics=[topic])


def _parcel(**other: object) -> Parcel:
    values: dict[str, object] = {
        "delivery": 7,
        "edition": 3,
        "recipient": 5,
        "address": "dieu.ngan@baodonglac.example",
        "name": "Khuất Thị Diệu Ngân",
        "language": "vi",
    }
    return Parcel(**(values | other))


def _read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_each_recipient_gets_their_own_name_link_and_message_id(edition: Edition) -> None:
    rendered = render(edition, "vi")
    one = _read(fill_in(rendered, _parcel(), at=AT))
    other = _read(fill_in(rendered, _parcel(delivery=8, recipient=6, address="b@c.example"), at=AT))

    link = links.unsubscribe_url(links.unsubscribe_token(5), "vi")
    assert one["To"] == "Khuất Thị Diệu Ngân <dieu.ngan@baodonglac.example>"
    assert one["Message-ID"] != other["Message-ID"]
    assert one["Date"].datetime == AT
    assert one["Content-Language"] == "vi"
    assert one["List-Unsubscribe"] == f"<{link}>"
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert _part(one, "plain").count(link) == 1
    assert f'href="{link}"' in _part(one, "html")
    assert link not in _part(other, "plain") + _part(other, "html") + str(other["List-Unsubscribe"])
    whole = fill_in(rendered, _parcel(), at=AT).replace(b"=\r\n", b"")
    assert not any(place.encode() in whole for place in PLACES)


def test_a_repeat_carries_the_same_message_id(edition: Edition) -> None:
    rendered = render(edition, "vi")

    first = _read(fill_in(rendered, _parcel(), at=AT))
    again = _read(fill_in(render(edition, "vi"), _parcel(), at=AT))

    assert first["Message-ID"] == again["Message-ID"]


def test_the_text_and_the_public_address_are_in_both_parts(edition: Edition) -> None:
    message = _read(fill_in(render(edition, "en"), _parcel(language="en"), at=AT))

    for kind in ("plain", "html"):
        part = _part(message, kind)
        assert "xe tải trên 5 tấn đi đường tránh" in part
        assert "/en/thong-cao/phan-luong-giao-thong-cau-ham-rong-" in part
        assert "Press Office" in part
        assert "/en/huy-dang-ky/" in part


def test_a_correction_says_on_top_what_changed(edition: Edition) -> None:
    correction = make_live_edition(
        "Phân luồng", "Trên 3 tấn.", at=NINE, replaces=edition, reason="Sửa 5 tấn thành 3 tấn."
    )

    message = _read(fill_in(render(correction, "vi"), _parcel(), at=AT))

    assert message["Subject"].startswith("Đính chính: ")
    for kind in ("plain", "html"):
        part = _part(message, kind)
        assert part.index("Sửa 5 tấn thành 3 tấn.") < part.index("Trên 3 tấn.")


def test_what_goes_over_the_wire_is_plain_ascii_with_crlf_and_no_tracking(
    edition: Edition, settings: LazySettings
) -> None:
    settings.MAIL_FROM_NAME = "Cong an tinh An Lac"
    raw = fill_in(render(edition, "vi"), _parcel(), at=AT)

    assert raw.decode("ascii")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"From: Cong an tinh An Lac <" in raw
    assert "<img" not in _part(_read(raw), "html")


@pytest.mark.parametrize(
    "other", [{"name": "Ngân\r\nBcc: a@b.example"}, {"address": "a@b.example\r\nBcc: c@d.example"}]
)
def test_a_line_break_in_a_recipient_is_refused(edition: Edition, other: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        fill_in(render(edition, "vi"), _parcel(**other), at=AT)


def test_a_line_break_in_the_title_is_refused(topic: Topic) -> None:
    edition = make_live_edition("Tin\r\nBcc: a@b.example", "x", at=NINE, topics=[topic])

    with pytest.raises(ValueError, match=r".+"):
        render(edition, "vi")


def test_a_domain_in_vietnamese_letters_is_written_in_ascii(edition: Edition) -> None:
    raw = fill_in(render(edition, "vi"), _parcel(address="a@báo.example"), at=AT)

    assert b"<a@%s.example>" % "báo".encode("idna") in raw


@pytest.mark.parametrize(
    "title",
    [
        "Bắt băng nhóm mặc đồ công nhân, dùng ô tô đi trộm xe máy ở thành phố",
        "Truy tố kẻ giết người tình sau ân ái rồi vứt xác phi tang dưới sông",
        "Bí quyết gửi tiết kiệm mà tiền không bị ' bốc hơi ' trong những tháng cuối năm",
        "Cảnh báo " + "lừa đảo qua điện thoại " * 7 + "ở ba huyện",
        "Road 12 closed from 6 a.m. " * 6 + "until Friday",
        "=?utf-8?q?not_encoded?= và chữ Việt",
    ],
)
def test_every_reader_gets_the_title_as_it_is_written(topic: Topic, title: str) -> None:
    edition = make_live_edition(title, "Nội dung.", at=NINE, topics=[topic])

    raw = fill_in(render(edition, "vi"), _parcel(), at=AT)

    old = email.message_from_bytes(raw)["Subject"]
    assert _read(raw)["Subject"] == title
    assert str(make_header(decode_header(old))) == title
    assert max(map(len, raw.split(b"\r\n"))) < 999


@pytest.mark.parametrize(
    "name",
    [
        "Khuất Thị Diệu Ngân",
        "Phòng Thời sự quốc tế, Báo điện tử Đông Lạc, cơ quan thường trú tại miền Trung",
        'Tòa soạn "Sông Lam" (bản tin sáng)',
        "Newsroom, The Dong Lac Daily; night desk",
        "",
    ],
)
def test_every_name_arrives_as_it_is_written(edition: Edition, name: str) -> None:
    raw = fill_in(render(edition, "vi"), _parcel(name=name), at=AT)

    # Python's newer parser adds spaces between encoded words; RFC 2047 says that there are none.
    to = str(make_header(decode_header(email.message_from_bytes(raw)["To"])))
    written, _, address = to.rpartition("<") if name else ("", "", to)
    assert written.strip().strip('"') == name or written.strip() == name
    assert address.rstrip(">") == "dieu.ngan@baodonglac.example"


NOTICE = {
    "translation": {
        "language": "en",
        "title": "Flash flood",
        "event": "Flash flood",
        "text": "Heavy rain.\n\nMore to come.",
        "instruction": "Go to high ground.",
        "cancellation": {"title": "Cancelled", "text": "It is over."},
    }
}


def test_a_notice_says_first_what_to_do_where_and_until_when(topic: Topic) -> None:
    area = Area.objects.create(code="suoi-may", name_vi="Xã Suối Mây", name_en="Suối Mây")
    edition = make_live_edition(
        "Lũ quét", "Mưa lớn.", at=NINE, topics=[topic], areas=[area], notice=NOTICE
    )

    message = _read(fill_in(render(edition, "vi"), _parcel(), at=AT))

    assert message["Subject"] == "THÔNG BÁO KHẨN: Lũ quét"
    for kind in ("plain", "html"):
        part = _part(message, kind)
        for words in ("đặc biệt nguy hiểm", "Rời khỏi bờ suối", "Xã Suối Mây", "12:00"):
            assert part.index(words) < part.index("Mưa lớn.")
        assert "DIỄN TẬP" not in part


def test_a_notice_in_two_languages_speaks_the_recipients(topic: Topic) -> None:
    edition = make_live_edition("Lũ quét", "Mưa lớn.", at=NINE, topics=[topic], notice=NOTICE)

    message = _read(fill_in(render(edition, "en"), _parcel(language="en"), at=AT))

    assert message["Subject"] == "URGENT NOTICE: Flash flood"
    assert message["Content-Language"] == "en"
    for kind in ("plain", "html"):
        part = _part(message, kind)
        assert "Go to high ground." in part
        assert "More to come." in part
        assert "Mưa lớn." not in part


def test_a_drill_says_so_first_and_leads_to_no_public_page(topic: Topic) -> None:
    edition = make_live_edition(
        "Lũ quét", "Mưa lớn.", at=NINE, topics=[topic], notice={"status": "exercise"}
    )

    for language, mark in (("vi", "[DIỄN TẬP] "), ("en", "[DRILL] ")):
        message = _read(fill_in(render(edition, language), _parcel(), at=AT))
        assert message["Subject"].startswith(mark)
        for kind in ("plain", "html"):
            part = _part(message, kind)
            assert part.index(mark.strip("[] ")) < part.index("Rời khỏi bờ suối")
            assert "/thong-cao/" not in part


def test_a_cancellation_says_so_first(topic: Topic) -> None:
    first = make_live_edition("Lũ quét", "Mưa lớn.", at=NINE, topics=[topic], notice={})
    edition = make_live_edition(
        "Hết lũ",
        "Nước đã rút.",
        at=NINE,
        topics=[topic],
        replaces=first,
        kind="withdrawal",
        notice={"instruction": ""},
    )

    message = _read(fill_in(render(edition, "vi"), _parcel(), at=AT))

    assert message["Subject"] == "ĐÃ HỦY: Hết lũ"
    for kind in ("plain", "html"):
        part = _part(message, kind)
        assert part.index("ĐÃ HỦY: thông báo này không còn hiệu lực") < part.index("Nước đã rút.")
        assert "Không sử dụng văn bản này nữa" not in part
