"""Webhooks on the desk: who may see and change what, and that a secret is shown once."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.deliver.channels.webhook import actions, links
from bantin.deliver.channels.webhook.actions import Made
from bantin.deliver.channels.webhook.models import Key
from bantin.deliver.conftest import NINE
from bantin.deliver.dispatch import fanout
from bantin.deliver.dispatch.models import Attempt, Delivery
from bantin.deliver.endpoints import actions as endpoints
from bantin.deliver.endpoints.models import Endpoint
from bantin.deliver.tests.http_sink import HttpSink, HttpSinkServer
from bantin.publish.record.models import Edition
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts import links as contact_links

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Role], Client]


@pytest.fixture
def client_of() -> ClientOf:
    def log_in(role: Role) -> Client:
        user = User.objects.create_user(role.value, language="en")
        user.groups.add(Group.objects.get(name=role.value))
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def officer(client_of: ClientOf) -> Client:
    return client_of(Role.PRESS_OFFICER)


@pytest.fixture
def sink(settings: LazySettings) -> Iterator[HttpSink]:
    with HttpSinkServer() as sink:
        settings.FETCH_ALLOW = [f"127.0.0.1:{sink.port}"]
        yield sink


@pytest.fixture
def made() -> Made:
    return actions.add(url="https://toa-soan.example/<b>", name="<script>x</script>", at=NINE)


@pytest.fixture
def edition(made: Made) -> Edition:
    edition = make_live_edition("Tin", "Nội dung.", at=NINE)
    fanout.queue_deliveries(edition.pk, at=NINE)
    Delivery.objects.update(status="quarantined", due_at=None, reply="500 <i>")
    Attempt.objects.create(
        delivery=Delivery.objects.get(), at=NINE, outcome="quarantined", reply="500 <i>"
    )
    return edition


def _change(made: Made, what: str) -> str:
    return reverse("webhook_change", args=[made.endpoint.pk, what])


def test_only_press_officers_and_administrators_reach_webhooks(
    client_of: ClientOf, made: Made
) -> None:
    pages = [
        reverse("webhooks"),
        reverse("webhook_add"),
        reverse("webhook", args=[made.endpoint.pk]),
        reverse("webhook_edit", args=[made.endpoint.pk]),
    ]
    for role in Role:
        client = client_of(role)
        may = role in {Role.PRESS_OFFICER, Role.ADMINISTRATOR}
        may_look = may or role == Role.SPOKESPERSON
        for page in pages:
            allowed = may if page.endswith(("/add/", "/edit/")) else may_look
            assert (client.get(page).status_code == 200) is allowed, (role, page)
        if not may:
            for what in ("rotate", "close", "reopen", "test", "retry", "replay"):
                assert client.post(_change(made, what)).status_code == 302
    made.endpoint.refresh_from_db()
    assert made.endpoint.closed_at is None
    assert Key.objects.count() == 1


def test_an_empty_list_says_what_to_do(officer: Client) -> None:
    assert "No newsroom has a webhook yet" in officer.get(reverse("webhooks")).content.decode()


def test_a_secret_is_shown_once_and_never_again(officer: Client) -> None:
    data = {"name": "Tòa soạn", "address": "https://toa-soan.example/hook"}
    shown = officer.post(reverse("webhook_add"), data)
    assert "whsec_" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    webhook = Endpoint.objects.get()

    for page in (
        reverse("webhooks"),
        reverse("webhook", args=[webhook.pk]),
        reverse("webhook_edit", args=[webhook.pk]),
    ):
        assert "whsec_" not in officer.get(page).content.decode()
    assert "whpk_" in officer.get(reverse("webhook", args=[webhook.pk])).content.decode()
    again = officer.post(reverse("webhook_change", args=[webhook.pk, "rotate"])).content.decode()
    assert "whsec_" in again
    assert Key.objects.filter(ends_at__isnull=False).count() == 1


def test_an_address_that_is_none_is_refused_with_a_reason(officer: Client) -> None:
    for address in ("file:///etc/passwd", "https://u:p@a.example/"):
        answer = officer.post(reverse("webhook_add"), {"name": "x", "address": address})
        assert "is not an address that a webhook can have" in answer.content.decode()
    assert not Endpoint.objects.exists()


def test_names_and_replies_are_shown_as_text(officer: Client, made: Made, edition: Edition) -> None:
    for page in (
        reverse("webhooks"),
        reverse("webhook", args=[made.endpoint.pk]),
        reverse("deliveries", args=[edition.pk]),
    ):
        text = officer.get(page).content.decode()
        assert "<script>x" not in text
        assert "500 <i>" not in text
    assert reverse("webhook", args=[made.endpoint.pk]) in text


def test_the_test_button_says_what_came_back(officer: Client, sink: HttpSink) -> None:
    made = actions.add(url=sink.url("/error"), name="x", at=NINE)
    answer = officer.post(_change(made, "test"), follow=True).content.decode()
    assert "500 it broke" in answer
    assert len(sink.arrived) == 1

    inside = actions.add(url=f"http://localhost:{sink.port}/ok", name="x", at=NINE)
    answer = officer.post(_change(inside, "test"), follow=True).content.decode()
    assert "is not public" in answer
    assert len(sink.arrived) == 1


def test_closing_and_opening_again(officer: Client, made: Made) -> None:
    officer.post(_change(made, "close"), {"reason": "Tòa soạn đổi hệ thống"})
    made.endpoint.refresh_from_db()
    assert made.endpoint.closed_because == "Tòa soạn đổi hệ thống"
    page = officer.get(reverse("webhook", args=[made.endpoint.pk])).content.decode()
    assert "Tòa soạn đổi hệ thống" in page

    officer.post(_change(made, "reopen"))
    made.endpoint.refresh_from_db()
    assert made.endpoint.closed_at is None


def test_a_replay_counts_before_it_sends(officer: Client, made: Made, edition: Edition) -> None:
    span = {"since": "2026-03-01 00:00", "until": "2026-03-02 00:00"}
    counted = officer.post(_change(made, "replay"), span).content.decode()
    assert "1 text went live in that time." in counted
    assert Delivery.objects.get().status == "quarantined"

    officer.post(_change(made, "replay"), span | {"confirm": "1"})
    assert Delivery.objects.get().status == "queued"


def test_chosen_deliveries_of_this_webhook_are_retried(
    officer: Client, made: Made, edition: Edition
) -> None:
    other = actions.add(url="https://khac.example/", name="y", at=NINE)
    row = Delivery.objects.get()
    officer.post(_change(other, "retry"), {"delivery": [row.pk]})
    assert Delivery.objects.get().status == "quarantined"

    officer.post(_change(made, "retry"), {"delivery": [row.pk]})
    assert Delivery.objects.get().status == "queued"


def test_the_log_is_filtered_by_status(officer: Client, made: Made, edition: Edition) -> None:
    page = reverse("webhook", args=[made.endpoint.pk])
    assert "Tin" in officer.get(page, {"status": "quarantined"}).content.decode()
    assert "No delivery here." in officer.get(page, {"status": "handed_over"}).content.decode()


def test_the_receiver_sees_the_log_and_replays_by_a_signed_link(
    officer: Client, made: Made, edition: Edition
) -> None:
    shown = officer.get(reverse("webhook", args=[made.endpoint.pk])).content.decode()
    path = reverse("webhook_log", args=[links.token(made.endpoint.pk)])
    assert path in shown
    anybody = Client()
    page = anybody.get(path).content.decode()
    assert "Tin" in page
    assert "500 &lt;i&gt;" in page
    assert "<script>x" not in page
    assert "whsec_" not in page

    span = {"since": "2026-03-01 00:00", "until": "2026-03-02 00:00"}
    assert anybody.post(path, span).status_code == 302
    assert Delivery.objects.get().status == "queued"


def test_a_link_that_was_not_made_here_opens_nothing(made: Made) -> None:
    good = links.token(made.endpoint.pk)
    other = contact_links.preferences_token(made.endpoint.pk)
    for token in (f"{made.endpoint.pk + 1}.{good.partition('.')[2]}", other, "x"):
        assert Client().get(f"/webhook/{token}/").status_code == 404


def test_the_receiver_sends_a_test_by_the_same_link_a_few_times_an_hour(sink: HttpSink) -> None:
    cache.clear()
    works = actions.add(url=sink.url("/ok"), name="x", at=NINE)
    broken = actions.add(url=sink.url("/error"), name="y", at=NINE)
    path = reverse("webhook_log", args=[links.token(works.endpoint.pk)])
    anybody = Client(headers={"accept-language": "en"})

    assert anybody.get(path, {"test": "1"}).status_code == 200
    assert sink.arrived == []  # a link that is only opened sends nothing
    answers = [anybody.post(path, {"test": "1"}) for _ in range(6)]

    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert "notice--sure" in answers[0].content.decode()
    assert len(sink.arrived) == 5
    assert json.loads(sink.arrived[0].body)["type"] == "ping"
    assert not Attempt.objects.exists()

    other = reverse("webhook_log", args=[links.token(broken.endpoint.pk)])
    answer = anybody.post(other, {"test": "1"})  # counted for each webhook
    assert "500 it broke" in answer.content.decode()
    assert "notice--stop" in answer.content.decode()


def test_a_test_that_reaches_nobody_says_why(sink: HttpSink) -> None:
    cache.clear()
    inside = actions.add(url=f"http://localhost:{sink.port}/ok", name="x", at=NINE)

    answer = Client().post(
        reverse("webhook_log", args=[links.token(inside.endpoint.pk)]), {"test": "1"}
    )

    assert "is not public" in answer.content.decode()
    assert sink.arrived == []


def test_the_desk_sees_what_closed_by_itself_and_opens_it_again(
    officer: Client, client_of: ClientOf, made: Made, edition: Edition
) -> None:
    home = reverse("wagtailadmin_home")
    later = NINE + timedelta(days=5)
    Attempt.objects.create(
        delivery=Delivery.objects.get(), at=later, outcome="quarantined", reply="500"
    )
    assert "Webhooks that were closed" not in officer.get(home).content.decode()

    assert actions.close_given_up(at=later) == 1

    page = reverse("webhook", args=[made.endpoint.pk])
    for address in (home, page, reverse("webhooks")):
        assert "It took nothing for five days" in officer.get(address).content.decode()
    assert "It took nothing" not in client_of(Role.COVERAGE_CLERK).get(home).content.decode()
    receivers = Client().get(reverse("webhook_log", args=[links.token(made.endpoint.pk)]))
    assert "không nhận gì trong năm ngày" in receivers.content.decode()

    officer.post(_change(made, "reopen"))
    assert actions.close_given_up(at=later) == 0
    assert "Webhooks that were closed" not in officer.get(home).content.decode()


def test_a_reason_that_a_stranger_wrote_is_shown_as_text(officer: Client, made: Made) -> None:
    endpoints.close(made.endpoint.pk, at=NINE, reason="410 <b>away</b>")
    for address in (reverse("webhooks"), reverse("webhook", args=[made.endpoint.pk])):
        text = officer.get(address).content.decode()
        assert "410 &lt;b&gt;away" in text
        assert "<b>away" not in text
