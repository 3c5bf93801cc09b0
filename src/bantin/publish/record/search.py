"""The full-text index over live editions: FTS5 on SQLite, ``tsvector`` on PostgreSQL.

Both hold the same thing, folded words (“Công an” is ``cong an``), so both find the same. An
edition enters the index in the transaction in which it goes live; the index can be made anew from
the record at any time and is no part of it.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from bantin.core.folding import fold
from bantin.publish.record.models import Edition

MOST_WORDS = 12
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The folded words of ``text``: letters and digits, nothing that a query could act on."""
    return _WORD.findall(fold(text))


def add(editions: Iterable[Edition], using: str = "default") -> None:
    """Put ``editions`` into the index."""
    connection = connections[using]
    rows = [
        (edition.pk, " ".join(words_of(edition.title)), " ".join(words_of(edition.folded)))
        for edition in editions
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_ADD[connection.vendor], rows)


def matches(text: str, using: str = "default") -> tuple[Q, RawSQL] | None:
    """A condition on an edition's key, and whether its title alone matches; None for no words.

    Every word must be there; the last may be the beginning of one.
    """
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return None
    vendor = connections[using].vendor
    find_any, find_title = _FIND[vendor]
    in_any, in_title = _AS_QUERY[vendor](words)
    # Fixed statements; the words go in as parameters.
    found = RawSQL(find_any, [in_any])  # noqa: S611 - fixed
    titled = RawSQL(_TITLED.format(find_title), [in_title], output_field=BooleanField())  # noqa: S611 - fixed
    return Q(pk__in=found), titled


def _fts5(words: list[str]) -> tuple[str, str]:
    query = " ".join(f'"{word}"' for word in words) + "*"
    return f"words : ({query})", f"title : ({query})"


def _tsquery(words: list[str]) -> tuple[str, str]:
    query = " & ".join(f"'{word}'" for word in words) + ":*"
    return query, query


_TITLED = "record_edition.id IN ({})"
_MATCH = "SELECT rowid FROM record_search WHERE record_search MATCH %s"
_FIND = {
    "sqlite": (_MATCH, _MATCH),
    "postgresql": (
        "SELECT edition_id FROM record_search WHERE words @@ to_tsquery('simple', %s)",
        "SELECT edition_id FROM record_search WHERE title @@ to_tsquery('simple', %s)",
    ),
}
_AS_QUERY = {"sqlite": _fts5, "postgresql": _tsquery}
_ADD = {
    "sqlite": "INSERT OR REPLACE INTO record_search (rowid, title, words) VALUES (%s, %s, %s)",
    "postgresql": (
        "INSERT INTO record_search (edition_id, title, words) "
        "VALUES (%s, to_tsvector('simple', %s), to_tsvector('simple', %s)) "
        "ON CONFLICT (edition_id) DO UPDATE SET title = EXCLUDED.title, words = EXCLUDED.words"
    ),
}
_FTS5 = """
    CREATE VIRTUAL TABLE record_search USING fts5(
        title, words, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 0'
    )
"""
_TABLE = """
    CREATE TABLE record_search (
        edition_id bigint PRIMARY KEY, title tsvector NOT NULL, words tsvector NOT NULL
    )
"""
_CREATE = {
    "sqlite": [_FTS5],
    "postgresql": [
        _TABLE,
        "CREATE INDEX record_search_words ON record_search USING gin (words)",
        "CREATE INDEX record_search_title ON record_search USING gin (title)",
    ],
}


def create(connection: BaseDatabaseWrapper) -> None:
    """Make an empty index."""
    with connection.cursor() as cursor:
        for statement in _CREATE[connection.vendor]:
            cursor.execute(statement)


def create_for_migration(apps: Any, schema_editor: Any) -> None:
    """:func:`create` as ``RunPython`` calls it."""
    create(schema_editor.connection)


def drop_for_migration(apps: Any, schema_editor: Any) -> None:
    """Drop the index, as ``RunPython`` calls it."""
    schema_editor.execute("DROP TABLE record_search")
