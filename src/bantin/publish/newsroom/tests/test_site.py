"""The frame of every page: errors, about, the demo's page of components."""

from collections.abc import Callable
from typing import Any

import pytest
from django.template.loader import get_template
from django.test import Client

from bantin.publish.record.models import Edition

Make = Callable[..., Edition]


@pytest.mark.parametrize(
    ("address", "words"),
    [("/khong-co/", "Không có trang này"), ("/en/khong-co/", "There is no such page")],
)
def test_a_missing_page_says_so_in_the_language_of_its_address(
    reader: Client, address: str, words: str
) -> None:
    response = reader.get(address)

    assert response.status_code == 404
    assert words in response.content.decode()
    assert address not in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_pages_for_the_worst_case_need_nothing_and_speak_both_languages(name: str) -> None:
    html = get_template(name).render({})

    assert "Về trang chủ" in html
    assert "To the home page" in html
    assert "<style" not in html
    assert "<script" not in html


def test_a_broken_page_shows_the_static_error(reader: Client, monkeypatch: Any) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("bantin.publish.newsroom.views.pages.counted_topics", fail)
    reader.raise_request_exception = False

    response = reader.get("/")

    assert response.status_code == 500
    assert "Hệ thống đang gặp lỗi" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "promise"), [("/gioi-thieu/", "Tiếp cận nhanh"), ("/en/gioi-thieu/", "Fast")]
)
def test_the_promises_are_public(reader: Client, address: str, promise: str) -> None:
    html = reader.get(address).content.decode()

    assert f"<h3>{promise}</h3>" in html
    assert 'id="corrections"' in html
    assert 'id="check"' in html


def test_components_are_shown_in_the_demo_only(reader: Client, settings: Any) -> None:
    settings.DEMO = False
    assert reader.get("/he-thong-thiet-ke/").status_code == 404

    settings.DEMO = True
    html = reader.get("/he-thong-thiet-ke/").content.decode()
    assert "--brand" in html
    assert 'fill="#fdfcfa"' in html
    assert 'fill="#15171a"' in html


@pytest.mark.parametrize("address", ["/", "/tim-kiem/?q=a", "/gioi-thieu/", "/khong-co/"])
def test_no_page_has_inline_style_or_script(reader: Client, live: Make, address: str) -> None:
    live()
    html = reader.get(address).content.decode()

    assert "style=" not in html
    assert "<style" not in html
    assert "onclick" not in html
    data = html.count('<script type="application/ld+json">')  # runs nothing
    assert html.count("<script") == html.count("<script src=") + data


def test_the_canonical_text_cannot_leave_the_data_block(reader: Client, live: Make) -> None:
    html = reader.get(live('Tin </script> & "x"').get_absolute_url()).content.decode()

    block = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert "\\u003C/script\\u003E \\u0026" in block
