"""The form of a notice: few things to choose, and none that could be forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from bantin.core.clock import database_now
from bantin.decide.notices.content import expiry, notice_of
from bantin.decide.notices.forms import OTHERS, NoticeForm
from bantin.decide.notices.models import NoticeDetails
from bantin.receive.subjects.cap import Response
from bantin.receive.subjects.models import Area, Topic
from tests.support import notices

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled() -> dict[str, Any]:
    """What a person types; nothing else is needed."""
    topic = Topic.objects.create(code="bao-lu", name_vi="Bão lũ")
    area = Area.objects.create(code="suoi-may", name_vi="Xã Suối Mây")
    return {
        "title": "  Lũ quét ở\tsuối Mây ",
        "event": "Lũ quét",
        "severity": "Extreme",
        "category": "Met",
        "instruction": "Lên chỗ cao ngay.",
        "response": "Evacuate",
        "text": "Mưa lớn.",
        "areas": [area.pk],
        "topics": [topic.pk],
        "language": "vi",
        "until": "180",
        "urgency": "Immediate",
        "certainty": "Observed",
        "cancel_text": "Nước đã rút, không còn lũ.",
    }


def test_the_usual_is_chosen_already_but_how_bad_it_is_a_person_says() -> None:
    initial = NoticeForm().initial
    assert (initial["urgency"], initial["certainty"]) == ("Immediate", "Observed")
    assert NoticeForm()["until"].value() == "180"
    assert initial["cancel_text"]
    assert NoticeForm()["severity"].value() is None


def test_choices_have_plain_words_with_caps_own_beside() -> None:
    with translation.override("vi"):
        labels = dict(NoticeForm().fields["severity"].choices)
    assert labels["Extreme"] == "Đặc biệt nguy hiểm đến tính mạng (Extreme)"
    assert Response.ALL_CLEAR not in dict(NoticeForm().fields["response"].choices)


def test_three_hours_are_counted_from_the_go_live(filled: dict[str, Any]) -> None:
    form = NoticeForm(filled)
    assert form.is_valid(), form.errors
    words = form.words
    assert words["title"] == "Lũ quét ở suối Mây"
    assert (words["details"]["lasts"], words["details"]["expires_at"]) == (180, None)
    at = database_now().replace(microsecond=0)
    row = NoticeDetails(lasts=180)
    assert expiry(row, at) == at + timedelta(hours=3)


def test_a_cancellation_without_a_title_gets_one_in_the_notices_language(
    filled: dict[str, Any],
) -> None:
    for language, start in (("vi", "Đã hủy: "), ("en", "Cancelled: ")):
        form = NoticeForm({**filled, "language": language})
        assert form.is_valid()
        assert form.words["details"]["cancel_title"] == f"{start}Lũ quét ở suối Mây"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"severity": ""}, "severity"),
        ({"areas": []}, "areas"),
        ({"topics": []}, "topics"),
        ({"instruction": " "}, "instruction"),
        ({"cancel_text": ""}, "cancel_text"),
        ({"until": "at"}, "expires_at"),
        ({"until": "at", "expires_at": "2020-01-01T10:00"}, "expires_at"),
        ({"polygons": "1,1 2,2"}, "polygons"),
        ({"other_title": "Flood"}, "other_text"),
        ({"category": "AllClear"}, "category"),
    ],
)
def test_what_is_missing_is_named(
    filled: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    form = NoticeForm({**filled, **change})
    assert not form.is_valid()
    assert field in form.errors


def test_the_other_language_is_whole(filled: dict[str, Any]) -> None:
    form = NoticeForm({**filled, **dict.fromkeys(OTHERS, "In English.")})
    assert form.is_valid(), form.errors


def test_every_revision_carries_the_notice_and_a_drill_stays_one() -> None:
    by = notices.person("can-bo", notices.Role.PRESS_OFFICER)
    topic = Topic.objects.create(code="bao-lu", name_vi="Bão lũ")
    area = Area.objects.create(code="suoi-may", name_vi="Xã Suối Mây")
    release = notices.write(by, topic, area, drill=True)
    first = release.latest_revision
    notices.save_notice(
        release.latest_revision.as_object(),
        by=by,
        at=database_now(),
        title=notices.TITLE,
        language="vi",
        topics=[topic],
        areas=[area],
        details=notices.details(severity="Minor"),
    )
    at = database_now()
    release.refresh_from_db()
    before = notice_of(first.as_object(), at)
    after = notice_of(release.latest_revision.as_object(), at)
    assert before is not None
    assert after is not None
    assert (before["severity"], after["severity"]) == ("Extreme", "Minor")
    assert before["status"] == after["status"] == "exercise"
    assert NoticeDetails.objects.get().severity == "Minor"


def test_the_table_keeps_one_end_and_a_cancellation() -> None:
    by = notices.person("can-bo", notices.Role.PRESS_OFFICER)
    topic = Topic.objects.create(code="bao-lu", name_vi="Bão lũ")
    area = Area.objects.create(code="suoi-may", name_vi="Xã Suối Mây")
    notices.write(by, topic, area)
    rows = NoticeDetails.objects.all()
    for wrong in ({"lasts": None}, {"expires_at": database_now()}, {"cancel_text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
