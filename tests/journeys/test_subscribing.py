"""A reader subscribes on a phone, by clicking and by keyboard, and leaves again."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import DESKTOP, PHONE, Person, chromium, fits
from tests.support.office import Office, wait_until

pytestmark = pytest.mark.browser

PASSWORD = "bantin-demo-2026"
EMAIL = f"ban-doc-{os.getpid()}@a.example"
TOPIC = "An toàn giao thông"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def reader(browser: Browser, demo_office: tuple[Office, str]) -> Person:
    return Person(browser, demo_office[1], PHONE)


@pytest.fixture(scope="module")
def officer(browser: Browser, demo_office: tuple[Office, str]) -> Person:
    return Person(browser, demo_office[1], DESKTOP)


def link_in_mail(person: Person) -> str:
    """The link in the newest mail to the reader, from the demo's mailbox."""
    page = person.context.new_page()

    def found() -> re.Match[str] | None:
        page.goto(f"{person.address}/demo/thu/")
        row = page.locator("tr, li", has_text=EMAIL).first
        if not row.count():
            return None
        row.locator("a").first.click()
        return re.search(r"http://\S+/dang-ky/xac-nhan/\S+", page.inner_text("main"))

    link = wait_until(found, seconds=60, every=1)
    page.close()
    return str(link[0])


def test_1_from_a_topic_to_the_form_with_the_keyboard_alone(reader: Person) -> None:
    page = reader.visit("/chu-de/")
    page.get_by_role("link", name=TOPIC).first.click()
    page.get_by_role("link", name="Nhận tin chủ đề này qua thư điện tử").click()
    expect(page.get_by_label(TOPIC)).to_be_checked()
    reader.look_for_barriers()
    assert fits(page)
    page.get_by_label("Địa chỉ thư điện tử của bạn").focus()
    page.keyboard.insert_text(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.insert_text("Khuất Thị Đọc")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hãy xem hộp thư của bạn")).to_be_visible()
    reader.look_for_barriers()
    assert fits(page)


def test_2_the_mail_asks_and_the_button_confirms(reader: Person) -> None:
    page = reader.page
    page.goto(link_in_mail(reader))
    expect(page.get_by_text(TOPIC).first).to_be_visible()
    reader.look_for_barriers()
    page.get_by_role("button", name="Đồng ý, đăng ký nhận tin").click()
    expect(page.get_by_role("heading", name="Bạn đã đăng ký nhận tin")).to_be_visible()
    reader.look_for_barriers()
    assert fits(page)


def test_3_the_desk_shows_how_the_consent_came(officer: Person) -> None:
    officer.log_in("mai.tram", PASSWORD)
    page = officer.visit(f"/desk/contacts/?q={EMAIL}")
    expect(page.get_by_text("đang chờ xác nhận").first).to_be_visible()
    page.get_by_role("link", name="Khuất Thị Đọc").first.click()
    expect(page.get_by_text("bằng liên kết trong thư <bantin.request.")).to_be_visible()
    expect(page.get_by_text("phiên bản").first).to_be_visible()
    officer.look_for_barriers()


def test_4_settings_pause_download_and_deletion(reader: Person, tmp_path: Path) -> None:
    page = reader.page
    page.get_by_role("link", name="Tùy chọn đăng ký nhận tin").click()
    reader.look_for_barriers()
    expect(page.get_by_label(TOPIC)).to_be_checked()
    page.get_by_label(TOPIC).uncheck()
    page.get_by_label("Không gửi gì cho tôi trước ngày").fill(tomorrow(page))
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã lưu.")).to_be_visible()
    expect(page.get_by_role("heading", name="Bạn không nhận tin trước ngày")).to_be_visible()
    expect(page.get_by_label(TOPIC)).not_to_be_checked()
    reader.look_for_barriers()
    assert fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải về toàn bộ").click()
    download.value.save_as(tmp_path / "toi.json")
    assert json.loads((tmp_path / "toi.json").read_text("utf-8"))["contact"]["email"] == EMAIL
    settings = page.url
    page.get_by_role("link", name="Xóa dữ liệu của tôi").click()
    reader.look_for_barriers()
    page.get_by_role("button", name="Xóa dữ liệu của tôi").click()
    expect(page.get_by_role("heading", name="Đã xóa dữ liệu của bạn")).to_be_visible()
    reader.look_for_barriers()
    assert reader.context.request.get(settings).status == 404


def tomorrow(page: Page) -> str:
    """The day after the next, as a date field wants it."""
    return str(page.evaluate("new Date(Date.now() + 2 * 86400e3).toISOString().slice(0, 10)"))


def test_5_nothing_was_wrong_on_the_way_and_no_cookie_was_set(
    reader: Person, officer: Person
) -> None:
    assert reader.faults + officer.faults == []
    assert reader.context.cookies() == []
