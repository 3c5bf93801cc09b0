"""A contact's own page, opened by the link in every mail."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bantin.receive.contacts import actions, links, preferences, queries
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Area, Topic

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def contact(traffic: Topic) -> Contact:
    made, _new = actions.add_contact(kind="resident", name="Chị Sáu", email="sau@a.example")
    actions.record_consent(made, text="Tôi đồng ý.", source="Mẫu", at=NINE)
    actions.subscribe(made, topic=traffic, language="vi", at=NINE)
    return made


def _page(contact: Contact, rest: str = "") -> str:
    return f"/tuy-chon/{links.preferences_token(contact.pk)}/{rest}"


def _rows(contact: Contact) -> set[tuple[str, str, str]]:
    return {
        (s.topic.code if s.topic else "", s.area.code if s.area else "", s.language)
        for s in contact.subscriptions.all()
    }


@pytest.mark.parametrize(("kind", "said"), [("journalist", True), ("resident", False)])
def test_the_press_is_told_that_reads_under_embargo_are_logged(kind: str, said: bool) -> None:
    contact, _new = actions.add_contact(kind=kind, name="X", email="x@a.example")
    page = Client().get(links.preferences_path(contact.pk)).content.decode()
    assert ("mỗi lần bạn mở đều được ghi lại" in page) is said


def test_opening_the_page_changes_nothing_and_saving_it_does(
    contact: Contact, traffic: Topic, fire: Topic, ward: Area
) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.get(_page(contact))
    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]
    assert _rows(contact) == {("giao-thong", "", "vi")}

    filled = {"topics": ["giao-thong", "chay"], "areas": ["minh-khai"], "texts": "en", "name": "B"}
    assert client.post(_page(contact), filled).status_code == 303

    contact.refresh_from_db()
    assert (contact.name, contact.language) == ("B", "en")
    assert _rows(contact) == {("giao-thong", "minh-khai", "en"), ("chay", "minh-khai", "en")}


def test_no_mark_means_everything(contact: Contact) -> None:
    Client().post(_page(contact), {"texts": ""})

    assert _rows(contact) == {("", "", "")}


def test_saving_without_a_change_keeps_subscriptions_that_the_form_cannot_show(
    contact: Contact, traffic: Topic, fire: Topic, ward: Area
) -> None:
    actions.subscribe(contact, topic=fire, area=ward, language="vi", at=NINE)
    before = _rows(contact)
    shown = {"topics": ["giao-thong", "chay"], "texts": "vi", "name": "Chị Sáu"}

    Client().post(_page(contact), shown)

    assert _rows(contact) == before


def test_a_pause_holds_everything_back_until_its_day(contact: Contact) -> None:
    today = timezone.localdate()
    shown = {"topics": ["giao-thong"], "texts": "vi"}

    for day in (today, today + timedelta(days=400), "hôm nay"):
        html = Client().post(_page(contact), {**shown, "pause": day}).content.decode()
        assert 'role="alert"' in html
    assert list(queries.reachable()) == [contact]

    Client().post(_page(contact), {**shown, "pause": today + timedelta(days=3)})
    assert not queries.reachable().exists()
    assert "Bạn không nhận tin trước ngày" in Client().get(_page(contact)).content.decode()

    preferences.pause(contact, until=datetime.now(UTC) - timedelta(seconds=1))
    assert list(queries.reachable()) == [contact]


def test_who_left_can_come_back_with_words_of_consent(contact: Contact) -> None:
    actions.unsubscribe(contact, at=NINE + timedelta(days=1))
    assert "Điều bạn đồng ý" in Client().get(_page(contact)).content.decode()
    assert not queries.reachable().exists()

    Client().post(_page(contact), {"texts": "vi"})

    assert list(queries.reachable()) == [contact]
    assert _rows(contact) == {("", "", "vi")}
    newest = contact.consents.order_by("-pk").first()
    assert newest is not None
    assert newest.wording
    assert newest.text != "Tôi đồng ý."


def test_everything_stored_can_be_downloaded(contact: Contact) -> None:
    answer = Client().get(_page(contact, "du-lieu.json"))
    data = json.loads(answer.content)

    assert "attachment" in answer.headers["Content-Disposition"]
    assert data["contact"]["email"] == "sau@a.example"
    assert [row["text"] for row in data["consent"]] == ["Tôi đồng ý."]
    assert [row["topic"] for row in data["subscription"]] == ["An toàn giao thông"]
    assert data["delivery"] == []


def test_delete_me_asks_first_and_then_leaves_nothing(contact: Contact) -> None:
    page = _page(contact, "xoa/")
    assert Client().get(page).status_code == 200
    assert Contact.objects.exists()

    assert Client().post(page).status_code == 200

    assert not Contact.objects.exists()
    for gone in (page, _page(contact), _page(contact, "du-lieu.json")):
        assert Client().get(gone).status_code == 404


@pytest.mark.parametrize("rest", ["", "du-lieu.json", "xoa/"])
def test_row_42_a_foreign_or_forged_link_is_404_changes_nothing_and_is_logged(
    rest: str, contact: Contact, caplog: pytest.LogCaptureFixture
) -> None:
    token = links.preferences_token(contact.pk)
    unsubscribing = links.unsubscribe_token(contact.pk)
    for wrong in (str(contact.pk), token[:-1], f"{contact.pk + 1}{token[1:]}", unsubscribing):
        caplog.clear()
        assert Client().get(f"/tuy-chon/{wrong}/{rest}").status_code == 404
        assert Client().post(f"/tuy-chon/{wrong}/{rest}").status_code == 404
        assert len(caplog.records) == 2
        assert all(wrong not in said.split() for said in caplog.messages)
        assert token[2:] not in caplog.text
    assert Contact.objects.filter(name="Chị Sáu").exists()
    assert Client().post(f"/huy-dang-ky/{token}/").status_code == 404
    assert list(queries.reachable()) == [contact]


def test_row_40_no_address_in_the_query_leads_elsewhere(contact: Contact) -> None:
    for evil in ("//evil.example", "\\evil.example", "https://evil.example"):
        answer = Client().post(f"{_page(contact)}?next={evil}&saved={evil}", {"texts": "vi"})
        assert answer.headers["Location"] == f"{_page(contact)}?saved=1"
