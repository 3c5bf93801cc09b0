"""Row 29, first half: the database itself refuses to change the record."""

import pytest
from django.db import IntegrityError, connection, transaction

from bantin.publish.record import guards
from bantin.publish.record.models import EditionMedia, Media

from .conftest import Publish, Seal

CHANGES = [
    "UPDATE record_edition SET title = 'x'",
    "UPDATE record_edition_topics SET topic_id = topic_id",
    "UPDATE record_edition_areas SET area_id = area_id",
    "UPDATE record_golive SET at = at",
    "UPDATE record_editionmedia SET media_id = media_id",
    "UPDATE record_media SET content_type = 'x'",
    'UPDATE record_ledgerentry SET "index" = "index" + 1',
    "UPDATE record_ledgernode SET level = 7",
    "UPDATE record_checkpoint SET note = 'x'",
    "DELETE FROM record_golive",
    "DELETE FROM record_edition_topics",
    "DELETE FROM record_editionmedia",
    "DELETE FROM record_edition",
    "DELETE FROM record_media",
    "DELETE FROM record_ledgerentry",
    "DELETE FROM record_ledgernode",
    "DELETE FROM record_checkpoint",
]


def refused(sql: str) -> bool:
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(sql)
        except IntegrityError as error:
            return "the public record" in str(error)
        return cursor.rowcount == 0  # there was nothing to change


@pytest.fixture
def _record(publish: Publish, picture: object) -> None:
    publish(images={"cau.jpg": picture(600, 300)})
    publish(title="Một thông cáo khác")


@pytest.mark.usefixtures("_record")
@pytest.mark.parametrize("sql", CHANGES)
def test_the_database_refuses_to_change_or_delete(sql: str) -> None:
    assert refused(sql)


def test_voidings_stay_too(seal: Seal) -> None:
    from bantin.publish.record.actions import void

    from .conftest import AN_HOUR_BEFORE

    void(seal().pk, by=None, at=AN_HOUR_BEFORE, reason="not needed")

    assert refused("UPDATE record_voiding SET reason = 'x'")
    assert refused("DELETE FROM record_voiding")


@pytest.mark.usefixtures("_record")
def test_each_of_these_changes_would_work_without_the_guards() -> None:
    """Seeds the bug: the tests above can fail."""
    guards.remove(connection)
    try:
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute("UPDATE record_edition SET title = 'x'")
            assert cursor.rowcount == 2
            transaction.set_rollback(True)
        assert len(guards.missing()) > 20
    finally:
        guards.install(connection)
    assert guards.missing() == []


def test_all_guards_are_there_after_the_migrations(db: None) -> None:
    assert guards.missing() == []


def test_nothing_is_added_to_a_live_edition(publish: Publish) -> None:
    edition = publish()
    other = Media.objects.create(sha256="0" * 64, size=1, content_type="text/plain")

    with pytest.raises(IntegrityError, match="live"), transaction.atomic():
        EditionMedia.objects.create(edition=edition, media=other)
    assert refused(
        "INSERT INTO record_edition_topics (edition_id, topic_id) "
        f"SELECT {edition.pk}, topic_id FROM record_edition_topics"
    )


def test_media_that_no_edition_carries_can_go(db: None) -> None:
    Media.objects.create(sha256="0" * 64, size=1, content_type="text/plain")

    Media.objects.all().delete()

    assert not Media.objects.exists()


def test_a_row_that_went_live_early_is_refused(seal: Seal) -> None:
    edition = seal()

    assert refused(
        "INSERT INTO record_golive (edition_id, release_id, number, at, ledger_index, jws) "
        f"VALUES ({edition.pk}, {edition.release_id}, 1, '2027-03-01 01:59:59.999+00:00', 0, 'x')"
        if connection.vendor == "postgresql"
        else "INSERT INTO record_golive (edition_id, release_id, number, at, ledger_index, jws) "
        f"VALUES ({edition.pk}, {edition.release_id}, 1, '2027-03-01 01:59:59.999', 0, 'x')"
    )


def test_the_ledger_has_no_gaps(publish: Publish) -> None:
    publish()
    value = "'\\x00'::bytea" if connection.vendor == "postgresql" else "x'00'"

    for index in (0, 2):
        assert refused(f"INSERT INTO record_ledgerentry VALUES ({index}, {value}, {value})")


def test_postgresql_refuses_to_truncate(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    for table in (*guards.FROZEN, "record_media"):
        assert refused(f"TRUNCATE {table} CASCADE")
