"""A reader on a phone asks whether a text is official: pasted, changed, sent as a file; no script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import PHONE, Person, chromium, fits
from tests.support.office import Office

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def reader(browser: Browser, demo_office: tuple[Office, str]) -> Person:
    return Person(browser, demo_office[1], PHONE)


@pytest.fixture(scope="module")
def paragraphs(reader: Person) -> list[str]:
    """The text of the demo's newest release."""
    page = reader.visit("/")
    page.locator(".lead__title a, .card__title a").first.click()
    found = page.locator(".prose p").all_inner_texts()
    return [text for text in found if len(text.split()) > 12][:3]


def ask(reader: Person, text: str) -> Page:
    page = reader.visit("/")
    page.get_by_role("link", name="Đây có phải văn bản chính thức?").last.click()
    reader.look_for_barriers()
    page.get_by_label("Văn bản", exact=True).fill(text)
    page.get_by_role("button", name="Đối chiếu với hồ sơ công khai").click()
    page.locator(".verify__answer").wait_for()
    reader.look_for_barriers()
    assert fits(page)
    return page


def test_1_a_pasted_paragraph_is_a_part_of_an_official_text(
    reader: Person, paragraphs: list[str]
) -> None:
    page = ask(reader, paragraphs[0])
    heading = "Một phần của văn bản chính thức, đúng từng từ"
    expect(page.get_by_role("heading", name=heading)).to_be_visible()


def test_2_a_changed_word_is_shown(reader: Person, paragraphs: list[str]) -> None:
    words = paragraphs[0].split()
    words[len(words) // 2] = "bói-cá"
    page = ask(reader, " ".join(words))
    heading = "Không phải nguyên văn bản chính thức: có từ khác"
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.locator("ins").first).to_contain_text("bói-cá")


def test_3_what_nobody_published_has_advice(reader: Person) -> None:
    page = ask(reader, "Chim bói cá mỏ đỏ bay qua mười hai cánh đồng lúc nửa đêm thanh vắng.")
    heading = "Không có văn bản chính thức nào như thế này"
    expect(page.get_by_role("heading", name=heading)).to_be_visible()


def test_4_it_works_in_the_dark_in_english_and_without_script(
    browser: Browser, demo_office: tuple[Office, str], paragraphs: list[str]
) -> None:
    context = browser.new_context(
        viewport=PHONE, java_script_enabled=False, color_scheme="dark", locale="en-GB"
    )
    page = context.new_page()
    page.goto(f"{demo_office[1]}/en/kiem-chung/")
    file = {"name": "x.txt", "mimeType": "text/plain", "buffer": paragraphs[0].encode()}
    page.get_by_label("Or a file").set_input_files(files=[file])
    page.get_by_role("button", name="Compare with the record").click()
    heading = "A part of an official text, word for word"
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    assert context.cookies() == []
    context.close()


def test_5_nothing_was_wrong_on_any_page(reader: Person) -> None:
    assert reader.faults == []
