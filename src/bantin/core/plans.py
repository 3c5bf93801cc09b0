"""How PostgreSQL shall find rows, where its own estimate goes wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


def find_by_key() -> None:
    """Have PostgreSQL look rows up by their keys until the transaction ends.

    It would read a whole table instead where that grows faster than it is analysed, or where it
    does not count what it costs to unpack long values; and it would compile for 60 ms what then
    runs for one.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")


@contextmanager
def by_key() -> Iterator[None]:
    """A transaction with :func:`find_by_key`; none on SQLite, where it would keep writers out."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        find_by_key()
        yield
