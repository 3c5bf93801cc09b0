"""Fixtures that cross stages."""

import os
from collections.abc import Iterator

import pytest

from tests.support import postgres
from tests.support.office import Office, OfficeMaker


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server that runs for this test session."""
    given = os.environ.get("BANTIN_TEST_POSTGRES")
    if given:
        yield given
        return
    if postgres.binaries() is None:
        missing = "PostgreSQL is not installed (./run test brings it)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with postgres.server() as address:
        yield address


@pytest.fixture(scope="session")
def _makers() -> Iterator[dict[str, OfficeMaker]]:
    makers: dict[str, OfficeMaker] = {}
    yield makers
    for maker in makers.values():
        maker.close()


@pytest.fixture(params=["sqlite", "postgres"])
def make_office(
    request: pytest.FixtureRequest, _makers: dict[str, OfficeMaker]
) -> OfficeMaker:
    """Makes whole offices with processes of their own, on SQLite and on PostgreSQL."""
    kind = request.param
    if kind not in _makers:
        server = request.getfixturevalue("postgres_server") if kind == "postgres" else None
        _makers[kind] = OfficeMaker(server)
    return _makers[kind]


@pytest.fixture
def office(make_office: OfficeMaker) -> Iterator[Office]:
    """One new, empty office."""
    made = make_office()
    yield made
    made.close()
