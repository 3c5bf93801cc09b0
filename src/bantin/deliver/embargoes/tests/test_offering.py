"""A sealed text is offered to accredited contacts by a mail that tells nothing, and to nobody else."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.core.clock import database_now
from bantin.deliver.channels import registry
from bantin.deliver.channels.base import Bounce
from bantin.deliver.conftest import NINE, Subscriber
from bantin.deliver.dispatch import actions as outbox
from bantin.deliver.dispatch import bounces, fanout, leases
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.embargoes import errors, guards, queries
from bantin.deliver.embargoes.models import Embargo, Offer, Read
from bantin.deliver.embargoes.tests.conftest import HOUR, SUBJECTS, TITLE, WORDS, page_of
from bantin.deliver.tests.sink import Sink
from bantin.publish.record import actions as record
from bantin.publish.record.models import Edition
from bantin.publish.record.queries import live_editions
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.accreditations import actions as accreditations
from bantin.receive.contacts import actions as contacts
from bantin.receive.contacts.models import Contact
from bantin.receive.subjects.models import Topic

pytestmark = pytest.mark.django_db(transaction=True)
Pump = Callable[[], None]
Journalist = Callable[..., Contact]
Sealed = Callable[..., Edition]
Make = Callable[..., list[Offer]]


def test_the_mail_says_until_when_and_holds_neither_title_nor_text(
    sink: Sink, sealed: Sealed, journalist: Journalist, offer: Make, pump: Pump, settings: object
) -> None:
    settings.TIME_ZONE = "Asia/Ho_Chi_Minh"
    edition = sealed(summary="Tóm tắt kín.")
    vietnamese, english = journalist(), journalist("en@a.example", language="en")
    offer(edition, vietnamese, english)
    assert not sink.arrived  # nothing is sent inside the request
    pump()

    assert len(sink.arrived) == 2
    for contact, language, until in (
        (vietnamese, "vi", "Hạn chế công bố đến"),
        (english, "en", "Under embargo until"),
    ):
        [mail] = sink.to(contact.email)
        text = str(mail.message.get_content())
        assert mail.message["Subject"] == SUBJECTS[language]
        assert mail.message["Content-Language"] == language
        assert f"http://127.0.0.1:8000{page_of(edition, contact, language)}" in text
        assert until in text
        assert "(UTC+07:00, Asia/Ho_Chi_Minh)" in text
        whole = bytes(mail.message)
        for secret in (TITLE, WORDS, "Tóm tắt kín.", "cau.jpg", "bang-so-lieu", edition.slug):
            assert secret not in text + str(mail.message["Subject"])
            assert secret.encode() not in whole
    assert not Read.objects.exists()
    assert not live_editions(database_now()).exists()


def test_at_go_live_everybody_gets_the_ordinary_mail_once(
    sink: Sink,
    sealed: Sealed,
    journalist: Journalist,
    subscriber: Subscriber,
    offer: Make,
    pump: Pump,
) -> None:
    now = database_now().replace(microsecond=0)
    edition = sealed(at=now - timedelta(minutes=1))
    contact, other = journalist(), subscriber("khac@a.example")
    offer(edition, contact, at=now - HOUR)
    pump()
    assert [mail.recipient for mail in sink.arrived] == [contact.email]

    record.go_live(edition.pk)
    pump()
    pump()
    assert sorted(mail.recipient for mail in sink.arrived) == sorted(
        [contact.email, contact.email, other.email]
    )
    rows = Delivery.objects.filter(recipient=contact).values_list("channel", "status")
    assert sorted(rows) == [("email", "handed_over"), ("embargo", "handed_over")]
    assert str(sink.to(contact.email)[1].message["Subject"]).endswith(TITLE)


def test_the_fan_out_never_uses_the_channel(subscriber: Subscriber, topic: Topic) -> None:
    subscriber("a@a.example")
    edition = make_live_edition("Tin", "Nội dung.", at=NINE, topics=[topic])
    fanout.queue_deliveries(edition.pk, at=NINE)
    assert set(Delivery.objects.values_list("channel", flat=True)) == {"email"}
    assert "embargo" in registry.codes()
    assert "embargo" not in [one.code for one in registry.to_people()]


def claimed() -> int:
    from uuid import uuid4

    return len(leases.claim(uuid4(), limit=9, at=database_now()))


def end_term(contact: Contact, officer: User, edition: Edition) -> None:
    accreditations.revoke(contact.pk, by=officer, at=database_now(), reason="Mất thẻ.")


def void(contact: Contact, officer: User, edition: Edition) -> None:
    record.void(edition.pk, by=officer, at=database_now(), reason="hoãn")


def end_approval(contact: Contact, officer: User, edition: Edition) -> None:
    type(edition.sign_off).objects.filter(pk=edition.sign_off_id).update(status="voided")


def unsubscribe(contact: Contact, officer: User, edition: Edition) -> None:
    contacts.unsubscribe(contact, at=database_now())


@pytest.mark.parametrize("act", [end_term, void, end_approval, unsubscribe])
def test_what_waits_is_not_sent_once_the_reason_for_it_is_gone(
    sealed: Sealed,
    journalist: Journalist,
    offer: Make,
    officer: User,
    act: Callable[[Contact, User, Edition], None],
) -> None:
    edition, contact = sealed(), journalist()
    offer(edition, contact)
    act(contact, officer, edition)

    assert claimed() == 0
    row = Delivery.objects.get()
    assert row.status == "suppressed"
    Delivery.objects.update(status="refused")
    with pytest.raises(outbox.NothingToRetry):
        outbox.retry([row.pk], at=database_now())


def test_only_who_is_accredited_and_can_be_written_to_is_offered_it_all_or_none(
    sealed: Sealed, journalist: Journalist, subscriber: Subscriber, offer: Make, officer: User
) -> None:
    edition, contact = sealed(), journalist()
    outsider = subscriber("ngoai@a.example")
    silent = journalist("im@a.example")
    contacts.suppress(silent, at=database_now(), reason="550")
    revoked = journalist("cu@a.example")
    end_term(revoked, officer, edition)
    for other in (outsider, silent, revoked):
        with pytest.raises(errors.OutsiderChosen):
            offer(edition, contact, other)
    assert not Offer.objects.exists()
    assert not Embargo.objects.exists()
    assert not Delivery.objects.exists()
    assert set(queries.candidates(edition, database_now())) == {contact, silent}


def test_offering_again_reaches_only_who_is_new_with_the_first_subject(
    sealed: Sealed, journalist: Journalist, offer: Make
) -> None:
    edition, first, second = sealed(), journalist(), journalist("hai@a.example")
    offer(edition, first)
    made = offer(edition, first, second, subjects={"vi": "Khác", "en": "Other"})
    assert [one.contact for one in made] == [second]
    assert Embargo.objects.get().subject_vi == SUBJECTS["vi"]
    with pytest.raises(errors.NobodyChosen):
        offer(edition, first, second)
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize(
    ("subjects", "refusal"),
    [
        ({"vi": "x"}, errors.SubjectMissing),
        ({"vi": " ", "en": "x"}, errors.SubjectMissing),
        (
            {"vi": "Mời đọc: dieu chinh muc thu phi CẦU HÀM RỒNG", "en": "x"},
            errors.SubjectTellsTooMuch,
        ),
    ],
)
def test_a_subject_in_each_language_that_does_not_hold_the_title(
    sealed: Sealed,
    journalist: Journalist,
    offer: Make,
    subjects: dict[str, str],
    refusal: type[Exception],
) -> None:
    with pytest.raises(refusal):
        offer(sealed(), journalist(), subjects=subjects)
    assert not Delivery.objects.exists()


def test_a_line_break_in_the_subject_becomes_a_space(
    sink: Sink, sealed: Sealed, journalist: Journalist, offer: Make, pump: Pump
) -> None:
    """Row 38."""
    subjects = {"vi": "Một\r\nBcc: x@evil.example", "en": "x"}
    offer(sealed(), journalist(), subjects=subjects)
    pump()
    assert [mail.recipient for mail in sink.arrived] == ["ngan@a.example"]
    assert sink.arrived[0].message["Bcc"] is None


def test_what_is_public_void_over_or_a_notice_is_not_offered(
    sealed: Sealed, journalist: Journalist, offer: Make, topic: Topic, officer: User
) -> None:
    contact, now = journalist(), database_now()
    voided = sealed()
    void(contact, officer, voided)
    editions = [
        make_live_edition("Tin", "x", at=now - HOUR, topics=[topic]),
        voided,
        sealed(at=now - timedelta(seconds=1)),
        sealed(notice={}),
        sealed(notice={"status": "exercise"}),
    ]
    for edition in editions:
        with pytest.raises(errors.NotUnderEmbargo):
            offer(edition, contact)
    assert not Offer.objects.exists()


def test_without_an_agreement_nothing_is_offered(
    journalist: Journalist, topic: Topic, offer: Make
) -> None:
    from bantin.publish.record.tests.factories import make_sealed_edition

    edition = make_sealed_edition("Tin", "x", at=database_now() + HOUR, topics=[topic])
    with pytest.raises(errors.NoAgreement):
        offer(edition, journalist())


@pytest.mark.parametrize("role", [r for r in Role if r != Role.PRESS_OFFICER])
def test_only_a_press_officer_offers_and_a_superuser_does_not(
    sealed: Sealed, journalist: Journalist, offer: Make, staff: Callable[..., User], role: Role
) -> None:
    user = staff(role, "en")
    user.is_superuser = True
    user.save()
    with pytest.raises(errors.MayNotOffer):
        offer(sealed(), journalist(), by=user)
    assert not Offer.objects.exists()


def refused(act: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def test_the_database_refuses_whoever_goes_round(
    sealed: Sealed, journalist: Journalist, subscriber: Subscriber, offer: Make, officer: User
) -> None:
    edition, contact, outsider = sealed(), journalist(), subscriber("ngoai@a.example")
    offer(edition, contact)
    embargo, at = Embargo.objects.get(), database_now()
    agreement = accreditations.Agreement.objects.get()

    def row(model: type, who: Contact, **other: object) -> Callable[[], object]:
        return lambda: model.objects.create(embargo=embargo, contact=who, **other)

    offered = {"offered_by": officer, "offered_at": at}
    read = {"agreement": agreement, "at": at, "what": "text"}
    assert refused(row(Offer, outsider, **offered))
    assert refused(row(Read, outsider, **read))
    assert refused(row(Read, contact, **read))  # has not accepted
    mail = {"edition": edition, "channel": "embargo", "queued_at": at, "due_at": at}
    assert refused(lambda: Delivery.objects.create(recipient=outsider, **mail))
    assert refused(lambda: Delivery.objects.update(recipient=outsider))
    assert refused(lambda: Offer.objects.update(contact=outsider))
    assert refused(lambda: Offer.objects.all()._raw_delete("default"))
    assert refused(lambda: Embargo.objects.update(subject_vi="x"))
    second = journalist("hai@a.example")
    void(contact, officer, edition)
    assert refused(row(Offer, second, **offered))
    assert guards.TRIGGERS.missing() == []
    assert Offer.objects.get().contact == contact
    assert not Read.objects.exists()


def test_a_mail_that_comes_back_is_noted_and_a_dead_address_gets_nothing_more(
    sink: Sink, sealed: Sealed, journalist: Journalist, offer: Make, pump: Pump
) -> None:
    edition, contact = sealed(), journalist()
    offer(edition, contact)
    pump()
    row = Delivery.objects.get()
    said = Bounce(
        edition=edition.pk,
        delivery=row.pk,
        addresses=(contact.email,),
        reply="5.1.1 no such user",
        returned_at=None,
        final=True,
        address_is_dead=True,
    )
    assert bounces.note(said, channel="email", at=database_now())
    row.refresh_from_db()
    assert (row.status, row.reply) == ("refused", "5.1.1 no such user")
    contact.refresh_from_db()
    assert contact.suppressed_at
    other = sealed(title="Văn bản thứ hai")
    with pytest.raises(errors.OutsiderChosen):
        offer(other, contact)


def test_forged_links_lead_nowhere(
    sealed: Sealed, journalist: Journalist, offer: Make, caplog: pytest.LogCaptureFixture
) -> None:
    edition, contact, other = sealed(), journalist(), journalist("hai@a.example")
    offer(edition, contact)
    genuine = page_of(edition, contact)
    token = re.search(r"han-che/(.+)/$", genuine)[1]
    swapped = token.replace(f"-{contact.pk}.", f"-{other.pk}.")
    for forged in (token[:-1], swapped, "x", "1-1.", token + "x", "%00", "1-1." + "A" * 43):
        assert Client().get(f"/han-che/{forged}/").status_code == 404
    assert Client().get(page_of(edition, other)).status_code == 404  # ours, and never offered
    assert Client().get(genuine).status_code == 200
