"""Fixtures that cross stages."""

import json
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import dovecot, postgres
from tests.support.office import Office, OfficeMaker, answers, wait_until


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
def imap_server() -> Iterator[dovecot.Server]:
    """An IMAP server that runs for this test session."""
    if not dovecot.is_there():
        missing = "Dovecot's IMAP server is not installed (./run test brings it)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with dovecot.server() as server:
        yield server


@pytest.fixture(scope="session")
def _sqlite_offices() -> Iterator[OfficeMaker]:
    maker = OfficeMaker()
    yield maker
    maker.close()


@pytest.fixture(scope="session")
def _postgres_offices(postgres_server: str) -> Iterator[OfficeMaker]:
    maker = OfficeMaker(postgres_server)
    yield maker
    maker.close()


@pytest.fixture(params=["sqlite", "postgres"])
def make_office(request: pytest.FixtureRequest) -> OfficeMaker:
    """Makes whole offices with processes of their own, on SQLite and on PostgreSQL."""
    return request.getfixturevalue(f"_{request.param}_offices")


@pytest.fixture
def office(make_office: OfficeMaker) -> Iterator[Office]:
    """One new, empty office."""
    made = make_office()
    yield made
    made.close()


@pytest.fixture(scope="session")
def demo_office() -> Iterator[tuple[Office, str]]:
    """The demo office, running, and its address; filled once for each test process.

    While working on tests, BANTIN_TEST_DEMO may name one that runs already, and
    BANTIN_TEST_DEMO_FOLDER the folder in which its ``demo`` lies.
    """
    if given := os.environ.get("BANTIN_TEST_DEMO"):
        named = os.environ.get("BANTIN_TEST_DEMO_FOLDER")
        folder = Path(named or tempfile.mkdtemp(prefix="bantin-demo-"))
        yield Office(folder), given.rstrip("/")
        return
    folder = Path(tempfile.mkdtemp(prefix="bantin-demo-"))
    data = folder / "demo"
    office = Office(folder, extra={"BANTIN_DEMO_DATA": str(data)})
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = office.start("demo", "--port", str(port), "--no-browser")
    address = f"http://127.0.0.1:{port}"
    wait_until(lambda: answers(f"{address}/") or process.poll() is not None, seconds=240, every=0.5)
    assert process.poll() is None, office.logs()
    yield office, address
    office.close()


@pytest.fixture(scope="session")
def samples(demo_office: tuple[Office, str]) -> dict[str, str]:
    """What the demo office has for each type of public page."""
    office = Office(demo_office[0].folder / "demo")
    code = "import json\nfrom tests.support import samples\nprint(json.dumps(samples.collect()))"
    found: dict[str, str] = json.loads(office.python(code).stdout)
    return found
