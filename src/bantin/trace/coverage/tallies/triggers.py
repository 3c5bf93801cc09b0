"""Triggers that count: whoever adds, changes or deletes an item, its tallies follow.

On PostgreSQL once for each statement, with the rows that it touched added up; on SQLite once for
each row. An item that was set aside counts nowhere.
"""

from typing import Any

from django.db import connection as office
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from bantin.core.triggers import Kept, execute, firing
from bantin.trace.coverage.tallies.likeness import ITEM, SUBJECTS, counted, filed, insert
from bantin.trace.coverage.tallies.settling import count_anew


class Counting(Kept):
    """The triggers of the tallies."""

    columns = ((ITEM, "is_reprint"), ("coverage_tally", "settled"))
    names = (
        "tally_item_added",
        "tally_item_changed",
        "tally_item_gone",
        *(f"tally_{subject}_{what}" for subject in SUBJECTS for what in ("added", "moved", "gone")),
    )

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Create every trigger; count anew where no item is left, as after a flush."""
        self.remove(connection)
        make = _postgresql if connection.vendor == "postgresql" else _sqlite
        nothing = f"DELETE FROM coverage_tally WHERE NOT EXISTS (SELECT 1 FROM {ITEM})"  # noqa: S608
        execute(connection, [*make(), nothing])

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Drop every trigger."""
        if connection.vendor == "postgresql":
            drops = [f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in self.names]
        else:
            drops = [f"DROP TRIGGER IF EXISTS {name}" for name in self.names]
        execute(connection, drops)

    def _before_migrations(self, using: str, plan: Any = (), **_: Any) -> None:
        if plan:
            self.remove(connections[using])

    def _after_migrations(self, using: str, plan: Any = (), **_: Any) -> None:
        """What migrations did to items is counted behind them."""
        super()._after_migrations(using)
        if plan and not self.missing(connections[using]):
            count_anew(connections[using])

    def missing(self, connection: BaseDatabaseWrapper = office) -> list[str]:
        """Names of triggers that should be there and are not."""
        return sorted(set(self.names) - firing(connection))


TRIGGERS = Counting()


def _add(query: str) -> str:
    return f"{insert(query)};"


# --- PostgreSQL: transition tables, one statement each


def _postgresql() -> list[str]:
    made: list[str] = []
    both = "(SELECT *, 1 AS times FROM fresh UNION ALL SELECT *, -1 AS times FROM old)"
    changed = _add(counted("postgresql", both))
    for subject, kind in SUBJECTS.items():
        changed += _add(counted("postgresql", filed(subject, both), kind=kind, subject="i.subject"))
    for name, event, sources, body in (
        ("added", "INSERT", "NEW TABLE AS fresh", _of_items("fresh", 1)),
        ("changed", "UPDATE", "NEW TABLE AS fresh OLD TABLE AS old", changed),
        ("gone", "DELETE", "OLD TABLE AS old", _of_items("old", -1)),
    ):
        made += _statement_trigger(f"tally_item_{name}", event, ITEM, sources, body)
    for subject in SUBJECTS:
        table = f"coverage_item{subject}"
        fresh, old = _of_rows(subject, "fresh", 1), _of_rows(subject, "old", -1)
        for name, event, sources, body in (
            ("added", "INSERT", "NEW TABLE AS fresh", fresh),
            ("moved", "UPDATE", "NEW TABLE AS fresh OLD TABLE AS old", old + fresh),
            ("gone", "DELETE", "OLD TABLE AS old", old),
        ):
            made += _statement_trigger(f"tally_{subject}_{name}", event, table, sources, body)
    return made


def _of_items(table: str, times: int) -> str:
    return _add(counted("postgresql", table, times=str(times)))


def _of_rows(subject: str, table: str, times: int) -> str:
    """The items of rows that file them."""
    source = (
        f"(SELECT item.*, filed.{subject}_id AS subject "  # noqa: S608
        f"FROM {table} filed JOIN {ITEM} item ON item.id = filed.item_id)"
    )
    kind = SUBJECTS[subject]
    return _add(counted("postgresql", source, times=str(times), kind=kind, subject="i.subject"))


def _statement_trigger(name: str, event: str, table: str, sources: str, body: str) -> list[str]:
    run = f"BEGIN {body} RETURN NULL; END"
    function = f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {run} $$"
    when = f"AFTER {event} ON {table} REFERENCING {sources} FOR EACH STATEMENT"
    return [function, f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()"]


# --- SQLite: one row at a time


def _sqlite() -> list[str]:
    names = _item_columns()
    differs = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in names)
    old, fresh = _row("OLD", names), _row("NEW", names)
    subjects = "".join(
        _filed_row(subject, row, times, "NEW.id")
        for subject in SUBJECTS
        for row, times in ((old, -1), (fresh, 1))
    )
    changed = _one("OLD", names, -1) + _one("NEW", names, 1) + subjects
    made = [
        _row_trigger("tally_item_added", "INSERT", ITEM, _one("NEW", names, 1)),
        _row_trigger("tally_item_changed", "UPDATE", ITEM, changed, when=differs),
        _row_trigger("tally_item_gone", "DELETE", ITEM, _one("OLD", names, -1)),
    ]
    for subject in SUBJECTS:
        table = f"coverage_item{subject}"
        added, gone = _filing(subject, "NEW", 1), _filing(subject, "OLD", -1)
        made += [
            _row_trigger(f"tally_{subject}_added", "INSERT", table, added),
            _row_trigger(f"tally_{subject}_moved", "UPDATE", table, gone + added),
            _row_trigger(f"tally_{subject}_gone", "DELETE", table, gone),
        ]
    return made


def _item_columns() -> list[str]:
    return [
        "outlet_id",
        "column_id",
        "medium",
        "form",
        "language",
        "relation",
        "traced_at",
        "is_matched",
        "has_drift",
        "outdated_since",
        "is_reprint",
        "day",
        "airtime_seconds",
        "set_aside_at",
    ]


def _row(side: str, names: list[str]) -> str:
    return f"(SELECT {', '.join(f'{side}.{name} AS {name}' for name in names)})"


def _one(side: str, names: list[str], times: int) -> str:
    return _add(counted("sqlite", _row(side, names), times=str(times)))


def _filed_row(subject: str, row: str, times: int, item: str) -> str:
    source = (
        f"(SELECT one.*, filed.{subject}_id AS subject FROM {row} one "  # noqa: S608
        f"JOIN coverage_item{subject} filed ON filed.item_id = {item})"
    )
    kind = SUBJECTS[subject]
    return _add(counted("sqlite", source, times=str(times), kind=kind, subject="i.subject"))


def _filing(subject: str, side: str, times: int) -> str:
    source = f"(SELECT * FROM {ITEM} WHERE id = {side}.item_id)"  # noqa: S608
    kind, name = SUBJECTS[subject], f"{side}.{subject}_id"
    return _add(counted("sqlite", source, times=str(times), kind=kind, subject=name))


def _row_trigger(name: str, event: str, table: str, body: str, when: str = "") -> str:
    condition = f"WHEN {when} " if when else ""
    return f"CREATE TRIGGER {name} AFTER {event} ON {table} {condition}BEGIN {body} END"
