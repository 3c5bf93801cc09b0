"""Triggers that name tables of several apps, on SQLite and PostgreSQL.

SQLite rebuilds no table that a trigger of another table names, so such triggers belong to no
migration: ``migrate`` takes them away before it begins and makes them anew at its end. No
migration of any of these apps has to know of them.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection as office
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import (  # noqa: TID251 - they stand aside for `migrate`
    post_migrate,
    pre_migrate,
)

ALWAYS = "1 = 1"  # a rule without exception


@dataclass(frozen=True)
class Rule:
    """One refusal: where ``when`` is true, ``event`` on ``table`` fails and says ``why``."""

    name: str
    table: str
    event: str  # INSERT, UPDATE, UPDATE OF columns, or DELETE
    when: str
    why: str


class Kept:
    """Triggers of one app that stand aside for ``migrate`` and are made anew behind it."""

    columns: tuple[tuple[str, str], ...]  # (table, column) that they read

    def keep(self) -> None:
        """From now on ``migrate`` leaves these triggers behind; called in ``AppConfig.ready``."""
        _kept.append(self)
        core = apps.get_app_config("core")
        pre_migrate.connect(self._before_migrations, sender=core, weak=False)
        post_migrate.connect(self._after_migrations, sender=core, weak=False)

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Create every trigger; those that are there are made anew."""
        raise NotImplementedError

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Drop every trigger."""
        raise NotImplementedError

    def missing(self, connection: BaseDatabaseWrapper = office) -> list[str]:
        """Names of triggers that should be there and are not, or do not fire."""
        raise NotImplementedError

    def _before_migrations(self, using: str, **_: Any) -> None:
        self.remove(connections[using])

    def _after_migrations(self, using: str, **_: Any) -> None:
        """``migrate`` may have stopped at an earlier state, without the columns."""
        connection = connections[using]
        if all(_has(connection, table, column) for table, column in self.columns):
            self.install(connection)


@dataclass(frozen=True)
class Triggers(Kept):
    """The refusals of one app, and the columns that they read: (table, column)."""

    rules: tuple[Rule, ...]
    columns: tuple[tuple[str, str], ...]

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Create every trigger; those that are there are made anew."""
        self.remove(connection)
        make = _create_postgresql if connection.vendor == "postgresql" else _create_sqlite
        execute(connection, [statement for rule in self.rules for statement in make(rule)])
        if connection.vendor == "postgresql":
            execute(connection, [_truncating(rule) for rule in self._whole_tables])

    @property
    def _whole_tables(self) -> list[Rule]:
        """Refusals to delete any row: on PostgreSQL they hold for TRUNCATE as well."""
        return [rule for rule in self.rules if (rule.event, rule.when) == ("DELETE", ALWAYS)]

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Drop every trigger."""
        if connection.vendor == "postgresql":
            drops = [f"DROP FUNCTION IF EXISTS {rule.name}() CASCADE" for rule in self.rules]
        else:
            drops = [f"DROP TRIGGER IF EXISTS {rule.name}" for rule in self.rules]
        execute(connection, drops)

    def missing(self, connection: BaseDatabaseWrapper = office) -> list[str]:
        """Names of triggers that should be there and are not, or do not fire."""
        expected = {rule.name for rule in self.rules}
        if connection.vendor == "postgresql":
            expected |= {f"{rule.name}_truncate" for rule in self._whole_tables}
        return sorted(expected - firing(connection))


_kept: list[Kept] = []


def firing(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of the triggers that are there and fire."""
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def kept() -> list[Kept]:
    """The triggers of all apps that called :meth:`Kept.keep`."""
    return list(_kept)


def _has(connection: BaseDatabaseWrapper, table: str, column: str) -> bool:
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return False
        found = connection.introspection.get_table_description(cursor, table)
    return column in {row.name for row in found}


def execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    """Run statements one after the other."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _create_sqlite(rule: Rule) -> list[str]:
    refuse = f"SELECT RAISE(ABORT, '{rule.why}')"
    return [
        (
            f"CREATE TRIGGER {rule.name} BEFORE {rule.event} ON {rule.table} "
            f"WHEN {rule.when} BEGIN {refuse}; END"
        )
    ]


def _create_postgresql(rule: Rule) -> list[str]:
    raising = f"RAISE EXCEPTION '{rule.why}' USING ERRCODE = '23000';"
    row = "OLD" if rule.event == "DELETE" else "NEW"
    body = f"BEGIN IF {rule.when} THEN {raising} END IF; RETURN {row}; END"
    return [
        f"CREATE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        (
            f"CREATE TRIGGER {rule.name} BEFORE {rule.event} ON {rule.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {rule.name}()"
        ),
    ]


def _truncating(rule: Rule) -> str:
    """The same refusal for a TRUNCATE; it goes when the rule's function is dropped."""
    return (
        f"CREATE TRIGGER {rule.name}_truncate BEFORE TRUNCATE ON {rule.table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {rule.name}()"
    )
