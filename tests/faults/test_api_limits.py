"""A limit of the API is the office's: two web processes together let through no more than one."""

import json
from collections.abc import Iterator

import pytest

from tests.support.office import Office, OfficeMaker, wait_until

ASK = """
import json, time
from pathlib import Path
from bantin.api.frame.limits import Rate, seconds_to_wait
go, said = Path(sys.argv[1]), Path(sys.argv[2])
said.with_suffix(".ready").touch()
while not go.exists():
    time.sleep(0.005)
waits = [seconds_to_wait("network 192.0.2.1", Rate(50, 3600)) for _time in range(50)]
said.with_suffix(".new").write_text(json.dumps(waits))
said.with_suffix(".new").replace(said)
"""
AFTERWARDS = """
import json, time
from django.db import connection
from bantin.api.frame import limits
from bantin.api.frame.models import Allowance
one = Allowance.objects.get()
with connection.cursor() as cursor:
    cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'api_frame_allowance'")
    kind = cursor.fetchone()[0]
early, late = limits.forget(at=time.time()), limits.forget(at=time.time() + 3700)
print(json.dumps([one.name, kind, early, late]))
"""


@pytest.fixture
def on_postgres(_postgres_offices: OfficeMaker) -> Iterator[Office]:
    made = _postgres_offices()
    yield made
    made.close()


def test_two_processes_share_a_limit(on_postgres: Office) -> None:
    go = on_postgres.folder / "go"
    said = [on_postgres.folder / f"said-{n}" for n in range(2)]
    processes = [on_postgres.start(str(go), str(path), code=ASK) for path in said]
    wait_until(lambda: all(path.with_suffix(".ready").exists() for path in said), seconds=60)
    go.touch()
    assert [process.wait(60) for process in processes] == [0, 0], on_postgres.logs()

    waits = [wait for path in said for wait in json.loads(path.read_text())]

    allowed = [wait for wait in waits if wait == 0]
    assert len(allowed) == 50
    assert all(0 < wait <= 72 for wait in waits if wait), "one more each 72 seconds"


def test_nothing_is_kept_longer_than_it_is_needed(on_postgres: Office) -> None:
    for path in ("go", "said"):
        (on_postgres.folder / path).touch()
    here = on_postgres.folder
    on_postgres.python(ASK, str(here / "go"), str(here / "said"))

    name, kind, early, late = json.loads(on_postgres.python(AFTERWARDS).stdout)

    assert "192.0.2.1" not in name
    assert kind == "u", "it is written to no log of the database"
    assert (early, late) == (0, 1)
