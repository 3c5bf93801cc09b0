"""Every type of public page, in both languages, light and dark, on a phone.

No barrier that axe-core knows, nothing wider than the screen, nothing from a third party, no
cookie, at most 100 KB without pictures, and no fault in the browser's console.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Request

from tests.support.browser import PHONE, Person, barriers_on, chromium, fits
from tests.support.office import Office
from tests.support.public_pages import PageType, in_both_languages

pytestmark = pytest.mark.browser

MOST_BYTES = 100 * 1000
PICTURES = {"image", "media"}
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_OPEN_ALL = "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"


class Reader(Person):
    """Somebody whose browser keeps nothing, and counts what comes."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.came: list[Request] = []
        self.page.on("request", self._note_arrival)
        session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _note_arrival(self, request: Request) -> None:
        self.came.append(request)

    def weight(self) -> int:
        """Bytes that came for the page that is shown, without pictures."""
        last = max(n for n, one in enumerate(self.came) if one.is_navigation_request())
        wanted = [one for one in self.came[last:] if one.resource_type not in PICTURES]
        assert len(wanted) >= 3, "the page, its style sheets and its script"
        return sum(one.sizes()["responseBodySize"] for one in wanted)


@pytest.fixture(scope="module")
def reader(demo_office: tuple[Office, str]) -> Iterator[Reader]:
    with chromium() as browser:
        yield Reader(browser, demo_office[1], PHONE)


def open_page(reader: Reader, page: PageType, language: str, samples: dict[str, str]) -> int:
    """Go there, fill in and send its form if it has something to send; the answer's status."""
    shown = reader.page
    answer = shown.goto(f"{reader.address}{page.path(language, samples)}")
    if page.sends:
        form = shown.locator("main form[method=post]").first
        form.evaluate("(form) => { form.noValidate = true; }")
        for field, sample in page.sends.items():
            form.locator(f"[name={field}]").fill(samples[sample])
        with shown.expect_navigation() as sent:
            form.locator("button[type=submit]").first.click()
        answer = sent.value
    assert answer is not None
    return answer.status


@pytest.mark.parametrize(
    ("page", "language"),
    [pytest.param(*one, id=f"{one[0].name}-{one[1]}") for one in in_both_languages()],
)
def test_no_page_has_a_barrier_or_is_too_wide_or_too_heavy(
    reader: Reader, page: PageType, language: str, samples: dict[str, str]
) -> None:
    shown, before = reader.page, len(reader.faults)
    shown.emulate_media(color_scheme="light")
    assert open_page(reader, page, language, samples) == page.status
    shown.wait_for_load_state("load")
    assert reader.weight() <= MOST_BYTES
    assert shown.locator("html").get_attribute("lang") == language
    shown.evaluate(_OPEN_ALL)
    found = barriers_on(shown, tags=WCAG)
    assert fits(shown)
    shown.emulate_media(color_scheme="dark")
    found += [f"in the dark: {one}" for one in barriers_on(shown, tags=WCAG)]
    expected = "the server responded with a status of"
    faults = [one for one in reader.faults[before:] if page.status == 200 or expected not in one]
    assert found + faults == []


def test_no_page_set_a_cookie(reader: Reader) -> None:
    assert reader.context.cookies() == []
