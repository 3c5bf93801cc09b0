"""Whether the database keeps what it acknowledged, also after a power cut."""

from django.db import connection

_POSTGRESQL = ("fsync", "synchronous_commit", "full_page_writes")
_FULL = 2  # of SQLite's `synchronous`: each commit waits for the disk


def weaknesses() -> list[str]:
    """Settings of this connection by which an acknowledged write could be lost."""
    if connection.vendor == "postgresql":
        found = {name: _answer(f"SHOW {name}") for name in _POSTGRESQL}
        return [f"{name}={value}" for name, value in found.items() if value == "off"]
    synchronous = int(_answer("PRAGMA synchronous"))
    return [f"synchronous={synchronous}"] if synchronous < _FULL else []


def _answer(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])
