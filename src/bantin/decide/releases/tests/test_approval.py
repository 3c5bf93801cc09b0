"""Who may let a release go out, and what voids it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.core.models import Event
from bantin.decide.releases import actions, errors
from bantin.decide.releases.models import Release, SignOff
from bantin.receive.subjects.models import Topic

from .conftest import NINE, SESSION, Staff

Status = SignOff.Status


def submitted(release: Release, by: User, **options: object) -> SignOff:
    return actions.submit(release.pk, by=by, at=NINE, **options)


def status_of(sign_off: SignOff) -> str:
    return SignOff.objects.get(pk=sign_off.pk).status


def assert_refused(
    refusal: type[Exception], sign_off: SignOff, by: User, **options: object
) -> None:
    arguments = {"session": SESSION, "at": NINE} | options
    with pytest.raises(refusal):
        actions.approve(sign_off.pk, by=by, **arguments)
    assert status_of(sign_off) == Status.OPEN
    assert not Event.objects.filter(name="release.approved").exists()


def test_a_spokesperson_with_a_second_factor_approves(
    release: Release, officer: User, spokesperson: User, confirmed: Callable[..., str]
) -> None:
    sign_off = submitted(release, officer)
    approved = actions.approve(
        sign_off.pk, by=spokesperson, session=confirmed(spokesperson), at=NINE
    )
    assert (approved.status, approved.decided_by) == (Status.APPROVED, spokesperson)
    assert Event.objects.filter(name="release.approved", subject_id=sign_off.pk).count() == 1


def test_nobody_approves_their_own_last_edit(
    release: Release, officer: User, spokesperson: User, confirmed: Callable[..., str]
) -> None:
    confirmed(spokesperson)
    release.save_revision(user=spokesperson)
    assert_refused(errors.OwnEdit, submitted(release, officer), spokesperson)


def test_an_edit_by_nobody_knows_whom_is_not_approved(
    release: Release, officer: User, spokesperson: User, confirmed: Callable[..., str]
) -> None:
    confirmed(spokesperson)
    release.save_revision()
    assert_refused(errors.EditorUnknown, submitted(release, officer), spokesperson)


def test_a_superuser_cannot_approve(
    release: Release, officer: User, staff: Staff, confirmed: Callable[..., str]
) -> None:
    root = staff("root", is_superuser=True, is_staff=True)
    confirmed(root)
    assert_refused(errors.MayNotDecide, submitted(release, officer), root)


@pytest.mark.parametrize("role", [Role.PRESS_OFFICER, Role.COVERAGE_CLERK, Role.ADMINISTRATOR])
def test_other_roles_cannot_approve(
    role: Role, release: Release, officer: User, staff: Staff, confirmed: Callable[..., str]
) -> None:
    somebody = staff("ai-do", role)
    confirmed(somebody)
    assert_refused(errors.MayNotDecide, submitted(release, officer), somebody)


def test_a_password_without_a_second_factor_approves_nothing(
    release: Release, officer: User, spokesperson: User
) -> None:
    """HARDENING row 31."""
    sign_off = submitted(release, officer)
    assert_refused(errors.SecondFactorMissing, sign_off, spokesperson)
    assert_refused(errors.SecondFactorMissing, sign_off, spokesperson, session=None)
    assert_refused(errors.SecondFactorMissing, sign_off, spokesperson, session="")


def test_the_second_factor_of_another_session_does_not_count(
    release: Release, officer: User, spokesperson: User, confirmed: Callable[..., str]
) -> None:
    confirmed(spokesperson, session="the phone at home")
    assert_refused(errors.SecondFactorMissing, submitted(release, officer), spokesperson)


def test_the_second_factor_of_another_person_does_not_count(
    release: Release, officer: User, spokesperson: User, confirmed: Callable[..., str]
) -> None:
    confirmed(officer)
    assert_refused(errors.SecondFactorMissing, submitted(release, officer), spokesperson)


def test_a_second_factor_lasts_ten_minutes(
    release: Release, officer: User, spokesperson: User, confirmed: Callable[..., str]
) -> None:
    sign_off = submitted(release, officer)
    for at in (NINE - timedelta(seconds=600), NINE + timedelta(seconds=1)):
        confirmed(spokesperson, at=at)
        assert_refused(errors.SecondFactorMissing, sign_off, spokesperson)
    confirmed(spokesperson, at=NINE - timedelta(seconds=599))
    actions.approve(sign_off.pk, by=spokesperson, session=SESSION, at=NINE)


def test_a_disabled_spokesperson_approves_nothing(
    release: Release, officer: User, spokesperson: User, confirmed: Callable[..., str]
) -> None:
    """HARDENING row 32."""
    confirmed(spokesperson)
    spokesperson.is_active = False
    spokesperson.save()
    assert_refused(errors.MayNotDecide, submitted(release, officer), spokesperson)


def test_a_role_taken_away_is_gone_at_once(
    release: Release, officer: User, spokesperson: User, confirmed: Callable[..., str]
) -> None:
    confirmed(spokesperson)
    sign_off = submitted(release, officer)
    spokesperson.groups.remove(Group.objects.get(name=Role.SPOKESPERSON))
    assert_refused(errors.MayNotDecide, sign_off, spokesperson)


def test_an_authorised_person_approves_inside_topics_and_dates(
    release: Release,
    officer: User,
    authorised: Callable[..., User],
    roads: Topic,
    confirmed: Callable[..., str],
) -> None:
    person = authorised(roads)
    sign_off = submitted(release, officer)
    actions.approve(sign_off.pk, by=person, session=confirmed(person), at=NINE)
    assert status_of(sign_off) == Status.APPROVED


def test_an_authorised_person_needs_all_topics(
    release: Release,
    officer: User,
    authorised: Callable[..., User],
    roads: Topic,
    floods: Topic,
    confirmed: Callable[..., str],
) -> None:
    person = authorised(roads)
    confirmed(person)
    release.topics.add(floods)
    release.save()
    release.save_revision(user=officer)
    sign_off = submitted(release, officer)
    assert_refused(errors.OutsideAuthorisation, sign_off, person)
    with pytest.raises(errors.OutsideAuthorisation, match="Bão lũ"):
        actions.send_back(sign_off.pk, by=person, at=NINE, note="Sai số liệu")
    assert status_of(sign_off) == Status.OPEN


@pytest.mark.parametrize("start", [NINE + timedelta(seconds=1), NINE - timedelta(days=30)])
def test_an_authorised_person_needs_a_valid_date(
    start: object,
    release: Release,
    officer: User,
    authorised: Callable[..., User],
    roads: Topic,
    confirmed: Callable[..., str],
) -> None:
    person = authorised(roads, start=start)
    confirmed(person)
    assert_refused(errors.OutsideAuthorisation, submitted(release, officer), person)


def test_an_edit_voids_what_is_open(
    release: Release, officer: User, edit: Callable[..., None]
) -> None:
    sign_off = submitted(release, officer)
    edit(release, officer)
    assert status_of(sign_off) == Status.VOIDED
    assert Event.objects.get(name="release.edited").data == {"voided": [sign_off.pk]}


def test_an_edit_after_approval_voids_it(
    release: Release,
    officer: User,
    spokesperson: User,
    confirmed: Callable[..., str],
    edit: Callable[..., None],
) -> None:
    sign_off = submitted(release, officer)
    actions.approve(sign_off.pk, by=spokesperson, session=confirmed(spokesperson), at=NINE)
    edit(release, officer)
    assert status_of(sign_off) == Status.VOIDED
    with pytest.raises(errors.NotApproved):
        actions.mark_live(sign_off.pk)
    assert status_of(sign_off) == Status.VOIDED


def test_an_edit_that_went_round_the_desk_is_not_approved(
    release: Release, officer: User, spokesperson: User, confirmed: Callable[..., str]
) -> None:
    confirmed(spokesperson)
    sign_off = submitted(release, officer)
    release.save_revision(user=officer)  # without note_edit
    assert_refused(errors.EditedSince, sign_off, spokesperson)


def test_an_edit_leaves_a_published_edition_alone(
    release: Release,
    officer: User,
    spokesperson: User,
    confirmed: Callable[..., str],
    edit: Callable[..., None],
) -> None:
    sign_off = submitted(release, officer)
    actions.approve(sign_off.pk, by=spokesperson, session=confirmed(spokesperson), at=NINE)
    actions.mark_live(sign_off.pk)
    edit(release, officer)
    assert status_of(sign_off) == Status.LIVE


def test_sending_back_needs_a_reason(release: Release, officer: User, spokesperson: User) -> None:
    sign_off = submitted(release, officer)
    with pytest.raises(errors.ReasonMissing):
        actions.send_back(sign_off.pk, by=spokesperson, at=NINE, note="  \n")
    assert status_of(sign_off) == Status.OPEN
    returned = actions.send_back(sign_off.pk, by=spokesperson, at=NINE, note="Thiếu số km.")
    assert (returned.status, returned.decision_note) == (Status.RETURNED, "Thiếu số km.")


def test_a_decision_is_made_once(
    release: Release, officer: User, spokesperson: User, confirmed: Callable[..., str]
) -> None:
    sign_off = submitted(release, officer)
    actions.take_back(sign_off.pk, by=officer, at=NINE)
    with pytest.raises(errors.NotOpen):
        actions.approve(sign_off.pk, by=spokesperson, session=confirmed(spokesperson), at=NINE)
    with pytest.raises(errors.NotOpen):
        actions.send_back(sign_off.pk, by=spokesperson, at=NINE, note="x")
    assert status_of(sign_off) == Status.RETRACTED


def test_an_instant_that_passed_while_waiting_is_not_approved(
    release: Release, officer: User, spokesperson: User, confirmed: Callable[..., str]
) -> None:
    sign_off = submitted(release, officer, go_live_at=NINE + timedelta(hours=1))
    later = NINE + timedelta(hours=2)
    confirmed(spokesperson, at=later)
    assert_refused(errors.InstantInThePast, sign_off, spokesperson, at=later)


def test_calling_off_opens_the_way_for_a_new_request(
    release: Release, officer: User, spokesperson: User, confirmed: Callable[..., str]
) -> None:
    sign_off = submitted(release, officer)
    with pytest.raises(errors.NotApproved):
        actions.call_off(sign_off.pk, by=spokesperson, at=NINE)
    actions.approve(sign_off.pk, by=spokesperson, session=confirmed(spokesperson), at=NINE)
    actions.call_off(sign_off.pk, by=spokesperson, at=NINE)
    assert status_of(sign_off) == Status.VOIDED
    assert submitted(release, officer).status == Status.OPEN
