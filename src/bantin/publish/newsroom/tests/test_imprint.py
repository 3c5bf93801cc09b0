"""Spokespersons, policies and transparency: what the public is told, and what is no longer true."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bantin.core.clock import database_now
from bantin.publish.imprint.models import PressDesk, Spokesperson, TimeLimit, Wording
from bantin.publish.newsroom.tests.conftest import A_DAY, NINE, Make
from bantin.publish.record import keys
from bantin.publish.record.actions import go_live
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_sealed_edition

PAGES = [
    "/nguoi-phat-ngon/",
    "/chinh-sach/",
    "/chinh-sach/dinh-chinh/",
    "/chinh-sach/hop-tac/",
    "/chinh-sach/rieng-tu/",
    "/chinh-sach/khong-lam/",
    "/minh-bach/",
]


def speaks(**words: Any) -> Spokesperson:
    known = {
        "name": "Nguyễn Thị Phát",
        "position_vi": "Phó Giám đốc",
        "position_en": "Deputy Director",
        "phone": "0200.388.0114",
        "email": "phatngon@anlac.example",
        "since": date(2026, 1, 1),
    }
    return Spokesperson.objects.create(**{**known, **words})


def words(policy: str = "partnerships", **others: Any) -> Wording:
    known = {"policy": policy, "manner": "add", "text_vi": "Lời riêng.", "at": database_now()}
    return Wording.objects.create(**{**known, **others})


def data(html: str) -> dict[str, Any]:
    block = html.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    found: dict[str, Any] = json.loads(block)
    return found


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_there_in_both_languages_with_nothing_inline_and_no_cookie(
    reader: Client, live: Make, address: str
) -> None:
    live()
    for path in (address, f"/en{address}"):
        response = reader.get(path)
        html = response.content.decode()

        assert response.status_code == 200
        assert not response.cookies
        assert "style=" not in html
        assert "<style" not in html
        plain = html.count('<script type="application/ld+json">')
        assert html.count("<script") == html.count("<script src=") + plain


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_linked_from_every_foot_or_from_what_is_and_in_the_sitemap(
    reader: Client, address: str
) -> None:
    foot = reader.get("/").content.decode() + reader.get("/chinh-sach/").content.decode()

    assert f'href="{address}"' in foot
    assert f"{address}</loc>" in reader.get("/sitemap/pages.xml").content.decode()


def test_a_spokesperson_is_public_with_name_position_telephone_and_mail(reader: Client) -> None:
    speaks(document="Quyết định 12/QĐ", document_url="https://anlac.example/12")

    vietnamese = reader.get("/nguoi-phat-ngon/").content.decode()
    english = reader.get("/en/nguoi-phat-ngon/").content.decode()

    for html in (vietnamese, english):
        assert "<h3>Nguyễn Thị Phát</h3>" in html
        assert 'href="tel:02003880114"' in html
        assert 'href="mailto:phatngon@anlac.example"' in html
        assert 'href="https://anlac.example/12"' in html
    assert "Phó Giám đốc" in vietnamese
    assert "Deputy Director" in english
    assert "Phó Giám đốc" not in english


@pytest.mark.parametrize(
    ("first", "last", "public"), [(-9, -1, False), (-9, 0, True), (0, 9, True), (1, 9, False)]
)
def test_who_speaks_no_longer_or_not_yet_is_in_no_public_list(
    reader: Client, first: int, last: int, public: bool
) -> None:
    today = timezone.localdate(database_now())
    speaks(since=today + first * A_DAY, until=today + last * A_DAY)

    html = reader.get("/nguoi-phat-ngon/").content.decode()

    assert ("Nguyễn Thị Phát" in html) is public
    assert ("phatngon@anlac.example" in html) is public


def test_the_press_desk_says_when_and_how_it_is_reached(reader: Client) -> None:
    PressDesk.objects.update_or_create(
        pk=1,
        defaults={
            "phone": "+84 200 388 0113",
            "phone_always": "0200.388.0115",
            "email": "baochi@anlac.example",
            "hours_vi": "Thứ Hai đến thứ Sáu",
            "hours_en": "Monday to Friday",
            "ways_vi": "Sáng thứ Năm: tiếp báo chí\n\n",
        },
    )

    html = reader.get("/nguoi-phat-ngon/").content.decode()

    assert 'href="tel:+842003880113"' in html
    assert 'href="tel:02003880115"' in html
    assert "<li>Sáng thứ Năm: tiếp báo chí</li>" in html
    assert "<li></li>" not in html
    assert "Monday to Friday" in reader.get("/en/nguoi-phat-ngon/").content.decode()
    points = data(html)["contactPoint"]
    assert [point.get("telephone") for point in points] == ["+84 200 388 0113", "0200.388.0115"]
    assert points[0]["email"] == "baochi@anlac.example"
    assert data(html)["@type"] == "GovernmentOrganization"


def test_a_time_limit_names_its_rule_and_whether_it_was_compared(reader: Client) -> None:
    TimeLimit.objects.all().delete()
    today = timezone.localdate(database_now())
    limit = {"limit_vi": "30 ngày", "source_vi": "Luật mẫu"}
    TimeLimit.objects.create(duty_vi="Việc một", **limit)
    TimeLimit.objects.create(duty_vi="Việc cũ", valid_to=today - A_DAY, **limit)
    TimeLimit.objects.create(duty_vi="Việc sau", valid_from=today + A_DAY, **limit)

    html = reader.get("/nguoi-phat-ngon/").content.decode()

    assert "Việc một" in html
    assert "Luật mẫu (chưa đối chiếu với toàn văn quy định)" in html
    assert "Việc cũ" not in html
    assert "Việc sau" not in html
    TimeLimit.objects.update(confirmed=True)
    assert "chưa đối chiếu" not in reader.get("/nguoi-phat-ngon/").content.decode()


def test_the_office_adds_its_words_or_replaces_the_standard_text(reader: Client) -> None:
    standard = "Không đối tác nào quyết định"
    empty = "Cơ quan chưa nêu thỏa thuận nào ở đây."
    before = reader.get("/chinh-sach/hop-tac/").content.decode()
    words(text_vi="Với Báo A.\n\nTừ tháng 1.")
    added = reader.get("/chinh-sach/hop-tac/").content.decode()
    words(manner="replace", text_vi="Chỉ có <b>lời</b> này.", text_en="Only these words.")
    replaced = reader.get("/chinh-sach/hop-tac/").content.decode()
    english = reader.get("/en/chinh-sach/hop-tac/").content.decode()

    assert standard in before
    assert empty in before
    assert standard in added
    assert "<p>Với Báo A.</p>" in added
    assert empty not in added
    assert standard not in replaced
    assert "Chỉ có &lt;b&gt;lời&lt;/b&gt; này." in replaced
    assert "<p>Only these words.</p>" in english


def test_earlier_words_stay_readable_and_no_policy_shows_those_of_another(reader: Client) -> None:
    words(text_vi="Lời cũ.", at=NINE)
    words(manner="none", text_vi="")

    html = reader.get("/chinh-sach/hop-tac/").content.decode()

    assert "<p>Lời cũ.</p>" in html.split('id="earlier"')[1]
    assert "Lời cũ." not in html.split('id="earlier"')[0]
    assert "Lời cũ." not in reader.get("/chinh-sach/rieng-tu/").content.decode()
    assert reader.get("/chinh-sach/khong-co/").status_code == 404


def test_the_privacy_policy_says_what_the_settings_do(reader: Client, settings: Any) -> None:
    settings.CONFIRM_DAYS, settings.DELIVERY_DAYS = 3, 90
    html = reader.get("/chinh-sach/rieng-tu/").content.decode()
    assert "bị xóa sau 3 ngày" in html
    assert "trong 90 ngày" in html

    settings.DELIVERY_DAYS = 0
    assert "trong 0 ngày" not in reader.get("/chinh-sach/rieng-tu/").content.decode()


def test_transparency_shows_the_ledger_and_its_tiles_are_there(
    reader: Client, settings: Any, tmp_path: Any, topic: Any
) -> None:
    settings.KEY_ROOT = tmp_path / "keys"
    old = keys.create(settings.KEY_ROOT, at=NINE)
    new = keys.rotate(settings.KEY_ROOT, at=NINE + A_DAY)
    sealed = make_sealed_edition("Tin", "Một.", at=NINE + A_DAY, topics=[topic])
    go_live(sealed.pk, clock=lambda: NINE + A_DAY + timedelta(seconds=1))

    html = reader.get("/minh-bach/").content.decode()

    root = reader.get("/ledger/checkpoint").content.decode().splitlines()[2]
    assert f"<code>{root}</code>" in html.replace("&#x3D;", "=")
    tiles = [part.split('"')[0] for part in html.split('href="/ledger/tile/')[1:]]
    assert len(tiles) == 2
    for tile in tiles:
        assert reader.get(f"/ledger/tile/{tile}").status_code == 200
    in_use, earlier = html.split('class="keys')[1].split("<li>")[1:3]
    assert new.kid in in_use
    assert "đang dùng để ký" in in_use
    assert old.kid in earlier
    assert "khóa trước đây" in earlier


def test_transparency_answers_before_there_is_a_key_or_an_edition(
    reader: Client, settings: Any, tmp_path: Any
) -> None:
    settings.KEY_ROOT = tmp_path / "none"

    html = reader.get("/minh-bach/").content.decode()

    assert "Sổ bắt đầu từ thông cáo đầu tiên." in html
    assert "Chưa tạo khóa nào." in html


def test_corrections_and_withdrawals_are_counted_in_their_year(
    reader: Client, corrected: list[Edition], withdrawn: list[Edition], live: Make
) -> None:
    live("Tin năm trước", at=NINE - 365 * A_DAY)

    html = reader.get("/en/minh-bach/").content.decode()

    counted = {
        row.split("</a>")[0].rsplit(">", 1)[1]: [
            int(cell.split("<")[0]) for cell in row.split("<td>")[1:]
        ]
        for row in html.split('<th scope="row">')[1:]
    }
    assert counted == {"2026": [2, 1, 1], "2025": [1, 0, 0]}
    assert 'width="100.0"' in html
    assert 'width="0.0"' in html
