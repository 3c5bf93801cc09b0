"""One journey through the whole office, by clicking, in Vietnamese: steps 1 to 6 of the README."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import DESKTOP, PHONE, Person, chromium, fits
from tests.support.office import Office, wait_until

pytestmark = pytest.mark.browser

PASSWORD = "bantin-demo-2026"
TITLE = f"Bàn giao 1.250 mũ bảo hiểm cho học sinh vùng cao, đợt {os.getpid()}"
RIGHT, WRONG = "1.250", "1.520"
FIRST = (
    f"Sáng nay, Công an tỉnh An Lạc bàn giao {WRONG} mũ bảo hiểm đạt chuẩn cho học sinh của mười "
    "hai trường tiểu học và trung học cơ sở ở các xã vùng cao, nơi nhiều em đến trường bằng xe máy "
    "của cha mẹ qua những đoạn đường đèo dài và trơn trượt trong mùa mưa."
)
SECOND = (
    "Mỗi chiếc mũ có tem chứng nhận hợp quy và dải phản quang phía sau. Cảnh sát giao thông hướng "
    "dẫn từng lớp cách cài quai đúng và nhắc phụ huynh thay mũ khi lớp xốp bên trong bị nứt."
)
BODY = (FIRST, SECOND)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def people(browser: Browser, demo_office: tuple[Office, str]) -> dict[str, Person]:
    address = demo_office[1]
    return {
        "officer": Person(browser, address, DESKTOP),
        "spokesperson": Person(browser, address, PHONE),
        "clerk": Person(browser, address, DESKTOP),
        "reader": Person(browser, address, PHONE),
    }


def one_time_code(person: Person, name: str) -> str:
    """The code that the demo's start page shows for an account."""
    page = person.context.new_page()
    page.goto(f"{person.address}/demo/")
    row = page.locator("tr, li, article", has_text=name).filter(
        has_text=re.compile(r"\d{3}\s?\d{3}")
    )
    code = re.search(r"\b(\d{3})\s?(\d{3})\b", row.last.inner_text())
    page.close()
    assert code
    return code[1] + code[2]


def show_second_factor(person: Person, name: str) -> None:
    """Type the one-time code where the page asks for one; again when it has just changed."""
    page = person.page
    for _ in range(3):
        if not page.locator("input[name=code]").count():
            return
        page.fill("input[name=code]", one_time_code(person, name))
        with page.expect_navigation():
            page.press("input[name=code]", "Enter")
    assert not page.locator("input[name=code]").count()


def type_text(person: Person, paragraphs: tuple[str, ...]) -> None:
    """Replace what stands in the rich text editor."""
    editor = person.page.locator(".public-DraftEditor-content").first
    editor.click()
    person.page.keyboard.press("Control+a")
    person.page.keyboard.press("Delete")
    for number, paragraph in enumerate(paragraphs):
        if number:
            person.page.keyboard.press("Enter")
        person.page.keyboard.insert_text(paragraph)
    person.page.wait_for_timeout(300)


def save_and_submit(person: Person) -> None:
    """Save from the editor and go on to the page of the request."""
    page = person.page
    page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target='toggle']").click()
    page.get_by_role("button", name="Lưu và trình duyệt").click()
    expect(page.get_by_role("heading", name="Trình duyệt")).to_be_visible()


def test_1_the_press_officer_writes_previews_and_submits(people: dict[str, Person]) -> None:
    officer = people["officer"]
    officer.log_in("mai.tram", PASSWORD)
    page = officer.page
    officer.look_for_barriers()
    page.get_by_role("link", name="Thông cáo báo chí").first.click()
    officer.look_for_barriers()
    page.get_by_role("link", name=re.compile("Thêm|Mới|Viết")).first.click()
    page.fill("input[name=title]", TITLE)
    page.fill("textarea[name=summary]", "Mũ đạt chuẩn đến tay học sinh của mười hai trường.")
    type_text(officer, BODY)
    page.get_by_label("An toàn giao thông").check()
    page.get_by_label("Tỉnh An Lạc").check()
    officer.look_for_barriers()
    with officer.context.expect_page() as opened:
        page.get_by_role("button", name="Hiện hoặc ẩn bản xem trước").click()
        page.get_by_role("link", name="Xem trước trong thẻ mới").click()
    preview = opened.value
    expect(preview.get_by_role("heading", name=TITLE)).to_be_visible()
    preview.close()
    save_and_submit(officer)
    officer.look_for_barriers()
    page.get_by_role("button", name="Trình duyệt").click()
    expect(
        page.get_by_text("đã được trình").or_(page.get_by_text("chờ duyệt")).first
    ).to_be_visible()


def approve(person: Person) -> None:
    """Open the newest request from the list and approve it, showing the second factor if asked."""
    page = person.page
    person.visit("/desk/approvals/")
    person.look_for_barriers()
    page.get_by_role("link", name=TITLE).first.click()
    person.look_for_barriers()
    with page.expect_navigation():
        page.get_by_role("button", name="Duyệt và niêm phong").click()
    if page.locator("input[name=code]").count():
        show_second_factor(person, "cong.nguyen")
        page.get_by_role("button", name="Duyệt và niêm phong").click()
    expect(page.get_by_text("niêm phong").first).to_be_visible()


def test_2_the_spokesperson_approves_on_a_phone(people: dict[str, Person]) -> None:
    spokesperson = people["spokesperson"]
    spokesperson.log_in("cong.nguyen", PASSWORD)
    page = spokesperson.page
    spokesperson.look_for_barriers()
    show_second_factor(spokesperson, "cong.nguyen")
    approve(spokesperson)
    assert fits(page)


def address_of_release(reader: Person) -> str:
    """The public address, found as a reader finds it: on the home page."""
    page = reader.visit("/")
    link = page.get_by_role("link", name=TITLE).first
    return str(link.get_attribute("href")) if link.count() else ""


def test_3_it_is_public_in_the_feed_and_in_the_mailbox(
    people: dict[str, Person], demo_office: tuple[Office, str]
) -> None:
    reader = people["reader"]
    address = wait_until(lambda: address_of_release(reader), seconds=60, every=1)
    reader.look_for_barriers()
    page = reader.visit(address)
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.get_by_text(WRONG).first).to_be_visible()
    reader.look_for_barriers()
    assert TITLE in reader.context.request.get(f"{reader.address}/feed.atom").text()
    found = wait_until(lambda: search(reader, "mu bao hiem vung cao"), seconds=20, every=1)
    assert found
    reader.look_for_barriers()
    mailbox = people["officer"].context.new_page()
    wait_until(lambda: arrived(mailbox, reader.address), seconds=60, every=2)
    mailbox.close()


def search(reader: Person, words: str) -> bool:
    page = reader.visit(f"/tim-kiem/?q={words.replace(' ', '+')}")
    return page.get_by_role("link", name=TITLE).count() > 0


def arrived(page: object, address: str) -> bool:
    page.goto(f"{address}/demo/thu/")
    return TITLE in page.inner_text("body")


def test_4_the_clerk_imports_coverage_and_sees_the_passages(
    people: dict[str, Person], tmp_path: Path
) -> None:
    clerk = people["clerk"]
    clerk.log_in("khanh.vy", PASSWORD)
    row = {
        "url": f"https://baodonglac.example/mu-bao-hiem-vung-cao-{os.getpid()}",
        "outlet": "",
        "title": "Mũ mới cho học trò vùng cao",
        "published": "",
        "text": "Học trò nhiều xã vùng cao vừa có mũ mới để đến trường.\n\n" + "\n\n".join(BODY),
    }
    other = row | {
        "url": f"https://baodonglac.example/mu-bao-hiem-so-khac-{os.getpid()}",
        "title": "Hàng nghìn mũ bảo hiểm lên vùng cao",
        "text": row["text"].replace("mười hai trường", "mười bốn trường").replace(WRONG, "1.999"),
    }
    file = tmp_path / "tin-bai.jsonl"
    lines = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in (row, other))
    file.write_text(lines, encoding="utf-8")
    page = clerk.page
    page.get_by_role("link", name="Tin bài").first.click()
    clerk.look_for_barriers()
    for turn in ("added", "known"):
        clerk.visit("/desk/coverage/")
        page.get_by_role("link", name="Nhập", exact=True).click()
        page.set_input_files("input[type=file]", file)
        page.get_by_role("button", name="Nhập tệp").click()
        page.wait_for_load_state()
        clerk.look_for_barriers()
        assert "2" in page.inner_text("main"), turn
    opened = wait_until(lambda: open_item(clerk, "Hàng nghìn mũ"), seconds=60, every=1)
    assert opened
    expect(page.get_by_text("1.999").first).to_be_visible()
    expect(page.get_by_text(WRONG).first).to_be_visible()
    clerk.look_for_barriers()


def open_item(clerk: Person, title: str) -> bool:
    """Open an item once it has been traced."""
    page = clerk.visit("/desk/coverage/?q=mu+bao+hiem+vung+cao")
    link = page.get_by_role("link", name=re.compile(title)).first
    if not link.count():
        return False
    link.click()
    return page.locator("mark").count() > 0


def test_5_a_correction_lists_the_outdated_copy(people: dict[str, Person]) -> None:
    officer = people["officer"]
    page = officer.visit("/desk/releases/")
    page.get_by_role("link", name=TITLE).first.click()
    type_text(officer, tuple(text.replace(WRONG, RIGHT) for text in BODY))
    save_and_submit(officer)
    page.get_by_label("Đính chính").check()
    page.fill("textarea[name=reason]", f"Số mũ đúng là {RIGHT}, không phải {WRONG}.")
    page.get_by_role("button", name="Trình duyệt").click()
    page.wait_for_load_state()
    approve(people["spokesperson"])
    clerk = people["clerk"]
    wait_until(lambda: listed_as_outdated(clerk), seconds=60, every=1)
    clerk.look_for_barriers()
    reader = people["reader"]
    page = reader.visit(wait_until(lambda: address_of_release(reader), seconds=20, every=1))
    expect(page.get_by_text("Đính chính").first).to_be_visible()
    expect(page.get_by_text(RIGHT).first).to_be_visible()
    reader.look_for_barriers()


def listed_as_outdated(clerk: Person) -> bool:
    page = clerk.visit("/desk/coverage/outdated/")
    text = page.inner_text("main")
    return "Mũ mới cho học trò vùng cao" in text and WRONG in text and RIGHT in text


def test_6_every_figure_opens_the_rows_behind_it(people: dict[str, Person]) -> None:
    officer = people["officer"]
    page = officer.visit("/desk/figures/")
    officer.look_for_barriers()
    figures = page.locator("a[data-figure][data-count]")
    count = figures.count()
    assert count >= 6
    for number in range(count):
        page = officer.visit("/desk/figures/")
        link = page.locator("a[data-figure][data-count]").nth(number)
        value = link.get_attribute("data-count")
        link.click()
        page.wait_for_load_state()
        rows = page.locator("main [data-count]").first.get_attribute("data-count")
        assert rows == value, page.url


def test_7_every_page_in_the_menus_is_open_to_all_and_in_vietnamese(
    people: dict[str, Person],
) -> None:
    administrator = Person(people["officer"].browser, people["officer"].address, DESKTOP)
    people["administrator"] = administrator
    administrator.log_in("van.toai", PASSWORD)
    for name in ("officer", "clerk", "administrator"):
        person = people[name]
        page = person.visit("/desk/")
        page.locator(".sidebar-main-menu a").first.wait_for()
        menu = page.locator(".sidebar-main-menu a[href^='/desk/']").evaluate_all(
            "links => links.map((link) => link.getAttribute('href'))"
        )
        assert len(menu) >= 2
        for address in menu:
            person.visit(address)
            person.look_for_barriers()
    reader = people["reader"]
    for address in ("/chu-de/", "/dia-ban/", "/luu-tru/", "/gioi-thieu/", "/accounts/login/"):
        reader.visit(address)
        reader.look_for_barriers()


def test_8_no_page_had_a_barrier_an_error_or_english(people: dict[str, Person]) -> None:
    faults = sorted({fault for person in people.values() for fault in person.faults})
    assert not faults, "\n".join(faults)
