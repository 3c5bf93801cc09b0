"""A notice on the record: what is sealed, what a cancellation carries, what holds when."""

from datetime import timedelta

import pytest
from django.db import connection

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.core.clock import database_now
from bantin.publish.record import actions, checkup, comparison, queries
from bantin.publish.record.models import Edition
from bantin.publish.record.notices import facts, state_of, words_in
from bantin.publish.record.tests.conftest import Publish, Seal
from bantin.publish.record.tests.factories import make_live_edition
from bantin.receive.subjects.models import Area, Topic
from tests.support import notices

pytestmark = pytest.mark.django_db
MEMBERS = {
    *("schema", "uid", "number", "kind", "language", "title", "summary", "body_html", "body_text"),
    *("topics", "areas", "images", "attachments", "agency", "replaces", "reason", "sealed_at"),
    "go_live_at",
}


@pytest.fixture
def sent(topic: Topic) -> Edition:
    area = Area.objects.create(code="suoi-may", name_vi="Xã Suối Mây")
    by = notices.person("nguoi-viet", Role.PRESS_OFFICER)
    approver = notices.person("nguoi-duyet", Role.SPOKESPERSON)
    release = notices.write(by, topic, area, **notices.ENGLISH)
    return notices.send(release, by=by, approver=approver)


def test_an_ordinary_edition_has_the_members_it_always_had(seal: Seal) -> None:
    edition = seal()
    assert set(edition.content) == MEMBERS
    assert (edition.notice_expires_at, edition.drill, edition.notice) == (None, False, None)


def test_a_notice_is_sealed_with_its_end_counted_from_the_go_live(sent: Edition) -> None:
    assert set(sent.content) == {*MEMBERS, "notice"}
    assert sent.notice is not None
    assert sent.notice["status"] == "actual"
    assert sent.notice_expires_at == sent.go_live_at + timedelta(hours=3)
    assert sent.notice["cancellation"]["text"] == notices.CANCEL_TEXT
    assert sent.languages == ["vi", "en"]
    assert [finding.code for finding in checkup.findings() if not finding.ok] == []


def test_a_cancellation_keeps_the_place_and_says_that_it_is_over(sent: Edition) -> None:
    by = User.objects.get(username="nguoi-duyet")
    cancelled = actions.cancel_notice(
        sent.release_id, by=by, session=notices.SESSION, at=database_now()
    )
    assert (cancelled.kind, cancelled.number, cancelled.replaces) == ("withdrawal", 2, sent)
    assert cancelled.notice is not None
    assert sent.notice is not None
    assert cancelled.notice["response"] == "AllClear"
    assert cancelled.notice["expires"] == sent.notice["expires"]
    assert cancelled.content["areas"] == sent.content["areas"]
    english = words_in(cancelled.content, "en")
    assert (english.title, english.text) == (
        "Flash flood notice cancelled",
        "The water has gone down.",
    )
    assert [finding.code for finding in checkup.findings() if not finding.ok] == []


def test_a_notice_holds_until_it_is_over_and_a_drill_never_does() -> None:
    at = database_now().replace(microsecond=0)
    live = make_live_edition("Lũ", "Lũ.", at=at, notice={})
    make_live_edition("Tập", "Tập.", at=at, notice={"status": "exercise"})
    make_live_edition("Tin", "Tin.", at=at)
    end = at + timedelta(hours=3)
    just = timedelta(seconds=1)
    assert [e.pk for e in queries.notices_in_force(at)] == [live.pk]
    assert [e.pk for e in queries.notices_in_force(end - just)] == [live.pk]
    assert not queries.notices_in_force(at - just)
    assert not queries.notices_in_force(end)
    assert state_of(live, live, at) == "in_force"
    assert state_of(live, live, end) == "expired"
    make_live_edition("Hết", "Hết.", at=at, replaces=live, kind="withdrawal", notice={})
    assert not queries.notices_in_force(at + just)


def test_what_holds_is_found_by_its_index() -> None:
    at = database_now()
    query, parameters = queries.notices_in_force(at).query.sql_with_params()
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a table of this size whole")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query}", parameters)
        plan = " | ".join(str(row[-1]) for row in cursor.fetchall())
    assert "edition_notice_expiry" in plan
    assert "SCAN record_edition" not in plan


def test_an_approver_is_told_what_changed_in_a_notice(sent: Edition) -> None:
    release = sent.release.latest_revision.as_object()
    row = release.notices.all()[0]
    row.severity, row.cancel_text = "Minor", "Lời hủy khác hẳn."
    release.notices = [row]
    found = comparison.differences(comparison.of_edition(sent), comparison.of_release(release))
    assert len(found.others) == 2
    assert any("Lời hủy khác hẳn." in sentence for sentence in found.others)


def test_other_texts_have_no_facts(publish: Publish) -> None:
    assert facts(publish().content, state="in_force") is None
