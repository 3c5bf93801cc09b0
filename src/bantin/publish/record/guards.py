"""Triggers that keep the record append-only, on SQLite and PostgreSQL.

* UPDATE and DELETE (and TRUNCATE on PostgreSQL) are refused on every table of the record, and on
  media that an edition carries.
* An edition goes live or is voided, never both; it does not go live before its instant; once it
  is live nothing is added to its topics, areas or media.
* Ledger entries are added at the end, one after the other.

There is no switch that turns them off: no setting, no session variable, no privileged user. Only
somebody who may change the schema can drop them, and then ``bantin ledger verify`` says which are
missing, and signatures, ledger and older checkpoints show what was changed meanwhile. Tests that
empty all tables between two tests drop and create them like anybody else would have to
(``conftest.py``).

SQLite drops a table's triggers when a migration rebuilds the table, and does not rebuild one that
other tables' triggers name. A migration that alters a table of the record therefore begins with
``RunPython(guards.remove_for_migration, guards.install_for_migration)`` and ends with the same
two swapped round. A test compares what is there with :func:`missing`.
"""

from typing import Any

from django.db import connection as office
from django.db.backends.base.base import BaseDatabaseWrapper

from bantin.publish.record.notice_guards import TRIGGERS

FROZEN = (
    "record_edition",
    "record_edition_topics",
    "record_edition_areas",
    "record_golive",
    "record_voiding",
    "record_editionmedia",
    "record_ledgerentry",
    "record_ledgernode",
    "record_checkpoint",
)
_CARRIED = "EXISTS (SELECT 1 FROM record_editionmedia WHERE media_id = OLD.sha256)"
_LIVE = "EXISTS (SELECT 1 FROM record_golive WHERE edition_id = NEW.edition_id)"
_VOIDED = "EXISTS (SELECT 1 FROM record_voiding WHERE edition_id = NEW.edition_id)"
_EARLY = "EXISTS (SELECT 1 FROM record_edition WHERE id = NEW.edition_id AND go_live_at > NEW.at)"
_GAP = 'NEW."index" <> (SELECT COALESCE(MAX("index") + 1, 0) FROM record_ledgerentry)'
Rule = tuple[str, str, str, str, str]  # name, table, verb, when (always if empty), why
_RULES: list[Rule] = [
    *(
        (f"{table}_{verb.lower()}", table, verb, "", "append-only")
        for table in FROZEN
        for verb in ("UPDATE", "DELETE")
    ),
    *(
        (f"record_media_{verb.lower()}", "record_media", verb, _CARRIED, "carried by an edition")
        for verb in ("UPDATE", "DELETE")
    ),
    *(
        (f"{table}_insert", table, "INSERT", _LIVE, "the edition is live")
        for table in (
            "record_edition_topics",
            "record_edition_areas",
            "record_editionmedia",
            "record_voiding",
        )
    ),
    ("record_golive_insert", "record_golive", "INSERT", _VOIDED, "the edition is void"),
    ("record_golive_early", "record_golive", "INSERT", _EARLY, "before the go-live instant"),
    ("record_ledgerentry_insert", "record_ledgerentry", "INSERT", _GAP, "not the next entry"),
]
_TRUNCATE: list[Rule] = [
    (f"{table}_truncate", table, "TRUNCATE", "", "append-only")
    for table in (*FROZEN, "record_media")
]


def install(connection: BaseDatabaseWrapper) -> None:
    """Create every trigger; those that are there are made anew."""
    remove(connection)
    make = _create_postgresql if connection.vendor == "postgresql" else _create_sqlite
    _execute(connection, [statement for rule in _rules(connection) for statement in make(*rule)])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop every trigger: for migrations and for emptying a test's database."""
    rules = _rules(connection)
    if connection.vendor == "postgresql":
        drops = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table, *_ in rules]
        drops += [f"DROP FUNCTION IF EXISTS {name}()" for name, *_ in rules]
    else:
        drops = [f"DROP TRIGGER IF EXISTS {name}" for name, *_ in rules]
    _execute(connection, drops)


def missing(connection: BaseDatabaseWrapper = office) -> list[str]:
    """Names of triggers that should be there and are not, or do not fire."""
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {row[0] for row in cursor.fetchall()}
    wanted = {name for name, *_ in _rules(connection)}
    return sorted([*(wanted - found), *TRIGGERS.missing(connection)])


def _rules(connection: BaseDatabaseWrapper) -> list[Rule]:
    return _RULES + (_TRUNCATE if connection.vendor == "postgresql" else [])


def install_for_migration(apps: Any, schema_editor: Any) -> None:
    """:func:`install` as ``RunPython`` calls it."""
    install(schema_editor.connection)


def remove_for_migration(apps: Any, schema_editor: Any) -> None:
    """:func:`remove` as ``RunPython`` calls it."""
    remove(schema_editor.connection)


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _create_sqlite(name: str, table: str, verb: str, when: str, why: str) -> list[str]:
    condition = f"WHEN {when} " if when else ""
    refuse = f"SELECT RAISE(ABORT, '{_words(table, why)}')"
    return [f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {condition}BEGIN {refuse}; END"]


def _create_postgresql(name: str, table: str, verb: str, when: str, why: str) -> list[str]:
    row = "OLD" if verb == "DELETE" else "NEW"
    allow = f"IF NOT ({when}) THEN RETURN {row}; END IF; " if when else ""
    each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
    body = f"BEGIN {allow}RAISE EXCEPTION '{_words(table, why)}' USING ERRCODE = '23000'; END"
    trigger = f"TRIGGER {name} BEFORE {verb} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE {trigger}",
    ]


def _words(table: str, why: str) -> str:
    return f"the public record: {table}: {why}"
