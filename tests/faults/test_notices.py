"""HARDENING rows 31, 33 and 34: notices take two people, one cancels them, drills stay drills."""

import json
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from bantin.accounts.models import SecondFactorUse, User
from bantin.accounts.roles import Role
from bantin.core.clock import database_now
from bantin.decide.notices.errors import AskedYourself, CancelInstead, ExpiresTooEarly
from bantin.decide.releases import actions as releases
from bantin.decide.releases import errors
from bantin.decide.releases.forms import SubmitForm
from bantin.decide.releases.models import Release, SignOff
from bantin.deliver.conftest import Subscriber, pump, sink, subscriber, topic  # noqa: F401
from bantin.deliver.dispatch import fanout, guards
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.tests.sink import Sink
from bantin.publish.record import actions, checkup, notice_guards
from bantin.publish.record.errors import MayNotCancel, NotInForce
from bantin.publish.record.models import Edition, LedgerEntry
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Area, Topic
from tests.support import notices
from tests.support.office import Office

pytestmark = pytest.mark.django_db(transaction=True)
Pump = Callable[[], None]
Send = Callable[..., Edition]


@pytest.fixture
def area(db: None) -> Area:
    return Area.objects.create(code="suoi-may", name_vi="Xã Suối Mây", name_en="Suối Mây Commune")


@pytest.fixture
def officer(db: None) -> User:
    return notices.person("can-bo", Role.PRESS_OFFICER)


@pytest.fixture
def spokesperson(db: None) -> User:
    return notices.person("phat-ngon", Role.SPOKESPERSON)


@pytest.fixture
def send(officer: User, spokesperson: User, topic: Topic, area: Area) -> Send:
    def make(*, drill: bool = False, **other: object) -> Edition:
        release = notices.write(officer, topic, area, drill=drill, **other)
        return notices.send(release, by=officer, approver=spokesperson)

    return make


def cancel(edition: Edition, by: User) -> Edition:
    return actions.cancel_notice(
        edition.release_id, by=by, session=notices.SESSION, at=database_now()
    )


def received(sink: Sink) -> list[tuple[str, str]]:
    return sorted((mail.recipient, str(mail.message["Subject"])) for mail in sink.arrived)


# --- row 31


def test_one_person_alone_sends_no_notice_whatever_their_rights(topic: Topic, area: Area) -> None:
    everything = notices.person("tat-ca", *Role, is_superuser=True)
    other = notices.person("nguoi-khac", Role.SPOKESPERSON)
    release = notices.write(everything, topic, area)
    own = releases.submit(release.pk, by=everything, at=database_now())
    with pytest.raises(errors.OwnEdit):
        actions.seal_release(own.pk, by=everything, session=notices.SESSION, at=database_now())

    written_by_other = notices.write(other, topic, area)
    asked = releases.submit(written_by_other.pk, by=everything, at=database_now())
    with pytest.raises(AskedYourself):
        actions.seal_release(asked.pk, by=everything, session=notices.SESSION, at=database_now())

    assert not Edition.objects.exists()


def test_a_superuser_without_a_role_neither_sends_nor_cancels(send: Send, officer: User) -> None:
    root = notices.person("root", is_superuser=True)
    edition = send()
    with pytest.raises(MayNotCancel):
        cancel(edition, by=root)
    with pytest.raises(MayNotCancel):
        cancel(edition, by=officer)
    assert Edition.objects.count() == 1


def test_a_password_alone_neither_approves_nor_cancels(
    send: Send,
    officer: User,
    spokesperson: User,
    topic: Topic,
    area: Area,
) -> None:
    edition = send()
    SecondFactorUse.objects.all().delete()
    other = notices.write(officer, topic, area)
    asked = releases.submit(other.pk, by=officer, at=database_now())
    for attempt in (
        lambda: actions.seal_release(
            asked.pk, by=spokesperson, session=notices.SESSION, at=database_now()
        ),
        lambda: cancel(edition, by=spokesperson),
    ):
        with pytest.raises(errors.SecondFactorMissing):
            attempt()
    assert Edition.objects.count() == 1
    assert SignOff.objects.get(pk=asked.pk).status == "open"


def test_the_database_itself_refuses_a_notice_of_one_person(send: Send, officer: User) -> None:
    edition = send()
    sign_off = edition.sign_off
    own = SignOff.objects.create(
        release=edition.release,
        revision=sign_off.revision,
        kind="correction",
        reason="x",
        status="approved",
        submitted_by=officer,
        submitted_at=database_now(),
        decided_by=officer,
        decided_at=database_now(),
    )
    copy = Edition.objects.get(pk=edition.pk)
    copy.pk, copy.sign_off, copy.number, copy.kind = None, own, 2, "correction"
    copy.replaces, copy.reason, copy.sha256, copy.sealed_by = edition, "x", "0" * 64, officer
    with pytest.raises(IntegrityError, match="two people"), transaction.atomic():
        copy.save(force_insert=True)
    assert notice_guards.TRIGGERS.missing() == []


# --- row 33


def test_one_person_cancels_and_it_reaches_the_same_people_the_same_way(
    send: Send,
    spokesperson: User,
    officer: User,
    subscriber: Subscriber,
    sink: Sink,
    pump: Pump,
) -> None:
    people = [subscriber(f"{name}@a.example") for name in ("an", "binh", "chi")]
    edition = send()
    pump()
    before = {(row.recipient_id, row.channel) for row in Delivery.objects.all()}
    assert len(received(sink)) == len(people)

    people[0].subscriptions.all().delete()  # asked for other things meanwhile; must hear of it
    cancelled = cancel(edition, by=spokesperson)

    assert cancelled.live.at >= edition.live.at
    assert (cancelled.kind, cancelled.title) == ("withdrawal", notices.CANCEL_TITLE)
    pump()
    rows = Delivery.objects.filter(edition=cancelled)
    assert {(row.recipient_id, row.channel) for row in rows} == before
    assert {row.lane for row in Delivery.objects.all()} == {Delivery.Lane.URGENT}
    assert all((row.queued_at - cancelled.live.at).total_seconds() <= 30 for row in rows)
    last = [mail for mail in received(sink) if mail[1].startswith("ĐÃ HỦY: ")]
    assert [address for address, _subject in last] == sorted(p.email for p in people)
    assert all(notices.CANCEL_TITLE in subject for _address, subject in last)
    assert [finding.code for finding in checkup.findings() if not finding.ok] == []


def test_a_cancellation_overtakes_a_change_that_is_being_made(
    send: Send, officer: User, spokesperson: User, topic: Topic, area: Area
) -> None:
    edition = send()
    release = edition.release.latest_revision.as_object()
    notices.save_notice(
        release,
        by=officer,
        at=database_now(),
        title="Lũ lên cao hơn",
        language="vi",
        topics=[topic],
        areas=[area],
        details=notices.details(text="Nước lên thêm."),
    )
    update = releases.submit(
        release.pk, by=officer, at=database_now(), kind="correction", reason="Nước lên thêm."
    )

    cancelled = cancel(edition, by=spokesperson)

    assert cancelled.live
    assert "Nước lên thêm" not in cancelled.text
    assert SignOff.objects.get(pk=update.pk).status == "voided"
    with pytest.raises(NotInForce):
        cancel(edition, by=spokesperson)


def test_the_words_of_a_cancellation_are_those_that_two_people_approved(
    send: Send, officer: User, spokesperson: User, topic: Topic, area: Area
) -> None:
    edition = send()
    notices.save_notice(
        edition.release.latest_revision.as_object(),
        by=spokesperson,
        at=database_now(),
        title=notices.TITLE,
        language="vi",
        topics=[topic],
        areas=[area],
        details=notices.details(cancel_text="Lời của một người, chưa ai duyệt."),
    )

    cancelled = cancel(edition, by=spokesperson)

    assert cancelled.text == notices.CANCEL_TEXT


def test_a_notice_is_not_withdrawn_by_a_request_and_does_not_begin_expired(
    send: Send, officer: User, topic: Topic, area: Area
) -> None:
    edition = send()
    with pytest.raises(CancelInstead):
        releases.submit(
            edition.release_id, by=officer, at=database_now(), kind="withdrawal", reason="x"
        )
    over = notices.write(officer, topic, area, lasts=None, expires_at=database_now())
    with pytest.raises(ExpiresTooEarly):
        releases.submit(over.pk, by=officer, at=database_now())


def test_the_form_offers_no_withdrawal_of_a_notice(send: Send, topic: Topic) -> None:
    notice = send()
    release = make_live_edition("Tin", "x", at=database_now(), topics=[topic]).release

    def kinds(one: Release) -> list[str]:
        return [value for value, _label in SubmitForm(release=one)["kind"].field.choices]

    assert kinds(notice.release) == ["correction"]
    assert kinds(release) == ["correction", "withdrawal"]


# --- row 34


@pytest.fixture
def tester(subscriber: Subscriber) -> Contact:
    contact = subscriber("dien-tap@a.example")
    Contact.objects.filter(pk=contact.pk).update(drills_only=True)
    return Contact.objects.get(pk=contact.pk)


def test_a_drill_reaches_those_of_drills_and_a_notice_the_others(
    send: Send,
    tester: Contact,
    spokesperson: User,
    subscriber: Subscriber,
    sink: Sink,
    pump: Pump,
) -> None:
    subscriber("an@a.example")
    drill = send(drill=True)
    pump()
    cancel(drill, by=spokesperson)
    pump()
    assert [address for address, _subject in received(sink)] == ["dien-tap@a.example"] * 2
    assert all(subject.startswith("[DIỄN TẬP] ") for _address, subject in received(sink))

    sink.arrived.clear()
    send()
    pump()
    assert [address for address, _subject in received(sink)] == ["an@a.example"]
    assert not any("DIỄN TẬP" in subject for _address, subject in received(sink))


def test_whatever_asks_the_database_refuses_to_mix_drills_and_life(
    send: Send, tester: Contact, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = subscriber("an@a.example")
    drill, live = send(drill=True), send()
    at = database_now()
    for edition, contact in ((drill, person), (live, tester)):
        row = Delivery(edition=edition, recipient=contact, channel="email", queued_at=at, due_at=at)
        with pytest.raises(IntegrityError, match="drill"), transaction.atomic():
            row.save()
    everybody = Contact.objects.all()
    monkeypatch.setattr(fanout.queries, "audience", lambda _edition: everybody)
    with pytest.raises(IntegrityError, match="drill"):
        fanout.queue_deliveries(drill.pk, at=database_now())
    assert not Delivery.objects.exists()


def test_who_got_a_drill_never_becomes_a_live_recipient_of_it(
    send: Send, tester: Contact, subscriber: Subscriber
) -> None:
    person = subscriber("an@a.example")
    drill = send(drill=True)
    fanout.queue_deliveries(drill.pk, at=database_now())
    row = Delivery.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=row.pk).update(recipient=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=tester.pk).update(drills_only=False)
    assert Delivery.objects.get().recipient == tester


def test_a_drill_never_becomes_live_and_the_reverse(send: Send, officer: User) -> None:
    drill = send(drill=True)
    copy = Edition.objects.get(pk=drill.pk)
    copy.pk, copy.number, copy.kind, copy.replaces = None, 2, "withdrawal", drill
    copy.reason, copy.sha256, copy.drill = "x", "0" * 64, False
    copy.sign_off = SignOff.objects.create(
        release=drill.release,
        revision=drill.sign_off.revision,
        kind="withdrawal",
        reason="x",
        status="approved",
        submitted_by=officer,
        submitted_at=database_now(),
        decided_by=officer,
        decided_at=database_now(),
    )
    with pytest.raises(IntegrityError, match="stays a drill"), transaction.atomic():
        copy.save(force_insert=True)


def test_a_drill_is_on_the_ledger_and_nowhere_in_public(send: Send) -> None:
    drill = send(drill=True)
    reader = Client()
    name, uid = drill.name, drill.uid
    for address in (
        f"/thong-cao/{name}/",
        f"/en/thong-cao/{name}/",
        f"/thong-cao/{name}/phien-ban/1/",
        f"/thong-cao/{name}/phien-ban/1/edition.json",
        f"/thong-cao/{name}/bundle.json",
        f"/cap/{uid}.1.xml",
    ):
        assert reader.get(address).status_code == 404, address
    for address in (
        *(
            "/",
            "/en/",
            "/feed.atom",
            "/cap/feed.atom",
            "/sitemap.xml",
            "/sitemap/news.xml",
            "/luu-tru/",
            "/chu-de/",
        ),
        *("/tim-kiem/?q=lu+quet", "/chu-de/giao-thong/", "/dia-ban/suoi-may/"),
    ):
        shown = reader.get(address).content.decode()
        assert "lũ quét" not in shown.lower(), address
        assert uid.hex[:8] not in shown, address
    assert LedgerEntry.objects.filter(index=drill.live.ledger_index).exists()
    assert [finding.code for finding in checkup.findings() if not finding.ok] == []


MIXED = """
import json
from django.db import IntegrityError, connection, transaction
from bantin.core.clock import database_now
from bantin.deliver.dispatch import fanout, guards
from bantin.deliver.dispatch.models import Delivery
from bantin.publish.record import notice_guards
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.contacts.models import Consent, Contact, Subscription

at = database_now().replace(microsecond=0)
people = [
    Contact.objects.create(kind="resident", email=f"{n}@a.example", drills_only=n) for n in (0, 1)
]
for one in people:
    Consent.objects.create(contact=one, text="x", source="y", given_at=at)
    Subscription.objects.create(contact=one, since=at)
drill = make_live_edition("Tập", "Tập.", at=at, notice={"status": "exercise"})
live = make_live_edition("Thật", "Thật.", at=at, notice={})

def refused(act):
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False

def row(edition, contact):
    Delivery(edition=edition, recipient=contact, channel="x", queued_at=at, due_at=at).save()

seen = [refused(lambda: row(drill, people[0])), refused(lambda: row(live, people[1]))]
for edition in (drill, live):
    fanout.queue_deliveries(edition.pk, at=database_now())
seen.append(refused(lambda: Contact.objects.update(drills_only=True)))
got = sorted(Delivery.objects.values_list("edition__title", "recipient__email", "lane"))
missing = [*guards.TRIGGERS.missing(), *notice_guards.TRIGGERS.missing()]
print(json.dumps([seen, got, missing, connection.vendor]))
"""


def test_both_databases_refuse_it_after_an_ordinary_installation(office: Office) -> None:
    for _again in range(2):  # an update of nothing leaves the triggers where they were
        office.bantin("init")
    done = office.python(MIXED, check=False)
    assert done.returncode == 0, done.stderr
    seen, got, missing, _vendor = json.loads(done.stdout)
    assert seen == [True, True, True]
    assert got == [["Thật", "0@a.example", 0], ["Tập", "1@a.example", 0]]
    assert missing == []


def test_the_triggers_are_there_in_tests_too() -> None:
    assert guards.TRIGGERS.missing(connection) == []
