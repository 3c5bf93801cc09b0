"""Adding tallies up, and counting everything anew."""

from django.db import connection as office
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from bantin.trace.coverage.models import Tally
from bantin.trace.coverage.tallies.likeness import COLUMNS, KEY, everything, insert

WORTH_IT = 2_000  # rows that wait
_KEY = ", ".join(KEY)
_SUM = f"{_KEY}, SUM(items), SUM(airtime)"
_ADD = (
    f"ON CONFLICT ({_KEY}) WHERE settled DO UPDATE SET "
    "items = coverage_tally.items + excluded.items, "
    "airtime = coverage_tally.airtime + excluded.airtime"
)


def settle(*, least: int = WORTH_IT) -> int:
    """Add up the rows that changes left when there are ``least``; returns how many there were.

    Sums are the same before, meanwhile and after: rows that another transaction is just adding
    stay for the next time.
    """
    waiting = Tally.objects.filter(settled=False)
    if waiting[least - 1 : least].count() == 0:
        return 0
    with transaction.atomic(), office.cursor() as cursor:
        if office.vendor == "postgresql":
            return _settle_postgresql(cursor)
        return _settle_sqlite(cursor)


def count_anew(connection: BaseDatabaseWrapper = office) -> None:
    """Count every item again, with nobody writing meanwhile."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "LOCK TABLE coverage_item, coverage_itemtopic, coverage_itemarea IN SHARE MODE"
            )
        cursor.execute("DELETE FROM coverage_tally")
        for query in everything(connection.vendor):
            cursor.execute(insert(query))
        cursor.execute("UPDATE coverage_tally SET settled = %s", [True])


def differences() -> int:
    """How many kinds of items are counted wrongly; 0 unless somebody wrote past the triggers."""
    truth = " UNION ALL ".join(everything(office.vendor))
    with office.cursor() as cursor:
        cursor.execute(
            f"WITH truth ({COLUMNS}) AS ({truth}) "  # noqa: S608 - our own words
            f"SELECT COUNT(*) FROM (SELECT 1 FROM ("
            f"SELECT {_KEY}, items, airtime FROM truth UNION ALL "
            f"SELECT {_KEY}, -items, -airtime FROM coverage_tally) a "
            f"GROUP BY {_KEY} HAVING SUM(items) <> 0 OR SUM(airtime) <> 0) b"
        )
        return int(cursor.fetchone()[0])


def _settle_postgresql(cursor: CursorWrapper) -> int:
    """A deletion and the addition of what it deleted are one statement."""
    cursor.execute(
        "WITH gone AS (DELETE FROM coverage_tally WHERE NOT settled RETURNING *), "  # noqa: S608
        f"added AS (INSERT INTO coverage_tally ({COLUMNS}) "
        f"SELECT {_SUM}, TRUE FROM gone GROUP BY {_KEY} ORDER BY {_KEY} {_ADD}) "
        "SELECT COUNT(*) FROM gone"
    )
    settled = int(cursor.fetchone()[0])
    cursor.execute("DELETE FROM coverage_tally WHERE settled AND items = 0 AND airtime = 0")
    return settled


def _settle_sqlite(cursor: CursorWrapper) -> int:
    """Nobody else writes meanwhile."""
    cursor.execute(
        f"INSERT INTO coverage_tally ({COLUMNS}) SELECT {_SUM}, 1 FROM coverage_tally "  # noqa: S608
        f"WHERE NOT settled GROUP BY {_KEY} {_ADD}"
    )
    cursor.execute("DELETE FROM coverage_tally WHERE NOT settled")
    settled = int(cursor.rowcount)
    cursor.execute("DELETE FROM coverage_tally WHERE settled AND items = 0 AND airtime = 0")
    return settled
