"""A resident turns notices for this browser on and off, on a phone, in both languages.

Headless Chromium has no push service, so ``PushManager.subscribe`` is replaced by one that gives an
address nobody answers at. Everything else is real: the page, its script, the service worker, its
messages (which DevTools hand in as a push service would) and the office behind it.
"""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import PHONE, Person, chromium, fits
from tests.support.office import Office, wait_until

pytestmark = pytest.mark.browser

PATH = "/nhan-thong-bao/"
ADDRESS = f"https://push.example/browser-{os.getpid()}"
A_PUSH_SERVICE = """(() => {
  const keys = {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  };
  const made = {
    endpoint: %s,
    toJSON: () => ({ endpoint: made.endpoint, expirationTime: null, keys }),
    unsubscribe: async () => { localStorage.removeItem("made"); return true; },
  };
  PushManager.prototype.subscribe = async (options) => {
    if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new Error("?");
    localStorage.setItem("made", "yes");
    return made;
  };
  PushManager.prototype.getSubscription = async () => (localStorage.getItem("made") ? made : null);
})()""".replace("%s", json.dumps(ADDRESS))
TITLE = "Phân luồng cầu Hàm Rồng"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def resident(browser: Browser, demo_office: tuple[Office, str]) -> Person:
    person = Person(browser, demo_office[1], PHONE)
    person.context.grant_permissions(["notifications"], origin=person.address)
    person.context.add_init_script(A_PUSH_SERVICE)
    return person


def known(page: Page) -> dict[str, Any]:
    """What the office knows about this browser."""
    return dict(
        page.evaluate(
            """async ([path, endpoint]) => (await fetch(path, {
              method: "POST", body: JSON.stringify({ endpoint }),
              headers: { "Content-Type": "application/json" } })).json()""",
            [f"{PATH}xem/", ADDRESS],
        )
    )


def test_1_from_the_foot_of_a_page_to_the_form(resident: Person) -> None:
    page = resident.visit("/")
    page.get_by_role("link", name="Nhận thông báo trên trình duyệt này").click()
    expect(page.get_by_role("button", name="Bật thông báo")).to_be_visible()
    expect(page.get_by_label("Chỉ tin khẩn")).to_be_checked()
    expect(page.get_by_role("button", name="Dừng thông báo")).to_be_hidden()
    resident.look_for_barriers()
    assert fits(page)


def test_2_turning_on_with_the_keyboard_alone(resident: Person) -> None:
    page = resident.page
    page.get_by_label("Cả mọi tin mới").focus()
    page.keyboard.press("Space")
    page.get_by_label("An toàn giao thông").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Bật thông báo").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thông báo đang bật")).to_be_visible()
    expect(page.get_by_text("Đã lưu.")).to_be_visible()
    resident.look_for_barriers()
    assert fits(page)
    assert known(page)["what"] == "everything"


def test_3_coming_back_shows_the_choice_and_changes_it(resident: Person) -> None:
    page = resident.page
    page.reload()
    expect(page.get_by_label("Cả mọi tin mới")).to_be_checked()
    expect(page.get_by_label("An toàn giao thông")).to_be_checked()
    page.get_by_label("Chỉ tin khẩn").check()
    page.get_by_role("button", name="Lưu lựa chọn").click()
    expect(page.get_by_text("Đã lưu.")).to_be_visible()
    found = known(page)
    assert (found["what"], len(found["topics"])) == ("urgent", 1)


def test_4_the_service_worker_shows_what_comes(resident: Person) -> None:
    page = resident.page
    session = resident.context.new_cdp_session(page)
    registered: list[dict[str, Any]] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: registered.extend(said["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.wait_for_function(
        "navigator.serviceWorker.ready.then((r) => r.active.state === 'activated')"
    )
    wait_until(lambda: page.evaluate("1") and registered, seconds=30)
    assert registered[0]["scopeURL"] == f"{resident.address}/"
    for number, url in enumerate([f"{resident.address}/thong-cao/x/", "//evil.example/x"]):
        message = {"title": TITLE, "body": f"Lần {number}", "tag": "một", "url": url, "lang": "vi"}
        session.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": resident.address,
                "registrationId": registered[0]["registrationId"],
                "data": json.dumps(message),
            },
        )
        shown = wait_until(lambda: notices(page, f"Lần {number}"), seconds=10)
        assert len(shown) == 1  # the second took the place of the first
        assert shown[0]["title"] == TITLE
    assert shown[0]["url"] == f"{resident.address}/"  # row 40: nothing but this site is opened


def notices(page: Page, body: str) -> list[dict[str, Any]]:
    shown = page.evaluate(
        """async () => (await (await navigator.serviceWorker.ready).getNotifications())
          .map((one) => ({ title: one.title, body: one.body, url: one.data.url }))"""
    )
    return list(shown) if body in {one["body"] for one in shown} else []


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "\\\\evil.example", "/\\evil.example", "https://evil.example/", "javascript:x",
     "data:text/html,x", "https://user@evil.example", "", None],
)  # fmt: skip
def test_5_row_40_no_message_leads_to_another_site(resident: Person, address: str | None) -> None:
    worker = resident.context.service_workers[0]
    assert worker.evaluate("(url) => onThisSite(url)", address).startswith(f"{resident.address}/")


def test_6_stopping_counts_at_once(resident: Person) -> None:
    page = resident.page
    page.get_by_role("button", name="Dừng thông báo").click()
    expect(page.get_by_role("heading", name="Đã tắt thông báo")).to_be_visible()
    assert known(page) == {"on": False}
    resident.look_for_barriers()
    assert fits(page)
    page.reload()
    expect(page.get_by_role("button", name="Bật thông báo")).to_be_visible()


def test_7_the_same_in_english(resident: Person) -> None:
    page = resident.visit(f"/en{PATH}")
    expect(page.get_by_role("heading", name="Notices on this browser")).to_be_visible()
    expect(page.get_by_role("button", name="Turn the notices on")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="Turn the notices on").click()
    expect(page.get_by_role("heading", name="Notices are on")).to_be_visible()
    page.get_by_role("button", name="Stop the notices").click()
    expect(page.get_by_role("heading", name="Notices are off")).to_be_visible()


def test_8_what_cannot_work_is_said(browser: Browser, demo_office: tuple[Office, str]) -> None:
    blocked = Person(browser, demo_office[1], PHONE)  # Chromium without a window blocks notices
    page = blocked.visit(PATH)
    page.get_by_role("button", name="Bật thông báo").click()
    expect(page.get_by_role("heading", name="đang chặn thông báo")).to_be_visible()
    blocked.look_for_barriers()
    without = Person(browser, demo_office[1], PHONE)
    without.context.add_init_script("delete window.PushManager")
    page = without.visit(PATH)
    expect(page.get_by_role("heading", name="không hiện được thông báo")).to_be_visible()
    expect(page.get_by_role("button", name="Bật thông báo")).to_be_hidden()
    without.look_for_barriers()
    assert fits(page)
    assert blocked.faults == without.faults == []


def test_9_without_a_script_the_page_leads_to_the_mail_form(
    browser: Browser, demo_office: tuple[Office, str]
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{demo_office[1]}{PATH}")
    expect(page.get_by_role("heading", name="Trang này cần JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Bật thông báo")).to_be_hidden()
    page.locator("main").get_by_role("link", name="Đăng ký nhận tin qua thư điện tử").first.click()
    assert page.url.endswith("/dang-ky/")
    context.close()


def test_x_nothing_was_wrong_on_the_way_and_no_cookie_was_set(resident: Person) -> None:
    assert resident.faults == []
    assert resident.context.cookies() == []
