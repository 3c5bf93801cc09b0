"""The page of a release and of each of its editions."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bantin.publish.record.models import Edition

Make = Callable[..., Edition]


def page(reader: Client, address: str) -> str:
    response = reader.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_release_shows_its_text_its_instant_and_its_proof(reader: Client, live: Make) -> None:
    edition = live()

    html = page(reader, edition.get_absolute_url())

    assert "<h1" in html
    assert edition.title in html
    assert "Công an phường hướng dẫn tại chỗ." in html
    assert 'datetime="2026-03-01T09:00:00+07:00">09:00, 1/3/2026</time>' in html
    assert edition.sha256[:16] in html
    assert f"{edition.get_absolute_url()}phien-ban/1/edition.json" in html


def test_a_picture_has_its_words_its_sizes_and_its_credit(
    reader: Client, live: Make, image: dict[str, Any]
) -> None:
    html = page(reader, live(images=[image]).get_absolute_url())

    small = f"/media/{image['sizes'][0]['sha256']}/cau.jpg"
    assert f'src="{small}"' in html
    assert f'srcset="{small} 960w"' in html
    assert 'width="2000" height="1250" alt="Cầu lúc rạng sáng"' in html
    assert "Cầu Hàm Giang." in html
    assert "Ảnh: Văn phòng Báo chí" in html


def test_an_attachment_has_its_kind_and_size(
    reader: Client, live: Make, document: dict[str, Any]
) -> None:
    html = page(reader, live(attachments=[document]).get_absolute_url())

    assert f'href="/media/{document["sha256"]}/phuong-an.pdf"' in html
    assert "Phương án chi tiết" in html
    assert "PDF, 18" in html


def test_a_correction_stands_on_top_and_shows_each_changed_word(
    reader: Client, corrected: list[Edition]
) -> None:
    html = page(reader, corrected[1].get_absolute_url())

    assert html.index("Số đúng là 21.300.") < html.index('class="prose"')
    assert '[bỏ: </span>23.100<span class="visually-hidden">]</span></del>' in html
    assert '[thêm: </span>21.300<span class="visually-hidden">]</span></ins>' in html
    assert "<del>Đoạn này giữ nguyên" not in html
    assert "1 đoạn giữ nguyên" in html


def test_an_address_from_before_a_correction_leads_to_the_current_one(
    reader: Client, corrected: list[Edition]
) -> None:
    response = reader.get(corrected[0].get_absolute_url())

    assert corrected[0].get_absolute_url() != corrected[1].get_absolute_url()
    assert response.status_code == 302
    assert response["Location"] == corrected[1].get_absolute_url()


def test_a_replaced_edition_stays_and_leads_to_the_current_one(
    reader: Client, corrected: list[Edition]
) -> None:
    html = page(reader, f"{corrected[0].get_absolute_url()}phien-ban/1/")

    assert "Một năm có 23.100 tin, bài." in html
    assert "Đây không phải phiên bản hiện hành" in html
    assert f'href="{corrected[1].get_absolute_url()}"' in html
    assert 'content="noindex"' in html


def test_a_withdrawal_says_why_and_keeps_no_picture_of_validity(
    reader: Client, withdrawn: list[Edition]
) -> None:
    html = page(reader, withdrawn[1].get_absolute_url())

    assert "xin không tiếp tục sử dụng" in html
    assert "Kết quả thử tải chưa đạt." in html
    assert "Cầu tạm thông xe." not in html.split('class="prose"')[1].split("</article>")[0]


def test_an_edition_number_that_never_was_is_not_found(reader: Client, live: Make) -> None:
    address = live().get_absolute_url()

    assert reader.get(f"{address}phien-ban/2/").status_code == 404
    assert reader.get(f"{address}phien-ban/0/").status_code == 404


def test_two_releases_that_share_eight_digits_keep_apart(reader: Client, live: Make) -> None:
    one, other = live("Tin thứ nhất"), live("Tin thứ hai")
    twin = f"{one.uid.hex[:8]}{other.uid.hex[8:]}"
    _force_uid(other, twin)

    assert "Tin thứ nhất" in page(reader, one.get_absolute_url())
    assert "Tin thứ hai" in page(reader, Edition.objects.get(pk=other.pk).get_absolute_url())


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_says_which_language_is_which(reader: Client, live: Make, prefix: str) -> None:
    html = page(reader, prefix + live("Bridge closed", language="en").get_absolute_url())

    assert f'<html lang="{"en" if prefix else "vi"}">' in html
    assert ('<article class="article" aria-labelledby="release-title" lang="en">' in html) is (
        not prefix
    )
    assert 'rel="canonical" href="http://127.0.0.1:8000/en/thong-cao/' in html


def test_markup_in_an_edition_stays_text(reader: Client, live: Make) -> None:
    """Row 35: whatever got into the canonical JSON, nothing of it runs."""
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    edition = live(
        f"Tin {evil}",
        f"Chữ {evil}",
        summary=f"Tóm tắt {evil}",
        body_html=f'<p onclick="alert(3)">Chữ {evil}<a href="javascript:alert(4)">x</a></p>',
        images=[
            {
                "sha256": "0" * 64,
                "content_type": "image/jpeg",
                "width": 10,
                "height": 10,
                "alt": f'" onload="alert(5) {evil}',
                "caption": evil,
                "credit": evil,
                "filename": 'x" onerror="alert(6)',
                "sizes": [],
            }
        ],
    )

    for address in (edition.get_absolute_url(), "/", "/tim-kiem/?q=script", "/luu-tru/2026/"):
        response = reader.get(address)
        html = response.content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "onclick=" not in html
        assert '" onload="' not in html
        assert '" onerror="' not in html
        assert "javascript:" not in html
        assert "unsafe-inline" not in response["Content-Security-Policy"]


def _force_uid(edition: Edition, uid: str) -> None:
    from django.db import connection

    from bantin.publish.record import guards

    guards.remove(connection)
    Edition.objects.filter(pk=edition.pk).update(uid=uid)
    guards.install(connection)
