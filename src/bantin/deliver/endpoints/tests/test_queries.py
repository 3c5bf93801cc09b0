"""Which endpoints get a text."""

from datetime import timedelta

import pytest

from bantin.core.clock import database_now
from bantin.deliver.endpoints import actions
from bantin.deliver.endpoints.models import Endpoint
from bantin.deliver.endpoints.queries import asked_for, open_endpoints
from bantin.receive.subjects.models import Area, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topics() -> list[Topic]:
    return [Topic.objects.create(code=code, name_vi=code) for code in ("giao-thong", "thoi-tiet")]


def make(
    *topics: Topic,
    areas: tuple[Area, ...] = (),
    language: str = "",
    only_urgent: bool = False,
) -> Endpoint:
    endpoint = Endpoint.objects.create(
        channel="webhook",
        address="https://toa-soan.example/ban-tin",
        language=language,
        only_urgent=only_urgent,
        since=database_now() - timedelta(days=2),
    )
    endpoint.topics.set(topics)
    endpoint.areas.set(areas)
    return endpoint


def found(
    *topics: Topic, areas: tuple[Area, ...] = (), language: str = "vi", urgent: bool = False
) -> set[Endpoint]:
    keys = {"topics": [t.pk for t in topics], "areas": [a.pk for a in areas]}
    asked = asked_for(**keys, languages=[language], urgent=urgent)
    return set(open_endpoints().filter(asked))


def test_an_endpoint_without_wishes_gets_everything(topics: list[Topic]) -> None:
    endpoint = make()
    assert found(topics[0]) == found() == found(language="en") == {endpoint}


def test_who_wants_only_what_is_urgent_gets_nothing_else() -> None:
    anything, only_urgent = make(), make(only_urgent=True)
    assert found() == {anything}
    assert found(urgent=True) == {anything, only_urgent}


def test_topics_and_language_choose(topics: list[Topic]) -> None:
    traffic, english = make(topics[0]), make(language="en")
    assert found(*topics) == {traffic}
    assert found(topics[1]) == set()
    assert found(topics[1], language="en") == {english}


def test_a_province_has_part_in_its_wards_and_a_text_without_area_concerns_all() -> None:
    province = Area.objects.create(code="tinh", name_vi="Tỉnh")
    ward = Area.objects.create(code="phuong", name_vi="Phường", parent=province)
    other = Area.objects.create(code="tinh-khac", name_vi="Tỉnh khác")
    endpoint = make(areas=(province,))
    assert found(areas=(ward,)) == found(areas=(province,)) == found() == {endpoint}
    assert found(areas=(other,)) == set()


def test_closed_and_expired_endpoints_get_nothing_until_reopened() -> None:
    closed, expired = make(), make()
    Endpoint.objects.filter(pk=expired.pk).update(expires_at=database_now() - timedelta(days=1))
    assert actions.close(closed.pk, at=database_now(), reason="410 Gone")
    assert not actions.close(closed.pk, at=database_now(), reason="again")
    assert found() == set()
    assert actions.reopen(closed.pk, at=database_now())
    assert found() == {closed}
