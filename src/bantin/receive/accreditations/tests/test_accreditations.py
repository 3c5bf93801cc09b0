"""Accredited from the first to the last instant, for what was checked, until somebody revokes it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.core import events
from bantin.core.clock import database_now
from bantin.receive.accreditations import actions, errors, guards, queries
from bantin.receive.accreditations.models import Acceptance, Accreditation, Agreement
from bantin.receive.accreditations.tests.conftest import YEAR
from bantin.receive.contacts import preferences, stored
from bantin.receive.contacts.models import Contact

pytestmark = pytest.mark.django_db
Make = Callable[..., Contact]
Accredit = Callable[..., Accreditation]
Write = Callable[..., Agreement]
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def test_a_term_holds_from_its_first_instant_to_its_last_and_for_nobody_else(
    journalist: Make, accredit: Accredit
) -> None:
    contact, other = journalist(), journalist("khac@a.example")
    begins = database_now() + DAY
    term = accredit(contact, since=begins, until=begins + DAY)

    assert not queries.is_accredited(contact.pk, begins - SECOND)
    assert queries.is_accredited(contact.pk, begins)
    assert queries.is_accredited(contact.pk, begins + DAY - SECOND)
    assert not queries.is_accredited(contact.pk, begins + DAY)
    assert not queries.is_accredited(other.pk, begins)
    assert [term.state(at) for at in (begins - SECOND, begins, begins + DAY)] == [
        "later",
        "in_force",
        "over",
    ]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"checks": {}}, errors.NothingChecked),
        ({"checks": {"card_seen_on": None}}, errors.NothingChecked),
        ({"checks": {"called_back_on": "tomorrow"}}, errors.CheckedLater),
        ({"until": "now"}, errors.NoTerm),
        ({"since": "yesterday"}, errors.NoTerm),
    ],
)
def test_what_was_not_checked_or_has_no_term_is_refused(
    journalist: Make, accredit: Accredit, change: dict[str, object], refusal: type[Exception]
) -> None:
    at = database_now()
    words = {"now": at, "yesterday": at - DAY}
    change = {key: words.get(str(value), value) for key, value in change.items()}
    if change.get("checks") == {"called_back_on": "tomorrow"}:
        change["checks"] = {"called_back_on": timezone.localdate(at) + DAY}
    with pytest.raises(refusal):
        accredit(journalist(), at=at, **change)
    assert not Accreditation.objects.exists()


@pytest.mark.parametrize("other", [{"kind": "resident"}, {"drills_only": True}])
def test_residents_and_contacts_for_drills_are_not_accredited(
    journalist: Make, accredit: Accredit, other: dict[str, object]
) -> None:
    contact = journalist()
    Contact.objects.filter(pk=contact.pk).update(**other)
    with pytest.raises(errors.NotOfThePress):
        accredit(contact)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.PRESS_OFFICER, True),
        (Role.ADMINISTRATOR, True),
        (Role.SPOKESPERSON, False),
        (Role.AUTHORISED_PERSON, False),
        (Role.COVERAGE_CLERK, False),
    ],
)
def test_only_two_roles_accredit_revoke_and_write(
    staff: Callable[..., User],
    journalist: Make,
    accredit: Accredit,
    write: Write,
    role: Role,
    may: bool,
) -> None:
    user, contact = staff(role, "en"), journalist()
    term = accredit(contact)
    acts = [
        lambda: actions.revoke(contact.pk, by=user, at=database_now(), reason="Mất thẻ."),
        lambda: accredit(contact, by=user),
        lambda: write(by=user),
    ]
    for act in acts:
        if may:
            act()
        else:
            with pytest.raises(errors.MayNotAccredit):
                act()
    term.refresh_from_db()
    assert (term.revoked_at is not None) is may
    assert Agreement.objects.exists() is may


def test_terms_do_not_overlap_and_may_follow_each_other(
    journalist: Make, accredit: Accredit
) -> None:
    contact = journalist()
    first = accredit(contact)
    with pytest.raises(errors.AlreadyAccredited) as refused:
        accredit(contact)
    assert str(timezone.localtime(first.until).year) in str(refused.value)

    accredit(contact, since=first.until, until=first.until + YEAR)
    assert Accreditation.objects.count() == 2


def test_a_revocation_ends_every_term_at_once_and_only_of_this_contact(
    officer: User, journalist: Make, accredit: Accredit
) -> None:
    contact, other = journalist(), journalist("khac@a.example")
    first = accredit(contact)
    accredit(contact, since=first.until, until=first.until + YEAR)
    accredit(other)
    at = database_now()

    assert actions.revoke(contact.pk, by=officer, at=at, reason=" Thẻ đã thu hồi. ") == 2

    assert not queries.is_accredited(contact.pk, at)
    assert not queries.is_accredited(contact.pk, first.until + DAY)
    assert queries.is_accredited(other.pk, at)
    first.refresh_from_db()
    assert (first.revoked_at, first.revoked_by, first.revoked_because) == (
        at,
        officer,
        "Thẻ đã thu hồi.",
    )
    with pytest.raises(errors.NotAccredited):
        actions.revoke(contact.pk, by=officer, at=at, reason="Lần hai.")
    accredit(contact)  # anew, after a new check
    assert queries.is_accredited(contact.pk, database_now())


def test_a_revocation_without_a_reason_is_refused(
    officer: User, journalist: Make, accredit: Accredit
) -> None:
    contact = journalist()
    accredit(contact)
    with pytest.raises(errors.RevokedWithoutReason):
        actions.revoke(contact.pk, by=officer, at=database_now(), reason="  ")
    assert queries.is_accredited(contact.pk, database_now())


def test_the_agreement_is_numbered_and_a_new_version_has_to_be_accepted_anew(
    journalist: Make, write: Write
) -> None:
    contact, at = journalist(), database_now()
    first = write()
    actions.accept(contact.pk, 1, language="vi", link="<thu@a.example>", at=at)
    actions.accept(contact.pk, 1, language="en", link="<khac@a.example>", at=at + DAY)
    acceptance = Acceptance.objects.get()
    assert (acceptance.language, acceptance.link, acceptance.at) == ("vi", "<thu@a.example>", at)
    assert queries.accepted(contact.pk, first)

    second = write("Lời mới.", "New words.")
    assert (first.number, second.number) == (1, 2)
    assert queries.current_agreement() == second
    assert not queries.accepted(contact.pk, second)
    with pytest.raises(errors.NotInForce):
        actions.accept(contact.pk, 1, language="vi", link="x", at=at)
    assert Agreement.objects.get(number=1).text("vi") == first.text_vi
    assert second.text("en") == "New words."


def test_an_agreement_in_one_language_the_same_again_or_after_another_is_refused(
    write: Write,
) -> None:
    for words in (("", "x"), ("x", " ")):
        with pytest.raises(errors.AgreementIncomplete):
            write(*words)
    write()
    with pytest.raises(errors.SameAgreement):
        write()
    with pytest.raises(errors.WrittenMeanwhile):
        write("Lời khác.", "Other words.", after=0)
    assert Agreement.objects.count() == 1


def refused(act: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def test_the_database_refuses_to_change_what_was_checked_agreed_and_accepted(
    officer: User, journalist: Make, accredit: Accredit, write: Write
) -> None:
    contact, at = journalist(), database_now()
    term = accredit(contact)
    write()
    actions.accept(contact.pk, 1, language="vi", link="x", at=at)
    terms = Accreditation.objects.filter(pk=term.pk)
    assert refused(lambda: terms.update(until=term.until + YEAR))
    assert refused(lambda: terms.update(note="Đã xem cả hộ chiếu."))
    assert refused(lambda: terms.update(revoked_at=at))
    assert refused(lambda: Agreement.objects.update(text_vi="Lời khác."))
    assert refused(lambda: Agreement.objects.filter(number=1)._raw_delete("default"))
    assert refused(
        lambda: Agreement.objects.create(
            number=3, text_vi="x", text_en="x", written_by=officer, written_at=at
        )
    )
    assert refused(lambda: Acceptance.objects.update(at=at - DAY))
    assert refused(lambda: Acceptance.objects.all()._raw_delete("default"))

    actions.revoke(contact.pk, by=officer, at=at, reason="Mất thẻ.")
    assert refused(lambda: terms.update(revoked_at=None, revoked_by=None, revoked_because=""))
    assert guards.TRIGGERS.missing() == []
    term.refresh_from_db()
    assert (term.revoked_at, term.note) == (at, "")


@pytest.mark.parametrize(
    "columns",
    [
        {"card_seen_on": None},
        {"until": "since"},
        {"revoked_because": "x"},
        {"revoked_because": "", "revoked_by": "officer"},
    ],
)
def test_the_database_refuses_a_term_that_says_nothing(
    officer: User, journalist: Make, columns: dict[str, object]
) -> None:
    at = database_now()
    values = {
        "contact": journalist(),
        "since": at,
        "until": at + DAY,
        "card_seen_on": timezone.localdate(at),
        "checked_by": officer,
        "added_at": at,
    }
    words = {"since": at, "officer": officer}
    values |= {key: words.get(str(value), value) for key, value in columns.items()}
    assert refused(lambda: Accreditation.objects.create(**values))


def test_who_is_forgotten_is_not_accredited_and_what_was_checked_is_gone(
    journalist: Make, accredit: Accredit, write: Write
) -> None:
    contact, at = journalist(), database_now()
    accredit(contact, note="Thẻ số 0123.")
    write()
    actions.accept(contact.pk, 1, language="vi", link="x", at=at)
    assert stored.about(contact)["accreditation"][0]["note"] == "Thẻ số 0123."

    preferences.forget(contact, at=at)
    assert not queries.is_accredited(contact.pk, at)  # before any worker came by
    while events.work_off():
        pass

    assert not Accreditation.objects.exists()
    left = Acceptance.objects.get().contact
    assert (left.name, left.forgotten_at) == ("", at)


def test_who_accepted_nothing_is_deleted_with_their_terms(
    journalist: Make, accredit: Accredit
) -> None:
    contact = journalist()
    accredit(contact)
    preferences.forget(contact, at=database_now())
    assert not Contact.objects.exists()
    assert not Accreditation.objects.exists()
