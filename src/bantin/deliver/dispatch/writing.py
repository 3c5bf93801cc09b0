"""The statements that write down what became of many deliveries at once.

The results go to the database as one JSON document, which both databases read as a table: at a
thousand results a second a statement for each costs more than sending the mail did.
"""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from bantin.core.plans import find_by_key
from bantin.deliver.dispatch.columns import adapted
from bantin.deliver.dispatch.models import Attempt, Delivery
from bantin.deliver.dispatch.outcomes import Row

_COLUMNS = {  # as PostgreSQL calls the types; SQLite keeps what JSON says
    "id": "bigint",
    "status": "text",
    "due_at": "timestamptz",
    "handed_over_at": "timestamptz",
    "uncertain": "integer",
    "attempts": "integer",
    "reply": "text",
    "at": "timestamptz",
    "counts": "boolean",
}


def write(rows: Sequence[Row], *, lease: UUID) -> None:
    """Write outcomes and the tries that led to them, in the caller's transaction.

    A hand-over counts even when the lease ran out meanwhile; anything else only for the holder.
    """
    document = json.dumps([_as_json(row) for row in rows], default=str)
    (holder,) = adapted(lease=lease)
    table = _as_table()
    find_by_key()
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Delivery._meta.db_table} AS old SET status=new.status, due_at=new.due_at, "  # noqa: S608 - our own names
            "handed_over_at=new.handed_over_at, uncertain=new.uncertain, attempts=new.attempts, "
            f"reply=new.reply, lease=NULL, leased_until=NULL FROM {table} WHERE old.id=new.id "
            "AND (old.lease=%s OR (new.status='handed_over' AND old.handed_over_at IS NULL))",
            [document, holder],
        )
        cursor.execute(
            f"INSERT INTO {Attempt._meta.db_table} (delivery_id, at, outcome, reply) "  # noqa: S608 - our own names
            f"SELECT id, at, status, reply FROM {table} WHERE counts",
            [document],
        )


def _as_json(row: Row) -> dict[str, Any]:
    due_at, handed_over_at, at = adapted(
        due_at=row.due_at, handed_over_at=row.handed_over_at, queued_at=row.at
    )
    return {
        "id": row.id,
        "status": row.status,
        "due_at": due_at,
        "handed_over_at": handed_over_at,
        "uncertain": row.uncertain,
        "attempts": row.attempts,
        "reply": row.reply,
        "at": at,
        "counts": row.counts,
    }


def _as_table() -> str:
    """A parameter, the JSON document, as a table called ``new``."""
    if connection.vendor == "postgresql":
        columns = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
        return f"jsonb_to_recordset(%s::jsonb) AS new({columns})"
    columns = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in _COLUMNS)
    return f"(SELECT {columns} FROM json_each(%s)) AS new"  # noqa: S608 - our own names
