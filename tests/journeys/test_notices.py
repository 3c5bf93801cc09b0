"""A notice and a drill by clicking, in Vietnamese, on telephones: written, approved, cancelled."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.test_from_draft_to_coverage import PASSWORD, show_second_factor
from tests.support.browser import PHONE, Person, chromium, fits
from tests.support.office import Office, wait_until

pytestmark = pytest.mark.browser

TITLE = f"Lũ quét ở xã Suối Mây, rời bờ suối ngay, bản {os.getpid()}"
DRILL = f"Diễn tập báo lũ ở xã Suối Mây, bản {os.getpid()}"
DO = "Rời khỏi bờ suối, lên nhà văn hóa bản ngay."
CANCELLED = "Nước đã rút, người dân có thể trở về nhà."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def people(browser: Browser, demo_office: tuple[Office, str]) -> dict[str, Person]:
    address = demo_office[1]
    names = ("officer", "spokesperson", "reader")
    return {name: Person(browser, address, PHONE) for name in names}


def look(person: Person) -> None:
    """Nothing stands out of a telephone's screen, and nothing bars anybody."""
    assert fits(person.page)
    person.look_for_barriers()


def write(person: Person, link: str, title: str) -> None:
    """Fill in what has no default, and save."""
    page = person.visit("/desk/notices/")
    look(person)
    page.get_by_role("link", name=link).click()
    look(person)
    page.get_by_label("Dòng đầu").fill(title)
    page.locator("#id_event").fill("Lũ quét")
    page.get_by_label("(Extreme)").check()
    page.locator("#id_category").select_option("Met")
    page.locator("#id_instruction").fill(DO)
    page.locator("#id_text").fill("Mưa lớn đầu nguồn, nước lên nhanh.")
    page.get_by_label("Xã Suối Mây").check()
    page.get_by_label("Bão lũ").first.check()
    page.locator("#id_cancel_text").fill(CANCELLED)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_text(CANCELLED)).to_be_visible()
    look(person)
    page.get_by_role("link", name="Trình duyệt").click()
    look(person)
    page.get_by_role("button", name="Trình duyệt").click()
    page.wait_for_load_state()


def approve(person: Person, button: str, title: str) -> None:
    """As the second person, with a second factor."""
    page = person.visit("/desk/approvals/")
    page.get_by_role("link", name=title).first.click()
    look(person)
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()
    if page.locator("input[name=code]").count():
        show_second_factor(person, "cong.nguyen")
        page.get_by_role("button", name=button).click()
    expect(page.get_by_text("niêm phong").first).to_be_visible()


def arrived(person: Person, words: str) -> bool:
    page = person.context.new_page()
    page.goto(f"{person.address}/demo/thu/")
    found = words in page.inner_text("body")
    page.close()
    return found


def banner(reader: Person) -> str:
    page = reader.visit("/gioi-thieu/")
    found = page.locator("aside.alerts")
    return found.inner_text() if found.count() else ""


def page_of_notice(reader: Person) -> str:
    """What stands on top of the notice's page; a browser may keep a page for five seconds."""
    reader.visit("/").get_by_role("link", name=TITLE).first.click()
    return reader.page.locator("section.alert").inner_text()


def test_1_two_people_send_a_notice_and_every_page_says_so(people: dict[str, Person]) -> None:
    officer, spokesperson, reader = (people[n] for n in ("officer", "spokesperson", "reader"))
    officer.log_in("mai.tram", PASSWORD)
    write(officer, "Thông báo mới", TITLE)
    spokesperson.log_in("cong.nguyen", PASSWORD)
    show_second_factor(spokesperson, "cong.nguyen")
    approve(spokesperson, "Duyệt và phát thông báo", TITLE)

    shown = wait_until(lambda: TITLE in banner(reader) and banner(reader), seconds=30, every=0.5)
    assert "đặc biệt nguy hiểm" in shown
    assert "▲" not in shown  # the sign is for the eye only
    assert DO in shown
    look(reader)
    for address in ("/", "/en/", "/dang-ky/", "/tim-kiem/?q=x", "/khong-co/"):
        reader.visit(address)
        expect(reader.page.locator("aside.alerts")).to_contain_text(TITLE)
    reader.faults.clear()  # the browser notes the 404 that was asked for
    reader.visit("/")
    reader.page.locator("aside.alerts").get_by_role("link", name=TITLE).click()
    page = reader.page
    panel = page.locator("section.alert")
    for words in (DO, "Xã Suối Mây", "Có hiệu lực đến", "Hành động ngay", "Đang xảy ra"):
        expect(panel).to_contain_text(words)
    look(reader)
    wait_until(lambda: arrived(reader, f"THÔNG BÁO KHẨN: {TITLE}"), seconds=30, every=1)


def test_2_one_person_cancels_it_within_half_a_minute(people: dict[str, Person]) -> None:
    spokesperson, reader = people["spokesperson"], people["reader"]
    page = spokesperson.visit("/desk/notices/")
    look(spokesperson)
    row = page.locator("li", has_text=TITLE)
    expect(row).to_contain_text("đến")
    row.get_by_role("link", name="Hủy thông báo này").click()
    expect(page.get_by_text(CANCELLED)).to_be_visible()
    look(spokesperson)
    page.get_by_role("button", name="Hủy thông báo ngay").click()
    page.wait_for_load_state()
    if page.locator("input[name=code]").count():
        show_second_factor(spokesperson, "cong.nguyen")
        page.get_by_role("button", name="Hủy thông báo ngay").click()
    expect(page.get_by_text("Đã hủy.").first).to_be_visible()

    wait_until(lambda: TITLE not in banner(reader), seconds=30, every=0.5)
    wait_until(lambda: arrived(reader, f"ĐÃ HỦY: Đã hủy: {TITLE}"), seconds=30, every=1)
    wait_until(lambda: "ĐÃ HỦY" in page_of_notice(reader), seconds=30, every=1)
    look(reader)


def test_3_a_drill_looks_different_and_is_nowhere_in_public(people: dict[str, Person]) -> None:
    officer, spokesperson, reader = (people[n] for n in ("officer", "spokesperson", "reader"))
    write(officer, "Diễn tập mới", DRILL)
    expect(officer.page.locator(".stamp--drill").first).to_be_visible()
    approve(spokesperson, "Duyệt và niêm phong bản diễn tập", DRILL)
    wait_until(lambda: arrived(reader, f"[DIỄN TẬP] THÔNG BÁO KHẨN: {DRILL}"), seconds=30, every=1)
    for address in ("/", "/luu-tru/", "/tim-kiem/?q=dien+tap+bao+lu", "/dia-ban/xa-suoi-may/"):
        assert DRILL not in reader.visit(address).inner_text("main")
    for address in ("/feed.atom", "/cap/feed.atom", "/sitemap.xml", "/sitemap/news.xml"):
        assert DRILL not in reader.context.request.get(f"{reader.address}{address}").text()
    page = spokesperson.visit("/desk/notices/")
    expect(page.locator("li", has_text=DRILL).locator(".stamp--drill")).to_be_visible()
    look(spokesperson)


def test_4_no_page_had_a_barrier_an_error_or_english(people: dict[str, Person]) -> None:
    faults = sorted({fault for person in people.values() for fault in person.faults})
    assert not faults, "\n".join(faults)
