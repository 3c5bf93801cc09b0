"""A text under embargo, by clicking: accredited, sent, accepted and read on a phone, revoked."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from tests.journeys.test_from_draft_to_coverage import (
    PASSWORD,
    save_and_submit,
    show_second_factor,
    type_text,
)
from tests.support.browser import PHONE, Person, chromium, fits
from tests.support.office import Office, wait_until

pytestmark = pytest.mark.browser

TITLE = f"Cấm xe tải qua cầu Minh Khai để sửa chữa, đợt {os.getpid()}"
TEXT = "Từ 22 giờ tối mai, xe tải trên năm tấn không qua cầu Minh Khai trong ba đêm để thay khe co giãn."
EMAIL, NAME = "anh.thu@baodonglac.example", "Anh Thư"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def people(browser: Browser, demo_office: tuple[Office, str]) -> dict[str, Person]:
    names = ("officer", "spokesperson", "journalist")
    return {name: Person(browser, demo_office[1], PHONE) for name in names}


def look(person: Person) -> None:
    """Nothing stands out of a telephone's screen, and nothing bars anybody."""
    assert fits(person.page)
    person.look_for_barriers()


def test_1_a_journalist_is_accredited_after_a_call_back(people: dict[str, Person]) -> None:
    officer = people["officer"]
    officer.log_in("mai.tram", PASSWORD)
    page = officer.visit("/desk/accreditations/")
    look(officer)
    page.get_by_role("link", name="Thỏa thuận hạn chế công bố, phiên bản 1").click()
    look(officer)
    officer.visit("/desk/accreditations/")
    page.get_by_role("link", name="Cấp đăng ký tác nghiệp…").click()
    page.get_by_label("Thư điện tử của đầu mối liên hệ").fill(EMAIL)
    page.get_by_role("button", name="Cấp đăng ký tác nghiệp").click()
    expect(page.get_by_text("chưa kiểm tra gì")).to_be_visible()
    look(officer)
    today = str(page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.get_by_label("Đã gọi lại tòa soạn").fill(today)
    page.get_by_role("button", name="Cấp đăng ký tác nghiệp").click()
    expect(page.get_by_text("đang có hiệu lực").first).to_be_visible()
    look(officer)


def test_2_a_text_is_written_and_approved_for_tomorrow(people: dict[str, Person]) -> None:
    officer, spokesperson = people["officer"], people["spokesperson"]
    page = officer.visit("/desk/releases/add/")
    page.fill("input[name=title]", TITLE)
    page.fill("textarea[name=summary]", "Ba đêm, từ 22 giờ đến 5 giờ.")
    type_text(officer, (TEXT,))
    page.get_by_label("An toàn giao thông").check()
    page.get_by_label("Tỉnh An Lạc").check()
    save_and_submit(officer)
    later = timezone.localtime() + timedelta(days=1)
    page.locator("input[name=when]").last.check()
    page.locator("input[name=go_live_at]").fill(f"{later:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Trình duyệt").click()
    page.wait_for_load_state()

    spokesperson.log_in("cong.nguyen", PASSWORD)
    show_second_factor(spokesperson, "cong.nguyen")
    page = spokesperson.visit("/desk/approvals/")
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name="Duyệt và niêm phong").click()
    page.wait_for_load_state()
    if page.locator("input[name=code]").count():
        show_second_factor(spokesperson, "cong.nguyen")
        page.get_by_role("button", name="Duyệt và niêm phong").click()
    expect(page.get_by_role("heading", name="Hạn chế công bố")).to_be_visible()
    expect(page.get_by_role("link", name="Gửi trước, hạn chế công bố…")).to_have_count(0)
    look(spokesperson)


def test_3_the_officer_sees_what_goes_out_and_sends_it(people: dict[str, Person]) -> None:
    officer = people["officer"]
    page = officer.visit("/desk/embargoes/")
    look(officer)
    page.get_by_role("link", name=TITLE).first.click()
    look(officer)
    page.get_by_role("link", name="Gửi trước, hạn chế công bố…").click()
    expect(page.get_by_label(re.compile(NAME))).to_be_checked()
    look(officer)
    for person in page.locator(".people label").all():
        if NAME not in person.inner_text():
            person.locator("input").uncheck()
    page.get_by_role("button", name="Xem trước khi gửi").click()
    expect(page.get_by_role("heading", name="cho 1 đầu mối liên hệ")).to_be_visible()
    expect(page.get_by_text("(UTC+07:00, Asia/Ho_Chi_Minh)").first).to_be_visible()
    look(officer)
    page.get_by_role("button", name="Gửi trước, hạn chế công bố").click()
    expect(page.get_by_text("chưa chấp thuận")).to_be_visible()
    look(officer)


def link_in_mail(person: Person) -> str:
    """The personal link, from the demo's mailbox; the mail tells nothing."""
    page = person.context.new_page()

    def found() -> re.Match[str] | None:
        page.goto(f"{person.address}/demo/thu/")
        row = page.locator("tr, li", has_text=EMAIL).filter(has_text="Văn bản hạn chế công bố")
        if not row.count():
            return None
        row.first.locator("a").first.click()
        return re.search(r"http://\S+/han-che/\S+", page.inner_text("main"))

    link = wait_until(found, seconds=60, every=1)
    mail = page.inner_text("main")
    assert TITLE not in mail
    assert "cầu Minh Khai" not in mail
    page.close()
    return str(link[0])


def test_4_on_a_phone_the_agreement_comes_first_then_the_text(people: dict[str, Person]) -> None:
    journalist = people["journalist"]
    page = journalist.page
    page.goto(link_in_mail(journalist))
    expect(page.get_by_text("không công bố, không trích dẫn")).to_be_visible()
    expect(page.get_by_text("cầu Minh Khai")).to_have_count(0)
    look(journalist)
    page.reload()
    expect(page.get_by_role("heading", name="Trước khi đọc")).to_be_visible()
    page.get_by_role("button", name="Tôi chấp thuận").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.get_by_text(TEXT)).to_be_visible()
    expect(page.get_by_role("heading", name="Hạn chế công bố đến")).to_be_visible()
    look(journalist)
    assert page.evaluate("document.cookie") == ""
    assert journalist.context.cookies() == []


def test_5_the_desk_shows_the_read_and_a_revocation_ends_it(people: dict[str, Person]) -> None:
    officer, journalist = people["officer"], people["journalist"]
    page = officer.visit("/desk/embargoes/")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_text("đã chấp thuận")).to_be_visible()
    expect(page.get_by_text("mở được", exact=True)).to_be_visible()
    look(officer)
    page.get_by_role("link", name=re.compile(NAME)).first.click()
    expect(page.get_by_text(TITLE).first).to_be_visible()
    look(officer)
    page.get_by_role("heading", name="Đăng ký tác nghiệp").wait_for()
    page.locator("a[href*='/desk/accreditations/']", has_text="/").first.click()
    page.get_by_role("link", name="Thu hồi…").click()
    look(officer)
    page.get_by_label("Lý do").fill("Tòa soạn báo đã thu thẻ.")
    page.get_by_role("button", name="Thu hồi ngay").click()
    expect(page.get_by_text("Tòa soạn báo đã thu thẻ.")).to_be_visible()
    look(officer)

    answer = journalist.page.reload()
    assert answer
    assert answer.status == 404
    expect(journalist.page.get_by_text(TEXT)).to_have_count(0)
    journalist.faults[:] = [fault for fault in journalist.faults if "404" not in fault]
    journalist.look_for_barriers()


def test_6_no_page_had_a_barrier_an_error_or_english(people: dict[str, Person]) -> None:
    faults = sorted({fault for person in people.values() for fault in person.faults})
    assert not faults, "\n".join(faults)
