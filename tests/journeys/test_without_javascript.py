"""A reader whose browser runs no script does everything that readers do, on a phone."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser import PHONE, chromium
from tests.support.office import Office, wait_until

pytestmark = pytest.mark.browser

EMAIL = f"khong-script-{os.getpid()}@hopthu.example"
TITLE = "Mười hai điểm làm căn cước mở thêm buổi tối và thứ Bảy"  # corrected, with a picture


@pytest.fixture(scope="module")
def context() -> Iterator[BrowserContext]:
    with chromium() as browser:
        yield browser.new_context(viewport=PHONE, java_script_enabled=False, locale="vi-VN")


@pytest.fixture(scope="module")
def page(context: BrowserContext, demo_office: tuple[Office, str]) -> Page:
    page = context.new_page()
    page.goto(f"{demo_office[1]}/")
    return page


def test_1_no_script_runs_here(page: Page) -> None:
    page.goto("data:text/html,<title>none</title><script>document.title = 'ran'</script>")
    expect(page).to_have_title("none")
    page.go_back()


def test_2_from_the_home_page_to_a_search_with_filters(page: Page) -> None:
    page.get_by_label("Tìm thông cáo").fill("can cuoc")
    page.get_by_role("button", name="Tìm kiếm").click()
    unfiltered = page.locator(".card").count()
    page.get_by_text("Thu hẹp tìm kiếm").click()
    page.get_by_label("Chủ đề").select_option(label="Cư trú, căn cước")
    page.get_by_role("button", name="Lọc").click()
    assert "topic=cu-tru-can-cuoc" in page.url
    assert 0 < page.locator(".card").count() < unfiltered
    expect(page.locator("mark").first).to_be_visible()


def test_3_to_a_release_and_what_was_corrected(page: Page) -> None:
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    page.get_by_role("link", name="Xem thay đổi đến từng chữ").click()
    expect(page.get_by_role("heading", name="Những điểm thay đổi")).to_be_in_viewport()
    expect(page.locator(".changes ins").first).to_be_visible()
    expect(page.locator(".changes del").first).to_be_visible()


def test_4_the_original_picture_is_downloaded_as_it_was_sealed(page: Page, tmp_path: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="Ảnh gốc").first.click()
    file = tmp_path / "picture"
    download.value.save_as(file)
    assert "/anh/" in download.value.url
    assert b"c2pa" in file.read_bytes()  # says who published it
    assert len(file.read_bytes()) > 10_000


def test_5_a_passage_is_recognised_as_official(page: Page) -> None:
    passage = max(page.locator(".prose p").all_inner_texts(), key=len)
    page.get_by_role("link", name="Đây có phải văn bản chính thức?").first.click()
    page.get_by_label("Văn bản", exact=True).fill(passage)
    page.get_by_role("button", name="Đối chiếu với hồ sơ công khai").click()
    answer = page.locator(".verify__answer")
    expect(answer.get_by_role("heading", level=2)).to_contain_text("chính thức, đúng từng từ")
    expect(answer.get_by_role("link", name=TITLE)).to_be_visible()


def test_6_a_subscription_is_asked_for_and_confirmed_from_the_mail(
    page: Page, demo_office: tuple[Office, str]
) -> None:
    page.get_by_role("link", name="Đăng ký nhận tin qua thư điện tử").click()
    page.get_by_label("Địa chỉ thư điện tử của bạn").fill(EMAIL)
    page.get_by_role("button", name="Tôi đồng ý: gửi thư xác nhận cho tôi").click()
    expect(page.get_by_role("heading", name="Hãy xem hộp thư của bạn")).to_be_visible()

    def mail() -> bool:
        page.goto(f"{demo_office[1]}/demo/thu/")
        row = page.locator("tr, li", has_text=EMAIL).first
        return bool(row.count()) and row.locator("a").first.click() is None

    wait_until(mail, seconds=60, every=1)
    said = page.locator("main").inner_text()
    link = next(word for word in said.split() if "/dang-ky/xac-nhan/" in word)
    page.goto(link)
    page.get_by_role("button", name="Đồng ý, đăng ký nhận tin").click()
    expect(page.get_by_role("heading", name="Bạn đã đăng ký nhận tin")).to_be_visible()


def test_7_no_cookie_was_set(context: BrowserContext) -> None:
    assert context.cookies() == []
