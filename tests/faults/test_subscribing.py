"""Subscribing through real mail: rows 15, 16, 17, 22 and 41 for the mails that the form leads to."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.cache import cache
from django.test import Client

from bantin.core import work
from bantin.core.clock import database_now
from bantin.deliver.conftest import Subscriber, pump, sink, subscriber, topic  # noqa: F401
from bantin.deliver.dispatch import fanout
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.tests.sink import Sink, free_port
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts import mail, outgoing, signup, wordings
from bantin.receive.contacts.models import Contact, SubscriptionRequest
from bantin.receive.subjects.models import Topic
from tests.support.office import Office

pytestmark = pytest.mark.django_db(transaction=True)
Pump = Callable[[], None]


@pytest.fixture(autouse=True)
def _nobody_sent_forms_yet() -> None:
    cache.clear()


def _ask(email: str, language: str = "vi") -> None:
    wish = signup.Wish(email=email, name="", kind="resident", topics=[], areas=[], texts=language)
    words = wordings.newest(language)
    assert signup.ask(wish, wording=words, language=language, form="/dang-ky/", at=database_now())


def _bring_forward() -> None:
    """Let time pass until the next try."""
    waiting = SubscriptionRequest.objects.filter(due_at__isnull=False)
    waiting.update(due_at=database_now() - timedelta(seconds=1))


def _link(message: EmailMessage) -> str:
    """The path of the one link in a mail of the form."""
    found = re.findall(r"http://127\.0\.0\.1:8000(\S+)", str(message.get_content()))
    assert len(found) == 1
    return str(found[0])


def _settings(message: EmailMessage) -> str:
    found = re.search(
        r"http://127\.0\.0\.1:8000((?:/en)?/tuy-chon/\S+)",
        message.get_body(("plain",)).get_content(),
    )
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("language", "page", "subject"),
    [
        ("vi", "/dang-ky/xac-nhan/", "Xin xác nhận đăng ký nhận tin của Công an tỉnh An Lạc"),
        (
            "en",
            "/en/dang-ky/xac-nhan/",
            "Please confirm: texts of An Lạc Provincial Police by e-mail",
        ),
    ],
)
def test_from_the_form_to_the_inbox_and_out_again(
    sink: Sink, settings: object, topic: Topic, pump: Pump, language: str, page: str, subject: str
) -> None:
    settings.AGENCY_NAME = {"vi": "Công an tỉnh An Lạc", "en": "An Lạc Provincial Police"}
    start = "/en/dang-ky/" if language == "en" else "/dang-ky/"
    browser = Client(enforce_csrf_checks=True)
    html = browser.get(start).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', html)
    filled = {"email": "moi@a.example", "kind": "resident", "texts": "", "token": token[1]}
    assert browser.post(start, filled).status_code == 303
    assert not sink.arrived  # nothing is sent inside the request
    pump()

    [confirmation] = sink.arrived
    assert confirmation.message["Subject"] == subject
    assert confirmation.message["Auto-Submitted"] == "auto-replied"
    link = _link(confirmation.message)
    assert link.startswith(page)
    make_live_edition("Trước khi xác nhận", "Tin.", at=database_now(), topics=[topic])
    pump()
    assert len(sink.arrived) == 1

    assert browser.post(link).status_code == 200
    make_live_edition("Sau khi xác nhận", "Tin.", at=database_now(), topics=[topic])
    pump()
    assert len(sink.arrived) == 2
    settings_page = _settings(sink.arrived[1].message)
    assert browser.get(settings_page).status_code == 200

    queued = make_live_edition("Đang chờ", "Tin.", at=database_now(), topics=[topic])
    fanout.queue_deliveries(queued.pk, at=database_now())
    one_click = re.search(r"8000(/\S+)>", str(sink.arrived[1].message["List-Unsubscribe"]))
    assert browser.post(one_click[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    make_live_edition("Sau khi hủy", "Tin.", at=database_now(), topics=[topic])
    pump()
    assert len(sink.arrived) == 2
    assert Delivery.objects.get(edition=queued).status == "suppressed"


def test_a_known_address_gets_a_way_to_its_settings_and_nothing_changes(
    sink: Sink, subscriber: Subscriber, pump: Pump
) -> None:
    contact = subscriber("quen@a.example")
    before = list(contact.subscriptions.values())
    _ask("quen@a.example")
    pump()

    [letter] = sink.arrived
    assert _link(letter.message).startswith("/tuy-chon/")
    assert Client().get(_link(letter.message)).status_code == 200
    assert list(contact.subscriptions.values()) == before
    assert contact.consents.count() == 1


def test_who_left_and_asks_again_has_to_confirm_again(
    sink: Sink, subscriber: Subscriber, pump: Pump
) -> None:
    contact = subscriber("cu@a.example")
    contact.consents.all().delete()
    _ask("cu@a.example")
    pump()

    assert _link(sink.arrived[0].message).startswith("/dang-ky/xac-nhan/")


def test_a_suppressed_address_gets_no_mail(sink: Sink, subscriber: Subscriber, pump: Pump) -> None:
    contact = subscriber("hong@a.example")
    Contact.objects.filter(pk=contact.pk).update(
        suppressed_at=database_now(), suppressed_because="550"
    )
    _ask("hong@a.example")
    pump()

    assert not sink.arrived
    assert SubscriptionRequest.objects.get().due_at is None


def test_deleting_me_keeps_the_evidence_without_name_and_address(
    sink: Sink, subscriber: Subscriber, topic: Topic, pump: Pump
) -> None:
    subscriber("xoa@a.example", name="Chị Sáu")
    edition = make_live_edition("Tin", "Tin.", at=database_now(), topics=[topic])
    pump()
    page = _settings(sink.arrived[0].message)
    assert '"edition": "' in Client().get(f"{page}du-lieu.json").content.decode()

    assert Client().post(f"{page}xoa/").status_code == 200

    assert Delivery.objects.get(edition=edition).status == "handed_over"
    contact = Contact.objects.get()
    assert contact.forgotten_at
    assert (contact.name, contact.consents.count(), contact.subscriptions.count()) == ("", 0, 0)
    assert contact.email.endswith("@forgotten.invalid")
    assert Client().get(page).status_code == 404
    make_live_edition("Tin khác", "Tin.", at=database_now(), topics=[topic])
    pump()
    assert len(sink.arrived) == 1
    _ask("xoa@a.example")  # the address is free again
    pump()
    assert _link(sink.arrived[1].message).startswith("/dang-ky/xac-nhan/")


def test_rows_15_and_16_not_now_is_tried_again_once_and_never_is_not(
    sink: Sink, pump: Pump
) -> None:
    for email in ("later@a.example", "never@a.example", "spam@a.example", "tot@a.example"):
        _ask(email)
    pump()
    assert [one.recipient for one in sink.arrived] == ["tot@a.example"]
    for _ in range(4):
        _bring_forward()
        pump()

    assert sorted(one.recipient for one in sink.arrived) == ["later@a.example", "tot@a.example"]
    assert sink.asked["never@a.example"] == 1
    assert not SubscriptionRequest.objects.filter(due_at__isnull=False).exists()


def test_an_unanswered_mail_is_repeated_with_the_same_message_id_and_not_for_ever(
    sink: Sink, pump: Pump
) -> None:
    _ask("lost@a.example")
    for _ in range(outgoing.MOST_ATTEMPTS + 5):
        _bring_forward()
        pump()

    assert len(sink.arrived) == 2
    assert len({one.message["Message-ID"] for one in sink.arrived}) == 1


def test_a_server_that_is_away_loses_nothing(sink: Sink, settings: object, pump: Pump) -> None:
    there = settings.SMTP_URL
    settings.SMTP_URL = f"smtp://127.0.0.1:{free_port()}"
    _ask("moi@a.example")
    for _ in range(outgoing.MOST_ATTEMPTS + 5):
        _bring_forward()
        pump()
    assert not sink.arrived

    settings.SMTP_URL = there
    _bring_forward()
    pump()
    assert len(sink.arrived) == 1


def test_row_17_a_server_that_drips_is_cut_off_and_holds_up_no_deliveries(
    sink: Sink, subscriber: Subscriber, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "ALL_SECONDS", 3.0)
    subscriber("gap@a.example")
    _ask("slow@a.example")
    assert work.run_once("worker")
    make_live_edition("Tin", "Tin.", at=database_now(), topics=[topic])
    while not sink.to("gap@a.example"):
        work.run_once("worker")
    assert SubscriptionRequest.objects.get().sent_at is None

    work.run_until_idle("worker")
    asked = SubscriptionRequest.objects.get()
    assert asked.sent_at is None
    assert asked.due_at > database_now()


TOGETHER = """
import threading
from bantin.core.clock import database_now
from bantin.receive.contacts import outgoing, signup, wordings
from bantin.receive.contacts.models import SubscriptionRequest

at = database_now()
words = wordings.newest("vi")

def ask(email):
    wish = signup.Wish(email=email, name="", kind="resident", topics=[], areas=[], texts="vi")
    signup.ask(wish, wording=words, language="vi", form="/dang-ky/", at=at)

def together(count, act):
    start, done = threading.Barrier(count), []
    def one():
        start.wait(30)
        try:
            done.append(act())
        finally:
            connections.close_all()
    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == count
    return done

together(10, lambda: ask("mot@a.example"))
for number in range(39):
    ask(f"nguoi-{number}@a.example")
taken = [letter.request for letters in together(4, lambda: outgoing.claim(at=at)) for letter in letters]
taken += [letter.request for _turn in range(2) for letter in outgoing.claim(at=at)]
print(SubscriptionRequest.objects.filter(email="mot@a.example").count(), len(taken), len(set(taken)))
"""


def test_ten_forms_at_one_moment_are_one_mail_and_four_workers_take_each_once(
    office: Office,
) -> None:
    assert office.python(TOGETHER).stdout.split() == ["1", "40", "40"]


def test_what_a_dead_worker_took_is_sent_after_its_lease(sink: Sink, pump: Pump) -> None:
    _ask("moi@a.example")
    assert outgoing.claim(at=database_now())
    pump()
    assert not sink.arrived

    _bring_forward()
    pump()
    assert len(sink.arrived) == 1
