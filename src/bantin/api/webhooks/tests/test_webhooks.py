"""Webhooks managed by their holder's program: whose they are, and that repeats do nothing twice."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from bantin.accounts.models import User
from bantin.api.conftest import API, Make
from bantin.api.keys import actions as keys
from bantin.api.keys.actions import Made
from bantin.api.webhooks import actions
from bantin.core.clock import database_now
from bantin.core.models import KeptAnswer
from bantin.deliver.channels.webhook.models import Key as Secret
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.endpoints.models import Endpoint
from bantin.deliver.tests.http_sink import HttpSink, HttpSinkServer
from bantin.receive.contacts import actions as contacts

WANTED = {"url": "https://toa-soan.example/nhan", "name": "Toà soạn"}
SPAN = {"since": "2026-02-28T00:00:00Z", "until": "2026-03-02T00:00:00Z"}
ABSENT = 999_999


class Partner:
    """A partner's program with a key."""

    def __init__(self, made: Made) -> None:
        self.key = made.key
        headers = {"authorization": f"Bearer {made.secret}", "accept-language": "en"}
        self.client = Client(headers=headers)

    def get(self, path: str) -> HttpResponse:
        return self.client.get(f"{API}{path}")

    def post(self, path: str, body: Any = None, key: str = "") -> HttpResponse:
        headers = {"idempotency-key": key} if key else {}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return self.client.post(f"{API}{path}", headers=headers, **more)

    def add(self, **wishes: Any) -> dict[str, Any]:
        answer = self.post("/webhooks", WANTED | wishes)
        assert answer.status_code == 201, answer.content
        return answer.json()  # type: ignore[no-any-return]


@pytest.fixture
def partner() -> Callable[..., Partner]:
    officer = User.objects.create_user("can-bo")

    def make(**may: Any) -> Partner:
        now = database_now()
        may = {"writes_webhooks": True, **may}
        return Partner(
            keys.make(name="x", by=officer, at=now, expires_at=now + timedelta(1), **may)
        )

    return make


@pytest.fixture
def sink(settings: Any) -> Iterator[HttpSink]:
    with HttpSinkServer() as sink:
        settings.FETCH_ALLOW = [f"127.0.0.1:{sink.port}"]
        yield sink


def test_a_partner_adds_a_webhook_and_gets_its_secret_once(
    partner: Callable[..., Partner], topic: Any
) -> None:
    mine = partner()

    made = mine.add(topics=["giao-thong"], language="vi")

    assert made["secret"].startswith("whsec_")
    assert (made["topics"], made["language"], made["open"]) == (["giao-thong"], "vi", True)
    (listed,) = mine.get("/webhooks").json()["items"]
    assert listed == mine.get(f"/webhooks/{made['id']}").json()
    assert listed == {name: value for name, value in made.items() if name != "secret"}
    assert mine.get("/webhooks")["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in mine.get("/webhooks")
    asked_by_a_page = mine.client.options(f"{API}/webhooks/{made['id']}/close")
    assert (asked_by_a_page.status_code, asked_by_a_page["Allow"]) == (405, "POST")


def test_a_new_secret_leaves_the_old_one_for_a_day(partner: Callable[..., Partner]) -> None:
    mine = partner()
    made = mine.add()

    again = mine.post(f"/webhooks/{made['id']}/secret").json()

    assert again["secret"] != made["secret"]
    assert Secret.objects.filter(endpoint=made["id"], ends_at__isnull=False).count() == 1


def test_a_closed_webhook_says_so(partner: Callable[..., Partner]) -> None:
    mine = partner()
    made = mine.add()

    closed = mine.post(f"/webhooks/{made['id']}/close").json()

    assert (closed["open"], closed["closed_because"]) == (False, "closed by its owner")


def test_a_range_is_sent_again(partner: Callable[..., Partner], live: Make) -> None:
    live()
    mine = partner()
    made = mine.add()

    assert mine.post(f"/webhooks/{made['id']}/replay", SPAN).json() == {"queued": 1}
    assert Delivery.objects.get().endpoint_id == made["id"]
    empty = mine.post(f"/webhooks/{made['id']}/replay", {**SPAN, "until": SPAN["since"]})
    assert empty.status_code == 409


def test_a_test_reaches_the_address(partner: Callable[..., Partner], sink: HttpSink) -> None:
    mine = partner()
    made = mine.add(url=f"http://127.0.0.1:{sink.port}/nhan")

    tested = mine.post(f"/webhooks/{made['id']}/test").json()
    for _time in range(4):
        mine.post(f"/webhooks/{made['id']}/test")
    often = mine.post(f"/webhooks/{made['id']}/test")

    assert tested["taken"]
    assert (often.status_code, int(often["Retry-After"]) <= 720) == (429, True)


CALLS = [("get", ""), *(("post", f"/{verb}") for verb in ("secret", "close", "test", "replay"))]


@pytest.mark.parametrize(("method", "ending"), CALLS)
def test_row_42_another_keys_webhook_answers_as_none(
    partner: Callable[..., Partner], method: str, ending: str
) -> None:
    theirs = partner().add()
    mine = partner()

    def ask(number: int) -> tuple[int, bytes, dict[str, str]]:
        body = SPAN if ending == "/replay" else None
        path = f"/webhooks/{number}{ending}"
        answer = mine.get(path) if method == "get" else mine.post(path, body)
        return answer.status_code, answer.content, dict(answer.headers)

    assert ask(theirs["id"]) == ask(ABSENT)
    assert ask(ABSENT)[0] == 404
    assert Secret.objects.count() == 1
    assert Endpoint.objects.get().closed_at is None
    assert mine.get("/webhooks").json()["items"] == []


def test_keys_of_one_contact_manage_the_same_webhooks(partner: Callable[..., Partner]) -> None:
    contact, _new = contacts.add_contact(
        kind="journalist", name="Toà soạn", email="ky-thuat@toa-soan.example", language="vi"
    )
    old, new = partner(contact=contact), partner(contact=contact)
    made = old.add()

    assert new.get(f"/webhooks/{made['id']}").status_code == 200
    assert partner().get(f"/webhooks/{made['id']}").status_code == 404


def test_a_key_does_only_what_it_may(partner: Callable[..., Partner]) -> None:
    reader = partner(writes_webhooks=False)
    neither = partner(writes_webhooks=False, reads_webhooks=False)

    assert reader.get("/webhooks").status_code == 200
    assert reader.post("/webhooks", WANTED).status_code == 403
    assert neither.get("/webhooks").status_code == 403
    assert Client().get(f"{API}/webhooks").status_code == 401
    assert Client().post(f"{API}/webhooks", headers={"idempotency-key": "a"}).status_code == 401
    assert not Endpoint.objects.exists()
    assert not KeptAnswer.objects.exists()


def test_row_32_a_revoked_key_manages_nothing(partner: Callable[..., Partner]) -> None:
    mine = partner()
    made = mine.add()
    keys.revoke(mine.key.pk, by=mine.key.made_by, at=database_now())

    assert mine.get("/webhooks").status_code == 401
    assert mine.post(f"/webhooks/{made['id']}/secret", key="k").status_code == 401
    assert Secret.objects.count() == 1


def test_row_45_the_same_key_adds_one_webhook_and_gives_the_same_answer(
    partner: Callable[..., Partner],
) -> None:
    mine = partner()

    first = mine.post("/webhooks", WANTED, key="mot-lan")
    again = mine.post("/webhooks", WANTED, key="mot-lan")

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first.status_code == 201
    assert again["Idempotent-Replayed"] == "true"
    assert Endpoint.objects.count() == 1
    secret = first.json()["secret"].encode()
    assert secret not in bytes(KeptAnswer.objects.get().body), "a stolen dump has no secret"


def test_row_45_the_same_key_with_another_body_is_refused(partner: Callable[..., Partner]) -> None:
    mine = partner()
    mine.post("/webhooks", WANTED, key="mot-lan")

    refused = mine.post("/webhooks", WANTED | {"name": "Khác"}, key="mot-lan")

    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert Endpoint.objects.count() == 1


def test_row_45_every_write_takes_a_key_and_a_key_is_ones_own(
    partner: Callable[..., Partner], live: Make
) -> None:
    live()
    mine, other = partner(), partner()
    made = mine.add()
    for ending, body in (("secret", None), ("replay", SPAN), ("close", None)):
        path = f"/webhooks/{made['id']}/{ending}"
        answers = [mine.post(path, body, key=ending) for _ in range(2)]
        assert answers[0].content == answers[1].content
        assert "Idempotent-Replayed" in answers[1]

    assert other.post("/webhooks", WANTED, key="secret").status_code == 201
    assert Secret.objects.filter(endpoint=made["id"]).count() == 2


@pytest.mark.parametrize("key", ["a b", '"', "a" * 256])
def test_a_repeat_key_that_is_none_does_nothing(partner: Callable[..., Partner], key: str) -> None:
    refused = partner().post("/webhooks", WANTED, key=key)

    assert refused.status_code == 422
    assert not Endpoint.objects.exists()


@pytest.mark.parametrize(
    ("wishes", "status"),
    [
        ({"topics": ["khong-co"]}, 409),
        ({"url": "https://user:pw@toa-soan.example/"}, 409),
        ({"url": "ftp://toa-soan.example/"}, 422),
        ({"name": ""}, 422),
        ({"name": "a\x00"}, 422),
        ({"language": "fr"}, 422),
    ],
    ids=repr,
)
def test_a_webhook_that_cannot_be_is_not_added(
    partner: Callable[..., Partner], wishes: dict[str, Any], status: int
) -> None:
    refused = partner().post("/webhooks", WANTED | wishes)

    assert (refused.status_code, refused["Content-Type"]) == (status, "application/problem+json")
    assert not Endpoint.objects.exists()


def test_a_holder_has_no_hundreds(
    partner: Callable[..., Partner], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST", 2)
    mine = partner()
    made = [mine.add() for _ in range(2)]

    assert mine.post("/webhooks", WANTED).status_code == 409
    mine.post(f"/webhooks/{made[0]['id']}/close")
    assert mine.post("/webhooks", WANTED).status_code == 201
