"""Subscribing without an account: nothing exists before the holder of the address confirms."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.test import Client

from bantin.receive.contacts import actions, links, queries, signup, wordings
from bantin.receive.contacts.models import Consent, Contact, Subscription, SubscriptionRequest
from bantin.receive.subjects.models import Area, Topic

pytestmark = pytest.mark.django_db
NINE = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
Fill = Callable[..., object]


def _wish(email: str = "moi@a.example", **other: object) -> signup.Wish:
    values = {"name": "", "kind": "resident", "topics": [], "areas": [], "texts": "vi"}
    return signup.Wish(**({"email": email} | values | other))


def _ask(email: str = "moi@a.example", at: datetime = NINE, **other: object) -> bool:
    return signup.ask(
        _wish(email, **other), wording=wordings.newest("vi"), language="vi", form="/dang-ky/", at=at
    )


def _nobody_subscribed() -> bool:
    return not (
        Contact.objects.exists() or Consent.objects.exists() or Subscription.objects.exists()
    )


def test_the_form_says_what_is_stored_sets_no_cookie_and_needs_nobody_else() -> None:
    for page, words in (("/dang-ky/", "Điều bạn đồng ý"), ("/en/dang-ky/", "What you agree to")):
        answer = Client().get(page)
        html = answer.content.decode()

        assert words in html
        assert wordings.newest("en" if "/en/" in page else "vi").text.split("\n")[-1] in html
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "style=" not in html
        assert html.count("<script") == html.count("<script src=")


def test_a_link_chooses_its_topic_and_area_beforehand(traffic: Topic, ward: Area) -> None:
    html = Client().get("/dang-ky/?topic=giao-thong&area=minh-khai&topic=khong-co").content.decode()

    assert html.count(" checked") == 5  # both, the kind, the language and the pace


def test_the_form_makes_a_request_and_nothing_else(fill: Fill, traffic: Topic, ward: Area) -> None:
    answer = fill(
        "Moi@A.example",
        name="Khuất Thị Mới",
        kind="creator",
        topics=["giao-thong"],
        areas=["minh-khai"],
    )

    assert answer.status_code == 303
    assert not answer.cookies
    asked = SubscriptionRequest.objects.get()
    assert (asked.email, asked.kind, asked.language) == ("moi@a.example", "creator", "vi")
    assert [*asked.topics.all(), *asked.areas.all()] == [traffic, ward]
    assert asked.consent_text == wordings.newest("vi").text
    assert asked.due_at is not None
    assert _nobody_subscribed()


def test_the_answer_is_the_same_for_known_and_unknown_addresses(fill: Fill) -> None:
    known, _new = actions.add_contact(kind="resident", name="", email="quen@a.example")
    actions.record_consent(known, text="Tôi đồng ý.", source="Mẫu", at=NINE)
    answers = [fill(email) for email in ("quen@a.example", "la@a.example", "quen@a.example")]
    pages = [Client().get(answer.headers["Location"]).content for answer in answers]

    assert {(a.status_code, a.headers["Location"], a.content) for a in answers} == {
        (303, "/dang-ky/da-gui/", b"")
    }
    assert len(set(pages)) == 1


@pytest.mark.parametrize(
    "filled",
    [
        {"email": "khong-phai"},
        {"email": ""},
        {"email": "a@b.example\r\nBcc: c@d.example"},
        {"name": "A\nB", "email": "a@b.example"},
        {"kind": "spokesperson", "email": "a@b.example"},
        {"topics": ["khong-co"], "email": "a@b.example"},
        {"token": "", "email": "a@b.example"},
        {"token": "gia.mao", "email": "a@b.example"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(fill: Fill, filled: dict) -> None:
    answer = fill(filled.pop("email"), **filled)

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not SubscriptionRequest.objects.exists()


def test_a_form_that_was_open_for_two_days_shows_the_words_again(fill: Fill) -> None:
    class Later(Client):
        def post(self, *args: object, **options: object) -> object:
            with time_machine.travel(datetime.now(UTC) + timedelta(days=2), tick=False):
                return super().post(*args, **options)

    assert "quá lâu" in fill("a@b.example", client=Later()).content.decode()
    assert not SubscriptionRequest.objects.exists()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_row_41_only_a_post_confirms(prefix: str, traffic: Topic) -> None:
    _ask(at=datetime.now(UTC), topics=[traffic])
    asked = SubscriptionRequest.objects.get()
    page = f"{prefix}/dang-ky/xac-nhan/{links.confirmation_token(asked.uid)}/"
    scanner = Client(enforce_csrf_checks=True)

    assert "moi@a.example" in scanner.get(page).content.decode()
    assert scanner.head(page).status_code == 200
    assert _nobody_subscribed()

    assert scanner.post(page).status_code == 200
    consent = Consent.objects.get()
    assert consent.contact.email == "moi@a.example"
    assert consent.text == asked.consent_text
    assert (consent.wording, consent.asked_at) == (asked.wording, asked.asked_at)
    assert asked.uid.hex in consent.confirmed_by
    assert [s.topic for s in Subscription.objects.all()] == [traffic]
    assert list(queries.reachable()) == [consent.contact]


def test_a_used_link_brings_nobody_back_who_left(traffic: Topic) -> None:
    _ask()
    asked = SubscriptionRequest.objects.get()
    contact = signup.confirm(asked.pk, at=NINE)
    actions.unsubscribe(contact, at=NINE + timedelta(hours=1))

    signup.confirm(asked.pk, at=NINE + timedelta(hours=2))

    assert not queries.reachable().exists()
    assert not Subscription.objects.exists()


def test_who_is_known_keeps_kind_and_outlet_and_gets_what_they_chose_now(
    traffic: Topic, fire: Topic
) -> None:
    contact, _new = actions.add_contact(kind="journalist", name="Lều Quang", email="moi@a.example")
    actions.subscribe(contact, topic=traffic, at=NINE)
    _ask(topics=[fire], kind="resident")

    signup.confirm(SubscriptionRequest.objects.get().pk, at=NINE)

    contact.refresh_from_db()
    assert (contact.kind, contact.name) == ("journalist", "Lều Quang")
    assert [s.topic for s in contact.subscriptions.all()] == [fire]


def test_row_42_a_forged_or_foreign_confirmation_is_404_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    _ask(at=datetime.now(UTC))
    asked = SubscriptionRequest.objects.get()
    token = links.confirmation_token(asked.uid)
    foreign = links.unsubscribe_token(asked.pk)

    for wrong in (asked.uid.hex, token[:-2], foreign, "0.x"):
        caplog.clear()
        for answer in (Client().get, Client().post):
            assert answer(f"/dang-ky/xac-nhan/{wrong}/").status_code == 404
        assert len(caplog.records) == 2
        assert wrong not in caplog.text
    assert _nobody_subscribed()


def test_a_request_ends_after_seven_days_and_is_deleted() -> None:
    long_ago = datetime.now(UTC) - timedelta(days=7, seconds=1)
    _ask("cu@a.example", at=long_ago)
    _ask("moi@a.example", at=long_ago + timedelta(hours=1))
    old = SubscriptionRequest.objects.get(email="cu@a.example")

    page = f"/dang-ky/xac-nhan/{links.confirmation_token(old.uid)}/"
    assert Client().post(page).status_code == 404
    assert _nobody_subscribed()

    signup.purge(at=datetime.now(UTC))
    assert [asked.email for asked in SubscriptionRequest.objects.all()] == ["moi@a.example"]


def test_an_address_gets_one_mail_in_a_quarter_of_an_hour_and_three_in_a_day() -> None:
    noted = [_ask(at=NINE + timedelta(minutes=minute)) for minute in range(0, 600, 5)]

    assert sum(noted) == SubscriptionRequest.objects.count() == 3
    times = sorted(asked.asked_at for asked in SubscriptionRequest.objects.all())
    assert all(b - a >= timedelta(minutes=15) for a, b in pairwise(times))
    assert _ask("khac@a.example", at=NINE)
    assert _ask(at=NINE + timedelta(days=1, minutes=45))


def test_row_46_a_flood_from_one_network_is_limited_and_other_readers_are_served(
    fill: Fill,
) -> None:
    flood = Client(REMOTE_ADDR="203.0.113.5")
    answers = [fill(f"a{n}@a.example", client=flood) for n in range(100)]
    other = fill("nguoi-khac@a.example", client=Client(REMOTE_ADDR="198.51.100.7"))

    assert [a.status_code for a in answers] == [303] * 20 + [429] * 80
    assert answers[-1].headers["Retry-After"] == "600"
    assert "a99@a.example" in answers[-1].content.decode()
    assert other.status_code == 303
    assert SubscriptionRequest.objects.count() == 21
