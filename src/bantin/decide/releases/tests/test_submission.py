"""What may be submitted, as what, and for when."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import translation

from bantin.accounts.models import User
from bantin.core.models import Event
from bantin.core.refusals import Refusal
from bantin.decide.releases import actions, errors
from bantin.decide.releases.models import Release, ReleaseImage, SignOff
from bantin.receive.subjects.models import Topic

from .conftest import NINE, Staff


def assert_refused(refusal: type[Refusal], release: Release, by: User, **options: object) -> None:
    before = SignOff.objects.count()
    with pytest.raises(refusal):
        actions.submit(release.pk, by=by, at=NINE, **options)
    assert SignOff.objects.count() == before


@pytest.fixture
def live(
    release: Release, officer: User, spokesperson: User, confirmed: Callable[..., str]
) -> Callable[..., SignOff]:
    def publish(**options: object) -> SignOff:
        sign_off = actions.submit(release.pk, by=officer, at=NINE, **options)
        actions.approve(sign_off.pk, by=spokesperson, session=confirmed(spokesperson), at=NINE)
        return actions.mark_live(sign_off.pk)

    return publish


def test_a_request_names_the_newest_revision(release: Release, officer: User) -> None:
    sign_off = actions.submit(release.pk, by=officer, at=NINE)
    assert sign_off.revision_id == release.latest_revision_id
    assert (sign_off.kind, sign_off.go_live_at) == ("original", None)
    assert Event.objects.get().name == "release.submitted"


def test_only_press_officers_and_spokespersons_submit(
    release: Release, clerk: User, administrator: User, staff: Staff
) -> None:
    root = staff("root", is_superuser=True)
    for person in (clerk, administrator, root):
        assert_refused(errors.MayNotSubmit, release, person)
    assert not Event.objects.exists()


def test_one_request_at_a_time(
    release: Release, officer: User, spokesperson: User, confirmed: Callable[..., str]
) -> None:
    sign_off = actions.submit(release.pk, by=officer, at=NINE)
    assert_refused(errors.AlreadySubmitted, release, officer)
    actions.approve(sign_off.pk, by=spokesperson, session=confirmed(spokesperson), at=NINE)
    assert_refused(errors.AlreadyApproved, release, officer)


def test_go_live_in_the_past_is_refused(release: Release, officer: User) -> None:
    assert_refused(
        errors.InstantInThePast, release, officer, go_live_at=NINE - timedelta(seconds=1)
    )


def test_a_refused_instant_is_shown_in_local_time(release: Release, officer: User) -> None:
    with translation.override("vi"), pytest.raises(Refusal, match="08:00, 1/3/2027"):
        actions.submit(release.pk, by=officer, at=NINE, go_live_at=NINE - timedelta(hours=1))


@pytest.mark.parametrize("body", ["", "<p></p>", "<p>&nbsp; </p>", "<p>\xa0</p><hr/>"])
def test_an_empty_text_is_not_submitted(body: str, release: Release, officer: User) -> None:
    Release.objects.filter(pk=release.pk).update(body=body)
    assert_refused(errors.Incomplete, release, officer)


def test_a_release_without_topics_is_not_submitted(
    release: Release, officer: User, roads: Topic
) -> None:
    """An authorisation covers all of no topics, so there has to be one."""
    release.topics.remove(roads)
    release.save()
    assert_refused(errors.Incomplete, release, officer)


def test_an_unsaved_release_is_not_submitted(officer: User) -> None:
    draft = Release.objects.create(title="Chưa lưu", body="<p>Nội dung</p>")
    assert_refused(errors.NothingSaved, draft, officer)


def test_the_first_is_the_original(release: Release, officer: User) -> None:
    assert_refused(
        errors.NothingToReplace, release, officer, kind="correction", reason="Sai số liệu"
    )


def test_what_replaces_a_published_edition_says_why(
    release: Release, officer: User, live: Callable[..., SignOff]
) -> None:
    live()
    assert_refused(errors.AlreadyPublished, release, officer)
    assert_refused(errors.ReasonMissing, release, officer, kind="correction", reason=" ")
    assert_refused(errors.ReasonMissing, release, officer, kind="withdrawal")
    sign_off = actions.submit(
        release.pk, by=officer, at=NINE, kind="correction", reason=" 21.300, không phải 23.100 "
    )
    assert sign_off.reason == "21.300, không phải 23.100"


def test_a_withdrawal_is_not_withdrawn_again(
    release: Release, officer: User, live: Callable[..., SignOff]
) -> None:
    live()
    live(kind="withdrawal", reason="Sai đối tượng")
    assert_refused(errors.AlreadyWithdrawn, release, officer, kind="withdrawal", reason="Lần nữa")


def test_what_was_submitted_is_not_deleted(release: Release, officer: User) -> None:
    sign_off = actions.submit(release.pk, by=officer, at=NINE)
    actions.take_back(sign_off.pk, by=officer, at=NINE)
    with pytest.raises(errors.HasHistory):
        actions.delete(release.pk)
    assert Release.objects.filter(pk=release.pk).exists()


def test_a_draft_that_was_never_submitted_is_deleted(release: Release) -> None:
    actions.delete(release.pk)
    assert not Release.objects.exists()
    assert not ReleaseImage.objects.exists()


def test_every_refusal_speaks_vietnamese() -> None:
    values = dict.fromkeys(("title", "topics", "status", "instant", "missing"), "X")
    for refusal in vars(errors).values():
        if isinstance(refusal, type) and issubclass(refusal, Refusal) and refusal is not Refusal:
            with translation.override("en"):
                english = str(refusal(**values))
            with translation.override("vi"):
                assert str(refusal(**values)) != english, refusal
