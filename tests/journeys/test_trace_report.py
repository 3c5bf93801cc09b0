"""The report of ``bantin trace``, read with the keyboard, filtered, sorted and printed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.support.browser import PHONE, chromium

EDITIONS = {
    "lu": "Lực lượng cứu hộ đã đưa 21.300 hộ dân ở ba huyện ven sông đến nơi an toàn trong đêm qua. "
    "Nước sông dâng cao 3,5 mét so với ngày hôm trước và còn lên đến sáng thứ sáu.",
    "cau": "Cầu Bến Đá cấm xe trên 8 tấn qua lại từ 6 giờ sáng ngày 12 tháng 11 cho đến khi sửa xong "
    "hai nhịp giữa, các xe khác đi theo một làn dưới sự hướng dẫn của cảnh sát giao thông.",
}
ITEMS = {
    "chep-dung": EDITIONS["lu"],
    "sai-so": EDITIONS["lu"].replace("21.300", "23.100"),
    "sai-tan": EDITIONS["cau"].replace("8 tấn", "9 tấn"),
}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report_of(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Addresses of the report of all items and of a single one that differs."""
    folder = tmp_path_factory.mktemp("report")
    made = {}
    for name, chosen in {"all": list(ITEMS), "one": ["sai-so"]}.items():
        texts = {"editions": EDITIONS, "items": {key: ITEMS[key] for key in chosen}}
        for kind, rows in texts.items():
            lines = (json.dumps({"id": key, "text": text}) for key, text in rows.items())
            (folder / f"{kind}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        page = folder / f"{name}.html"
        command = [sys.executable, "-m", "bantin.cli", "trace", str(folder / "editions.jsonl")]
        command += [
            str(folder / "items.jsonl"),
            "--html",
            str(page),
            "--output",
            str(folder / "said"),
        ]
        subprocess.run(command, check=True, cwd=Path(__file__).parents[2] / "src")
        made[name] = page.as_uri()
    return made


@pytest.fixture
def page() -> Iterator[Page]:
    with chromium() as browser:
        page = browser.new_page(locale="vi-VN")
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        yield page
        assert faults == []


def marked(page: Page) -> list[str]:
    """The first words of what is marked as the place where the reader is."""
    return [mark.inner_text().split()[0] for mark in page.locator("mark.here").all()]


def test_keys_go_from_difference_to_difference_in_both_texts(
    page: Page, report_of: dict[str, str]
) -> None:
    page.goto(report_of["all"])

    page.keyboard.press("n")
    first = marked(page)
    page.keyboard.press("n")
    second = marked(page)
    page.keyboard.press("p")

    assert sorted([first, second]) == [["21.300", "23.100"], ["8", "9"]]
    assert marked(page) == first
    page.keyboard.press("j")
    assert page.locator("section.here").count() == 1


def test_the_list_is_filtered_without_diacritics_and_sorted_by_a_column(
    page: Page, report_of: dict[str, str]
) -> None:
    page.goto(report_of["all"])
    rows = page.locator(".find + .list tbody tr")
    shown = page.locator(".find + .list tbody tr:visible")
    assert rows.count() == len(ITEMS)

    page.keyboard.press("/")
    page.keyboard.type("TÀN")
    assert [row.get_by_role("link").first.inner_text() for row in shown.all()] == ["sai-tan"]
    page.fill(".find input[type=search]", "")
    page.check(".find input[type=checkbox]")
    assert shown.count() == 2
    assert page.locator(".find output").inner_text() == "2 / 3"
    page.uncheck(".find input[type=checkbox]")
    score = page.locator(".find + .list thead th.n").nth(2)
    score.get_by_role("button").click()
    scores = [float(row.get_attribute("data-value") or 0) for row in page.locator(
        ".find + .list tbody td:nth-child(5)").all()]  # fmt: skip
    assert scores == sorted(scores, reverse=True)
    assert score.get_attribute("aria-sort") == "descending"


def test_a_single_match_has_no_list_and_its_keys_work(
    page: Page, report_of: dict[str, str]
) -> None:
    page.goto(report_of["one"])

    page.keyboard.press("n")

    assert page.locator(".find").count() == 0
    assert page.locator("mark.here").count() == 2


def test_it_has_no_barrier_and_nothing_is_cut_off_on_a_phone(
    page: Page, report_of: dict[str, str]
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(report_of["all"])

    violations = Axe().run(page).response["violations"]
    wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")

    assert [one["id"] for one in violations] == []
    assert not wider


def test_the_printed_report_has_all_texts_and_no_tools(
    page: Page, report_of: dict[str, str]
) -> None:
    page.goto(report_of["all"])
    page.emulate_media(media="print")

    assert not page.locator(".tools").is_visible()
    assert not page.locator(".find").is_visible()
    assert page.locator("section .side:visible").count() == 2 * len(ITEMS)
