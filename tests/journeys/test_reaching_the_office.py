"""A journalist finds whom to ask and by which rules, then shares and cites a release, on a phone."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.support.browser import PHONE, Person, chromium, fits
from tests.support.office import Office

pytestmark = pytest.mark.browser

PAGES = (
    "/nguoi-phat-ngon/",
    "/chinh-sach/",
    "/chinh-sach/dinh-chinh/",
    "/chinh-sach/hop-tac/",
    "/chinh-sach/rieng-tu/",
    "/chinh-sach/khong-lam/",
    "/minh-bach/",
)
A_SHARE_SHEET = """
  navigator.canShare = () => true;
  navigator.share = async (what) => { window.shared = what; };
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def journalist(browser: Browser, demo_office: tuple[Office, str]) -> Person:
    person = Person(browser, demo_office[1], PHONE)
    person.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=person.address)
    person.context.add_init_script(A_SHARE_SHEET)
    return person


@pytest.fixture(scope="module")
def release(journalist: Person) -> str:
    """The address of the demo's newest release."""
    page = journalist.visit("/")
    path = page.locator(".lead__title a, .card__title a").first.get_attribute("href")
    assert path
    return path


def test_1_the_foot_of_each_page_leads_to_who_speaks_now_and_to_nobody_else(
    journalist: Person,
) -> None:
    page = journalist.visit("/")
    page.locator(".foot").get_by_role("link", name="Người phát ngôn").click()
    expect(page.get_by_role("heading", name="Đinh Công Nguyện")).to_be_visible()
    expect(page.get_by_role("link", name="0200.388.0116")).to_have_attribute(
        "href", "tel:02003880116"
    )
    expect(page.get_by_text("Vi Đình Thược")).to_have_count(0)


@pytest.mark.parametrize("path", PAGES)
def test_2_every_page_fits_a_phone_and_has_no_barrier(journalist: Person, path: str) -> None:
    page = journalist.visit(path)
    journalist.look_for_barriers()
    assert fits(page)


def test_3_they_are_as_good_in_english_and_in_the_dark(
    browser: Browser, demo_office: tuple[Office, str]
) -> None:
    context = browser.new_context(color_scheme="dark", locale="en-GB")
    page = context.new_page()
    found = {}
    for path in PAGES:
        page.goto(f"{demo_office[1]}/en{path}")
        found[path] = [one["id"] for one in Axe().run(page).response["violations"]]
    assert found == {path: [] for path in PAGES}
    assert context.cookies() == []
    context.close()


def test_4_a_link_and_a_citation_are_copied_and_passed_on(journalist: Person, release: str) -> None:
    page = journalist.visit(release)
    journalist.look_for_barriers()
    link = page.get_by_label("Liên kết tới thông cáo này").input_value()
    assert link.endswith(release)

    page.get_by_role("button", name="Sao chép liên kết").click()
    expect(page.locator("[role=status] #address-copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    page.get_by_role("button", name="Sao chép trích dẫn").click()
    expect(page.locator("#citation-copied")).to_be_visible()
    assert "/phien-ban/1/" in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="Chia sẻ", exact=True).click()
    assert page.evaluate("window.shared") == {"title": page.locator("h1").inner_text(), "url": link}


def test_5_without_script_both_can_be_selected_and_no_button_is_there(
    browser: Browser, demo_office: tuple[Office, str], release: str
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo_office[1]}{release}")
    expect(page.get_by_label("Liên kết tới thông cáo này")).to_be_visible()
    expect(page.get_by_label("Trích dẫn phiên bản này")).to_be_visible()
    expect(page.locator("#share ~ .share button:visible")).to_have_count(0)
    context.close()


def test_6_nothing_was_wrong_on_any_page(journalist: Person) -> None:
    assert journalist.faults == []
