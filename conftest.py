"""What every test needs: compiled messages, a signing key, a way to empty the record."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from tools import messages

messages.main()


@pytest.fixture(scope="session", autouse=True)
def _office_has_a_key() -> None:
    """Going live signs; every test's office has a key, as ``bantin init`` makes it."""
    from django.conf import settings

    from bantin.publish.record import keys

    keys.create(settings.KEY_ROOT)


@pytest.fixture(autouse=True)
def _each_test_is_a_scheduler_of_its_own() -> None:
    """A scheduler remembers how far the record is settled; a test's record goes away again."""
    from bantin.publish.record import tasks

    tasks.forget_beginnings()


@pytest.fixture(scope="session", autouse=True)
def _transactional_tests_may_empty_the_record() -> Iterator[None]:
    """Transactional tests empty all tables afterwards, which the record's triggers refuse.

    There is no switch for that: the triggers are dropped and created, as anybody would have to.
    """
    from django.db import connection
    from django.test import TransactionTestCase
    from wagtail.models import Collection

    from bantin.accounts import grants
    from bantin.core import triggers
    from bantin.publish.record import guards

    empty_all_tables = TransactionTestCase._fixture_teardown

    def without_triggers(case: TransactionTestCase) -> None:
        guards.remove(connection)
        for kept in triggers.kept():
            kept.remove(connection)
        try:
            empty_all_tables(case)
        finally:
            guards.install(connection)
            for kept in triggers.kept():
                kept.install(connection)
        if not Collection.objects.exists():  # Wagtail's first migration makes it, once
            Collection.add_root(name="Root")
            grants.apply_grants()  # what the roles may do with the files in it

    TransactionTestCase._fixture_teardown = without_triggers
    yield
    TransactionTestCase._fixture_teardown = empty_all_tables
