"""The full-text index over live editions: FTS5 on SQLite, ``tsvector`` on PostgreSQL.

Both hold the same thing, folded words (“Công an” is ``cong an``), so both find the same. An
edition enters the index in the transaction in which it goes live; the index can be made anew from
the record at any time and is no part of it.

What a search filters and sorts by stands in the entries themselves (:class:`.SearchEntry`): with
tens of thousands of editions, a join with the editions costs ten times the search.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from bantin.core.folding import fold
from bantin.publish.record import spelling

MOST_WORDS = 12
AT_ONCE = 500  # entries made in one turn
_WORD = re.compile(r"[^\W_]+")
_PHRASE = re.compile(r"[\"“”„«]([^\"“”„«»]+)[\"“”»]|(\d+(?:[.,:/-][^\W_]+)+|[^\W_]+)")


class Phrase(NamedTuple):
    """Words that stand side by side; ``verbatim`` is how to ask for just them, "" for one word."""

    words: list[str]
    verbatim: str


def words_of(text: str) -> list[str]:
    """The folded words of ``text``: letters and digits, nothing that a query could act on."""
    return _WORD.findall(fold(text))


def phrases_of(question: str) -> list[Phrase]:
    """The folded words of ``question``, those that must stand side by side together.

    That is what stands between quotation marks, and the parts of one figure or number: “21.300”,
    “24/7”, “91/2025/QH15”.
    """
    phrases: list[Phrase] = []
    left = MOST_WORDS
    for quoted, plain in _PHRASE.findall(fold(question)):
        words = words_of(quoted or plain)[:left]
        left -= len(words)
        if quoted:
            phrases.append(Phrase(words, f'"{" ".join(words)}"'))
        else:
            phrases.append(Phrase(words, plain if len(words) > 1 else ""))
    return [phrase for phrase in phrases if phrase.words]


def matches(question: str, using: str = "default") -> tuple[RawSQL, RawSQL] | None:
    """Two conditions on an entry: it matches, its title alone matches; None for no words.

    Every phrase must be there (:func:`phrases_of`); the last word may be the beginning of one.
    """
    phrases = [phrase.words for phrase in phrases_of(question)]
    if not phrases:
        return None
    vendor = connections[using].vendor
    # Fixed statements; the words go in as parameters.
    found, titled = (
        RawSQL(statement, [query], output_field=BooleanField())  # noqa: S611 - fixed
        for statement, query in zip(_FIND[vendor], _AS_QUERY[vendor](phrases), strict=True)
    )
    return found, titled


def add(edition_ids: Sequence[int], using: str = "default") -> None:
    """Put live editions into the index; the entries of those that they replace say so."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for start in range(0, len(edition_ids), AT_ONCE):
            some = list(edition_ids[start : start + AT_ONCE])
            cursor.execute(f"{_LIVE} AND g.edition_id IN ({_places(some)})", some)
            _add(connection, cursor, cursor.fetchall())


def rebuild(connection: BaseDatabaseWrapper) -> None:
    """Make every entry anew from the record."""
    with connection.cursor() as cursor:
        for statement in _EMPTY[connection.vendor]:
            cursor.execute(statement)
        last = 0
        while True:
            cursor.execute(
                f"{_LIVE} AND g.edition_id > %s ORDER BY g.edition_id LIMIT {AT_ONCE}", [last]
            )
            rows = cursor.fetchall()
            if not rows:
                return
            _add(connection, cursor, rows)
            last = rows[-1][0]


def _add(connection: BaseDatabaseWrapper, cursor: CursorWrapper, rows: list[Any]) -> None:
    """Each of ``rows`` as :data:`_LIVE` selects it."""
    if not rows:
        return
    spelling.remember(cursor, connection.vendor, (row[-1] for row in rows))
    entry, words = _ADD[connection.vendor]
    cursor.executemany(entry, [row[:4] for row in rows])
    cursor.executemany(words, [(_joined(row[-2]), _joined(row[-1]), row[0]) for row in rows])
    releases = [row[4] for row in rows]
    cursor.execute(_REPLACED.format(_places(releases)), releases)


def _joined(text: str) -> str:
    return " ".join(words_of(text))


def _places(values: Iterable[object]) -> str:
    return ", ".join("%s" for _value in values)


def _fts5(phrases: list[list[str]]) -> tuple[str, str]:
    query = " AND ".join(f'"{" ".join(phrase)}"' for phrase in phrases) + "*"
    return f"words : ({query})", f"title : ({query})"


def _tsquery(phrases: list[list[str]]) -> tuple[str, str]:
    groups = [" <-> ".join(f"'{word}'" for word in phrase) for phrase in phrases]
    query = " & ".join(f"({group})" for group in [*groups[:-1], f"{groups[-1]}:*"])
    return query, query


_LIVE = """
    SELECT g.edition_id, e.language, g.at, g.ledger_index, g.release_id, e.title, e.folded
    FROM record_golive g JOIN record_edition e ON e.id = g.edition_id WHERE NOT e.drill
"""
_REPLACED = """
    UPDATE record_searchentry SET replaced_at = (
        SELECT MIN(newer.at) FROM record_golive own JOIN record_golive newer
        ON newer.release_id = own.release_id AND newer.number > own.number
        WHERE own.edition_id = record_searchentry.edition_id
    ) WHERE edition_id IN (SELECT edition_id FROM record_golive WHERE release_id IN ({}))
"""
_MATCH = (
    "record_searchentry.edition_id IN "
    "(SELECT rowid FROM record_search WHERE record_search MATCH %s)"
)
_FIND = {
    "sqlite": (_MATCH, _MATCH),
    "postgresql": (
        "record_searchentry.words @@ to_tsquery('simple', %s)",
        "record_searchentry.title @@ to_tsquery('simple', %s)",
    ),
}
_AS_QUERY = {"sqlite": _fts5, "postgresql": _tsquery}
_ENTRY = """
    INSERT INTO record_searchentry (edition_id, language, live_at, ledger_index)
    VALUES (%s, %s, %s, %s) ON CONFLICT (edition_id) DO NOTHING
"""
_WORDS = """
    UPDATE record_searchentry SET title = to_tsvector('simple', %s),
    words = to_tsvector('simple', %s) WHERE edition_id = %s
"""
_ADD = {
    "sqlite": (
        _ENTRY,
        "INSERT OR REPLACE INTO record_search (title, words, rowid) VALUES (%s, %s, %s)",
    ),
    "postgresql": (
        _ENTRY,
        _WORDS,
    ),
}
_EMPTY = {
    "sqlite": ("DELETE FROM record_search", "DELETE FROM record_searchentry"),
    "postgresql": ("DELETE FROM record_searchentry",),
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
_FIRST = {"sqlite": (_FTS5,), "postgresql": (_TABLE,)}
_SECOND = {
    "sqlite": (spelling.TABLE,),
    "postgresql": (
        spelling.TABLE,
        "DROP TABLE record_search",
        "ALTER TABLE record_searchentry ADD title tsvector, ADD words tsvector",
        "CREATE INDEX record_search_words ON record_searchentry USING gin (words)",
    ),
}
_UNDO = {
    "sqlite": ("DROP TABLE record_word",),
    "postgresql": ("DROP TABLE record_word", _TABLE),
}


def create_first(apps: Any, schema_editor: Any) -> None:
    """The index as migration 0004 made it, empty."""
    for statement in _FIRST[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def create(apps: Any, schema_editor: Any) -> None:
    """What the entries have beside Django's columns, filled from the record."""
    for statement in _SECOND[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
    rebuild(schema_editor.connection)


def drop(apps: Any, schema_editor: Any) -> None:
    """Undo :func:`create`, all but the entries themselves."""
    for statement in _UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
