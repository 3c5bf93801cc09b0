"""The database's clock: the one clock that every node agrees on."""

from datetime import UTC, datetime

from django.db import connections


def database_now(using: str = "default") -> datetime:
    """The database server's present instant in UTC, not the transaction's start."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0].astimezone(UTC)  # type: ignore[no-any-return]
        cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
        return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)
