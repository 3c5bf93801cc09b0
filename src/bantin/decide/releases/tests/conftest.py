"""People and a release for the tests of this app."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group

from bantin.accounts.actions import note_second_factor
from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.decide.releases.models import Authorisation, Release
from bantin.receive.subjects.models import Topic

NINE = datetime(2027, 3, 1, 2, 0, tzinfo=UTC)  # 09:00 in Asia/Ho_Chi_Minh
SESSION = "the-session-of-this-test"

Staff = Callable[..., User]


@pytest.fixture
def staff(db: None) -> Staff:
    def make(username: str, *roles: Role, **fields: object) -> User:
        user = User.objects.create_user(username=username, password=None, **fields)
        user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
        return user

    return make


@pytest.fixture
def officer(staff: Staff) -> User:
    return staff("can-bo", Role.PRESS_OFFICER, display_name="Cán bộ báo chí")


@pytest.fixture
def spokesperson(staff: Staff) -> User:
    return staff("phat-ngon", Role.SPOKESPERSON, display_name="Người phát ngôn")


@pytest.fixture
def clerk(staff: Staff) -> User:
    return staff("theo-doi", Role.COVERAGE_CLERK)


@pytest.fixture
def administrator(staff: Staff) -> User:
    return staff("quan-tri", Role.ADMINISTRATOR)


@pytest.fixture
def roads(db: None) -> Topic:
    return Topic.objects.create(code="giao-thong", name_vi="An toàn giao thông")


@pytest.fixture
def floods(db: None) -> Topic:
    return Topic.objects.create(code="bao-lu", name_vi="Bão lũ, cứu nạn")


@pytest.fixture
def release(officer: User, roads: Topic) -> Release:
    release = Release.objects.create(
        title="Phân luồng giao thông cầu Hàm Rồng",
        summary="Cấm xe tải từ 6 giờ đến 22 giờ.",
        body="<p>Từ ngày 1/3, xe tải trên 5 tấn đi đường tránh.</p>",
    )
    release.topics.add(roads)
    release.save()
    release.save_revision(user=officer)
    return release


@pytest.fixture
def edit() -> Callable[..., None]:
    def change(release: Release, by: User, **fields: str) -> None:
        from bantin.decide.releases.actions import note_edit

        for name, value in (fields or {"title": "Một tít khác"}).items():
            setattr(release, name, value)
        release.save()
        release.save_revision(user=by)
        note_edit(release, by=by, at=NINE)

    return change


@pytest.fixture
def authorised(staff: Staff) -> Callable[..., User]:
    def make(*topics: Topic, start: datetime = NINE - timedelta(days=1), days: int = 30) -> User:
        person = staff("uy-quyen", Role.AUTHORISED_PERSON)
        paper = Authorisation.objects.create(
            person=person,
            valid_from=start,
            valid_to=start + timedelta(days=days),
            document="12/QĐ-CAT",
        )
        paper.topics.set(topics)
        return person

    return make


@pytest.fixture
def confirmed() -> Callable[..., str]:
    """Show a second factor; returns the key of the session in which it was shown."""

    def show(user: User, at: datetime = NINE, session: str = SESSION) -> str:
        note_second_factor(user, session=session, method="totp", at=at)
        return session

    return show
