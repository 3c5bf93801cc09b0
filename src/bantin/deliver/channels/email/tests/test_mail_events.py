"""What a mail provider posts: through django-anymail's own views to the delivery and the contact."""

import email
import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import Message
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bantin.core import work
from bantin.core.refusals import Refusal
from bantin.deliver.channels.base import Answer, Outcome
from bantin.deliver.channels.email import actions, providers, views
from bantin.deliver.channels.email.message import fill_in, render
from bantin.deliver.channels.email.models import MailEvent
from bantin.deliver.channels.email.tests import posts
from bantin.deliver.channels.email.tests.posts import ALL, FULL, GONE, HAPPENED, SECRET, Post
from bantin.deliver.conftest import NINE, Subscriber
from bantin.deliver.dispatch import actions as outbox
from bantin.deliver.dispatch import fanout, leases
from bantin.deliver.dispatch.actions import Result
from bantin.deliver.dispatch.models import Attempt, Delivery
from bantin.deliver.tests.sink import Sink
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts import actions as contacts
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db
ADDRESS = "dieu.ngan@baodonglac.example"
PROVIDERS = sorted(ALL)
YES = Answer(Outcome.HANDED_OVER, "250 ok")
Arrange = Callable[[str], None]
Deliver = Callable[[], str]
Send = Callable[[Post], HttpResponse]


@pytest.fixture
def use(settings: LazySettings) -> Arrange:
    """Let the office's relay be this provider."""

    def choose(name: str) -> None:
        settings.MAIL_PROVIDER, settings.MAIL_PROVIDER_SECRET = name, SECRET

    cache.clear()
    return choose


@pytest.fixture
def contact(subscriber: Subscriber) -> Contact:
    return subscriber(ADDRESS)


@pytest.fixture
def mails(topic: Topic) -> Callable[[], dict[str, Message]]:
    """Queue a text and hand it over; returns each recipient's mail as it went out."""

    def hand_over() -> dict[str, Message]:
        edition = make_live_edition("Tin", "Nội dung.", at=NINE, topics=[topic])
        fanout.queue_deliveries(edition.pk, at=NINE)
        lease = uuid4()
        claimed = leases.claim(lease, limit=10, at=NINE)
        outbox.finish(lease, [Result(one, YES, NINE) for one in claimed])
        rendered = render(edition, "vi")
        return {
            one.parcel.address: email.message_from_bytes(fill_in(rendered, one.parcel, at=NINE))
            for one in claimed
        }

    return hand_over


@pytest.fixture
def deliver(contact: Contact, mails: Callable[[], dict[str, Message]]) -> Deliver:
    """Send a text; returns what the provider gives back of the mail."""
    return lambda: given_back(mails()[ADDRESS])


def given_back(mail: Message) -> str:
    """The token, from where each provider takes it."""
    if mail["X-PM-Metadata-bantin"]:
        return str(mail["X-PM-Metadata-bantin"])
    for name in ("X-MJ-EventPayload", "X-Mailin-custom"):
        if mail[name]:
            return str(json.loads(mail[name])["bantin"])
    return str(mail["Message-ID"]).strip("<>").rpartition("@")[0]


@pytest.fixture
def send(client: Client) -> Send:
    """Post it, and let a worker settle it."""

    def post(what: Post) -> HttpResponse:
        answer = client.post("/mail-events", **what)
        actions.settle(at=timezone.now())
        return answer

    return post


def _outcomes() -> list[str]:
    return list(Attempt.objects.order_by("pk").values_list("outcome", flat=True))


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_hard_bounce_suppresses_the_address_with_what_the_provider_says(
    use: Arrange, deliver: Deliver, send: Send, contact: Contact, subscriber: Subscriber, name: str
) -> None:
    use(name)
    other = subscriber("b@a.example")

    assert send(ALL[name]("hard", ADDRESS, deliver())).status_code == 200

    contact.refresh_from_db()
    other.refresh_from_db()
    assert contact.suppressed_because.startswith(f"{providers.PROVIDERS[name].name}: ")
    assert GONE in contact.suppressed_because
    assert f"(returned {HAPPENED:%Y-%m-%d %H:%M:%S} UTC)" in contact.suppressed_because
    delivery = Delivery.objects.get(recipient=contact)
    assert (delivery.status, delivery.reply) == ("refused", contact.suppressed_because)
    assert other.suppressed_at is None
    assert Delivery.objects.get(recipient=other).status == "handed_over"


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_complaint_suppresses_the_address_and_the_delivery_stays_handed_over(
    use: Arrange, deliver: Deliver, send: Send, contact: Contact, name: str
) -> None:
    use(name)

    send(ALL[name]("complaint", ADDRESS, deliver()))

    contact.refresh_from_db()
    assert "spam complaint" in contact.suppressed_because
    assert Delivery.objects.get().status == "handed_over"
    assert _outcomes() == ["handed_over", "handed_over"]


@pytest.mark.parametrize("name", PROVIDERS)
def test_who_unsubscribed_at_the_provider_gets_nothing_more(
    use: Arrange, deliver: Deliver, send: Send, contact: Contact, name: str
) -> None:
    use(name)

    send(ALL[name]("unsubscribed", ADDRESS, deliver()))

    contact.refresh_from_db()
    assert "unsubscribed" in contact.suppressed_because
    assert Delivery.objects.get().status == "handed_over"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", PROVIDERS)
def test_a_bounce_of_a_mail_that_really_went_out_is_settled_by_the_worker(
    use: Arrange, sink: Sink, contact: Contact, topic: Topic, client: Client, name: str
) -> None:
    use(name)
    make_live_edition("Tin", "Nội dung.", at=NINE, topics=[topic])
    work.run_until_idle("worker")
    (arrived,) = sink.to(ADDRESS)
    token = given_back(email.message_from_bytes(arrived.raw))

    client.post("/mail-events", **ALL[name]("hard", ADDRESS, token))
    contact.refresh_from_db()
    assert contact.suppressed_at is None, "nothing is settled inside the request"
    work.run_until_idle("worker")

    contact.refresh_from_db()
    assert GONE in contact.suppressed_because
    assert Delivery.objects.get().status == "refused"


SOFT = [(name, kind) for name in PROVIDERS for kind in ("soft", "delayed")]


@pytest.mark.parametrize(("name", "kind"), [one for one in SOFT if one != ("mailgun", "soft")])
def test_a_soft_bounce_or_a_delay_is_only_noted(
    use: Arrange, deliver: Deliver, send: Send, contact: Contact, name: str, kind: str
) -> None:
    use(name)

    send(ALL[name](kind, ADDRESS, deliver(), said="452 4.2.2 try again"))

    contact.refresh_from_db()
    delivery = Delivery.objects.get()
    assert contact.suppressed_at is None
    assert delivery.status == "handed_over"
    assert delivery.reply.startswith(f"{providers.PROVIDERS[name].name}: ")
    assert _outcomes() == ["handed_over", "handed_over"]


@pytest.mark.parametrize("name", PROVIDERS)
@pytest.mark.parametrize("kind", ["opened", "clicked", "delivered"])
def test_opens_clicks_and_good_news_are_never_taken(
    use: Arrange, deliver: Deliver, send: Send, name: str, kind: str
) -> None:
    use(name)

    assert send(ALL[name](kind, ADDRESS, deliver())).status_code == 200

    assert not MailEvent.objects.exists()
    assert _outcomes() == ["handed_over"]
    assert not Contact.objects.exclude(suppressed_at=None).exists()


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_provider_is_told_to_count_neither_opens_nor_clicks_and_who_the_mail_is_for(
    use: Arrange, contact: Contact, mails: Callable[[], dict[str, Message]], name: str
) -> None:
    use(name)

    mail = mails()[ADDRESS]

    told = {key: mail[key] for key, _value in providers.headers()}
    assert given_back(mail).startswith("bantin.")
    assert all(told.values())
    assert not re.search("Qz[A-Za-z]+Qz", str(mail))
    without_tracking = {
        "postmark": {"X-PM-TrackOpens": "false", "X-PM-TrackLinks": "None"},
        "mailgun": {"X-Mailgun-Track": "no"},
        "mailjet": {"X-Mailjet-TrackOpen": "0", "X-Mailjet-TrackClick": "0"},
        "brevo": {},  # only in its own settings
    }
    assert without_tracking[name].items() <= told.items()


def test_a_mail_to_a_server_of_ones_own_tells_no_provider_anything(
    contact: Contact, mails: Callable[[], dict[str, Message]]
) -> None:
    names = {name.lower() for name in mails()[ADDRESS].keys()}  # noqa: SIM118
    assert not [name for name in names if name.startswith("x-")]


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("postmark", "hard", FULL),
        ("postmark", "hard", "550 5.7.1 blocked by policy"),
        ("mailgun", "old", GONE),
        ("mailgun", "hard", FULL),
        ("mailjet", "full", ""),
        ("postmark", "filter", GONE),
        ("brevo", "hard", FULL),
        ("brevo", "rejected", ""),
    ],
)
def test_what_says_nothing_of_the_address_suppresses_nobody(
    use: Arrange, deliver: Deliver, send: Send, contact: Contact, name: str, kind: str, said: str
) -> None:
    use(name)

    send(ALL[name](kind, ADDRESS, deliver(), said=said))

    contact.refresh_from_db()
    assert contact.suppressed_at is None
    assert len(_outcomes()) == 2


def test_a_mail_that_the_provider_did_not_send_at_all_is_refused_and_the_address_dead(
    use: Arrange, deliver: Deliver, send: Send, contact: Contact
) -> None:
    use("postmark")

    send(posts.postmark("rejected", ADDRESS, deliver(), said=""))

    contact.refresh_from_db()
    assert contact.suppressed_at is not None
    assert Delivery.objects.get().status == "refused"


@pytest.mark.parametrize("name", PROVIDERS)
def test_the_same_event_again_is_harmless_also_after_a_person_lifted_the_suppression(
    use: Arrange, deliver: Deliver, send: Send, contact: Contact, name: str
) -> None:
    use(name)
    post = ALL[name]("hard", ADDRESS, deliver())
    send(post)
    contacts.lift_suppression(contact)
    Delivery.objects.update(status="handed_over", handed_over_at=NINE)

    assert send(post).status_code == 200

    contact.refresh_from_db()
    assert contact.suppressed_at is None
    assert Delivery.objects.get().status == "handed_over"
    assert len(_outcomes()) == 2
    assert MailEvent.objects.count() == 1


@pytest.mark.parametrize("kind", ["hard", "complaint", "unsubscribed"])
def test_an_event_that_names_no_delivery_counts_by_its_address(
    use: Arrange, deliver: Deliver, send: Send, contact: Contact, kind: str
) -> None:
    use("postmark")
    deliver()

    send(posts.postmark(kind, ADDRESS.upper()))

    contact.refresh_from_db()
    assert contact.suppressed_because.startswith("Postmark: ")
    assert Delivery.objects.get().status == "handed_over", "nobody said which one"
    contacts.lift_suppression(contact)
    send(posts.postmark(kind, ADDRESS.upper()))
    contact.refresh_from_db()
    assert contact.suppressed_at is None


def test_a_soft_bounce_that_names_no_delivery_changes_nothing(
    use: Arrange, deliver: Deliver, send: Send, contact: Contact
) -> None:
    use("postmark")
    deliver()

    send(posts.postmark("soft", ADDRESS))

    contact.refresh_from_db()
    assert contact.suppressed_at is None
    assert _outcomes() == ["handed_over"]


def test_an_address_to_which_nothing_was_sent_is_not_ours_to_suppress(
    use: Arrange, send: Send, contact: Contact
) -> None:
    use("postmark")

    send(posts.postmark("hard", ADDRESS))

    contact.refresh_from_db()
    assert contact.suppressed_at is None


def test_a_domain_in_ascii_is_the_same_as_in_vietnamese(
    use: Arrange, subscriber: Subscriber, mails: Callable[[], dict[str, Message]], send: Send
) -> None:
    use("postmark")
    contact = subscriber("ngan@báo.example")
    mails()

    send(posts.postmark("hard", "ngan@" + "báo.example".encode("idna").decode()))

    contact.refresh_from_db()
    assert contact.suppressed_at is not None


def test_an_event_about_another_address_than_the_delivery_s_suppresses_nobody(
    use: Arrange, deliver: Deliver, send: Send, contact: Contact, subscriber: Subscriber
) -> None:
    use("postmark")
    subscriber("b@a.example")
    token = deliver()

    send(posts.postmark("hard", "b@a.example", token))

    assert not Contact.objects.exclude(suppressed_at=None).exists()


def test_an_event_that_overtakes_the_worker_is_settled_later(
    use: Arrange, deliver: Deliver, send: Send, contact: Contact
) -> None:
    use("postmark")
    token = deliver()
    Delivery.objects.update(status="held", handed_over_at=None)
    Delivery.objects.update(status="queued", due_at=timezone.now() + timedelta(days=1))

    send(posts.postmark("hard", ADDRESS, token))
    contact.refresh_from_db()
    assert contact.suppressed_at is None
    assert MailEvent.objects.get().address == ADDRESS

    Delivery.objects.update(status="handed_over", handed_over_at=NINE, due_at=None)
    due_at = MailEvent.objects.get().due_at
    assert actions.settle(at=due_at - timedelta(seconds=1)) == 0
    assert actions.settle(at=due_at) == 1
    contact.refresh_from_db()
    assert contact.suppressed_at is not None


def test_a_settled_event_forgets_whom_it_was_about_and_goes_in_time(
    use: Arrange, deliver: Deliver, send: Send
) -> None:
    use("postmark")
    send(posts.postmark("hard", ADDRESS, deliver()))

    event = MailEvent.objects.get()
    assert (event.address, event.reply, event.due_at) == ("", "", None)
    assert actions.forget(at=event.heard_at + timedelta(days=29)) == 0
    assert actions.forget(at=event.heard_at + timedelta(days=30)) == 1


def test_an_event_whose_delivery_never_leaves_the_queue_is_given_up(
    use: Arrange, deliver: Deliver, send: Send
) -> None:
    use("postmark")
    token = deliver()
    Delivery.objects.update(
        status="queued", handed_over_at=None, due_at=timezone.now() + timedelta(days=90)
    )
    send(posts.postmark("hard", ADDRESS, token))

    assert actions.settle(at=timezone.now() + timedelta(days=14)) == 1

    assert MailEvent.objects.get().due_at is None
    assert not Contact.objects.exclude(suppressed_at=None).exists()


def test_what_happened_long_ago_is_not_taken(use: Arrange, deliver: Deliver, send: Send) -> None:
    use("postmark")

    assert send(posts.postmark("hard", ADDRESS, deliver(), at=posts.LONG_AGO)).status_code == 200

    assert not MailEvent.objects.exists()


# --- who may post


def _forged(post: Post, name: str, how: str) -> Post:
    post = json.loads(json.dumps(post))
    if name == "mailgun":
        body = json.loads(post["data"])
        if how == "missing":
            del body["signature"]
        elif how == "wrong":
            body["signature"] = posts.signature("t", HAPPENED, key="x" * 32)
        else:
            body["signature"] = how
        post["data"] = json.dumps(body)
    elif how == "missing":
        post["headers"] = {}
    elif how == "wrong":
        post["headers"] = {"Authorization": posts.basic("x" * 32)}
    else:
        post["headers"] = {"Authorization": how}
    return post


@pytest.mark.parametrize("name", PROVIDERS)
@pytest.mark.parametrize("how", ["missing", "wrong", "", "Basic", "Basic \udc80", "None"])
def test_a_forged_post_is_refused_and_logged_without_what_was_posted(
    use: Arrange,
    deliver: Deliver,
    client: Client,
    caplog: pytest.LogCaptureFixture,
    name: str,
    how: str,
) -> None:
    use(name)
    token = deliver()
    forged = _forged(ALL[name]("hard", ADDRESS, token), name, how.replace("\udc80", "/w=="))

    with caplog.at_level(logging.DEBUG, logger="bantin"):
        answer = client.post("/mail-events", **forged)

    assert answer.status_code == (403 if name == "mailgun" else 401)
    assert ("WWW-Authenticate" in answer.headers) == (name != "mailgun")
    assert "refused" in caplog.text
    assert ADDRESS not in caplog.text
    assert token not in caplog.text
    assert SECRET not in caplog.text + answer.content.decode()
    assert not MailEvent.objects.exists()


def test_a_signature_that_was_seen_before_carries_no_second_event(
    use: Arrange, deliver: Deliver, send: Send, contact: Contact, subscriber: Subscriber
) -> None:
    """Mailgun's signature covers the time and a token, not what is posted."""
    use("mailgun")
    victim = subscriber("b@a.example")
    token = deliver()
    send(posts.mailgun("complaint", ADDRESS, token, signed="one"))

    send(posts.mailgun("complaint", "b@a.example", signed="one"))

    victim.refresh_from_db()
    assert victim.suppressed_at is None
    assert MailEvent.objects.count() == 1


@pytest.mark.parametrize("name", PROVIDERS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'"x"',
        b"\xff",
        b"[" * 100_000,
        b'{"RecordType": []}',
        b'[{"event": {}}]',
        b'[{"event": "bounce", "time": 1e300, "email": "a@b.example"}]',
        b'{"event": "hard_bounce", "ts_epoch": 1e300, "email": "a@b.example"}',
        b'{"RecordType": "Bounce", "Type": "HardBounce", "BouncedAt": 5, "Email": ["a@b"]}',
        b'{"RecordType": "Bounce", "Type": "HardBounce", "Email": "a\\u0000@b.example"}',
        b'{"RecordType": "Bounce", "Type": "HardBounce", "Email": "a\\ud800@b.example"}',
    ],
)
def test_what_is_no_event_is_refused_or_ignored_and_breaks_nothing(
    use: Arrange, client: Client, name: str, body: bytes
) -> None:
    use(name)

    answer = client.post(
        "/mail-events",
        data=body,
        content_type="application/json",
        headers={"Authorization": posts.basic()},
    )

    assert answer.status_code in {200, 400, 403}
    assert not MailEvent.objects.exists()


@pytest.mark.parametrize("data", [{}, None, [], {"event": {}}, {"event": "failed", "message": 5}])
def test_a_signed_post_that_is_no_event_is_refused_and_breaks_nothing(
    use: Arrange, client: Client, data: Any
) -> None:
    use("mailgun")
    body = {"signature": posts.signature("t", HAPPENED), "event-data": data}

    answer = client.post("/mail-events", json.dumps(body), content_type="application/json")

    assert answer.status_code in {200, 400}
    assert not MailEvent.objects.exists()


def test_a_huge_post_is_refused_before_it_is_read(
    use: Arrange, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    use("postmark")
    monkeypatch.setattr(views.events, "read", lambda *_args: pytest.fail("it was read"))
    huge = posts.postmark("hard", ADDRESS, Content="x" * views.MOST_BYTES)

    assert client.post("/mail-events", **huge).status_code == 413
    assert not MailEvent.objects.exists()


def test_a_flood_of_forged_posts_is_put_off_and_does_not_fill_the_log(
    use: Arrange, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    use("postmark")
    forged = posts.postmark("hard", ADDRESS) | {"headers": {}}

    answers = [client.post("/mail-events", **forged) for _number in range(70)]

    assert {one.status_code for one in answers} == {401, 429}
    assert answers[-1].headers["Retry-After"] == "600"
    assert len([one for one in caplog.records if "refused" in one.message]) == 60
    genuine = client.post("/mail-events", **posts.postmark("delivered", ADDRESS))
    assert genuine.status_code == 200, "the provider is not held up by others"


def test_the_address_needs_no_cookie_and_sets_none(use: Arrange, deliver: Deliver) -> None:
    use("postmark")
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/mail-events", **posts.postmark("hard", ADDRESS, deliver()))

    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_post_writes_its_rows_at_once_and_touches_no_delivery(
    use: Arrange, deliver: Deliver, client: Client
) -> None:
    use("mailjet")
    token = deliver()
    one = json.loads(posts.mailjet("hard", ADDRESS, token)["data"])[0]
    many = posts.as_json(
        [one | {"email": f"a{number}@a.example"} for number in range(200)],
        Authorization=posts.basic(),
    )

    with CaptureQueriesContext(connection) as captured:
        assert client.post("/mail-events", **many).status_code == 200

    writes = [query["sql"] for query in captured if "INSERT" in query["sql"]]
    assert all("email_channel_mailevent" in sql for sql in writes)
    assert len(captured) < 10
    assert MailEvent.objects.count() == 200


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_only_posts_are_taken_and_a_look_whether_anybody_is_there(
    use: Arrange, client: Client, method: str
) -> None:
    use("postmark")

    assert getattr(client, method)("/mail-events").status_code == 405
    assert client.head("/mail-events").status_code == 200


# --- what the office says


@pytest.mark.parametrize(
    ("name", "secret", "words"),
    [
        ("postmark", "", "BANTIN_MAIL_PROVIDER_SECRET"),
        ("postmark", "short", "BANTIN_MAIL_PROVIDER_SECRET"),
        ("postmark", "Bí mật rất dài và dài hơn nữa", "BANTIN_MAIL_PROVIDER_SECRET"),
        ("smoke-signals", SECRET, "brevo, mailgun, mailjet, postmark"),
    ],
)
def test_without_a_good_secret_there_is_no_such_page_and_the_office_says_why(
    settings: LazySettings, client: Client, name: str, secret: str, words: str
) -> None:
    settings.MAIL_PROVIDER, settings.MAIL_PROVIDER_SECRET = name, secret

    with pytest.raises(Refusal, match=words) as refused:
        providers.chosen()
    assert not secret or secret not in str(refused.value)
    for headers in ({}, {"Authorization": posts.basic(secret)}):
        post = posts.postmark("hard", ADDRESS) | {"headers": headers}
        assert client.post("/mail-events", **post).status_code == 404


def test_an_office_without_a_provider_has_no_such_page(client: Client) -> None:
    assert client.post("/mail-events", **posts.postmark("hard", ADDRESS)).status_code == 404
    assert providers.chosen() is None
