"""Pages of the desk on a phone with a dark screen: no barrier, nothing wider than the screen."""

from collections.abc import Iterator

import pytest

from tests.support.browser import PHONE, Person, chromium, fits
from tests.support.office import Office

pytestmark = pytest.mark.browser

PASSWORD = "bantin-demo-2026"
PAGES = [  # of a press officer; other journeys visit the others
    "api-keys/",
    "api-keys/add/",
    "webhooks/",
    "webhooks/add/",
    "chat/",
    "chat/new/",
    "endpoints/",
    "deliveries/",
    "contacts-import/",
    "contacts-export/",
    "agreement/new/",
    "figures/editions/",
    "figures/pickup/",
    "figures/deliveries/",
]


@pytest.fixture(scope="module")
def officer(demo_office: tuple[Office, str]) -> Iterator[Person]:
    with chromium() as browser:
        person = Person(browser, demo_office[1], PHONE)
        person.page.emulate_media(color_scheme="dark")
        person.log_in("mai.tram", PASSWORD)
        yield person


@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_the_desk_has_a_barrier_in_the_dark(officer: Person, path: str) -> None:
    before = len(officer.faults)
    page = officer.visit(f"/desk/{path}")
    assert page.url == f"{officer.address}/desk/{path}"
    officer.look_for_barriers()
    assert officer.faults[before:] == []
    assert fits(page)
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    red, green, blue = map(int, background.removeprefix("rgb(").removesuffix(")").split(","))
    assert max(red, green, blue) < 80, "the desk is dark"
