"""An office that cannot work says why and how to mend it, before anybody relies on it."""

import json

from tests.support.office import Office, OfficeMaker

BACK = (
    "from django.core.management import call_command; call_command('migrate', 'coverage', 'zero')"
)


def findings(office: Office) -> dict[str, str]:
    rows = json.loads(office.bantin("doctor", "--json", check=False).stdout)
    return {row["check"]: row["level"] for row in rows}


def test_a_half_migrated_database_is_refused_and_init_goes_on(office: Office) -> None:
    office.python(BACK)
    refused = office.bantin("serve", "--port", "20999", check=False)
    assert refused.returncode == 2
    assert "bantin init" in refused.stderr
    assert findings(office)["database"] == "problem"

    office.bantin("init")
    assert findings(office)["database"] == "ok"


def test_a_file_that_is_no_database_is_refused() -> None:
    maker = OfficeMaker()
    office = maker()
    try:
        (office.folder / "bantin.sqlite3").write_bytes(b"not a database" * 1000)
        refused = office.bantin("serve", "--port", "20999", check=False)
        assert refused.returncode == 2
        assert "not a database" in refused.stderr
        assert "Traceback" not in refused.stderr
    finally:
        office.close()
        maker.close()


def test_a_missing_key_and_missing_guards_are_found_and_mended() -> None:
    maker = OfficeMaker()
    office = maker()
    try:
        for path in (office.folder / "keys").iterdir():
            path.unlink()
        office.python(
            "from django.db import connection; from bantin.publish.record import guards;"
            "guards.remove(connection)"
        )
        found = findings(office)
        assert (found["keys"], found["append_only"]) == ("problem", "problem")

        office.bantin("init")
        found = findings(office)
        assert (found["keys"] != "problem", found["append_only"]) == (True, "ok")
    finally:
        office.close()
        maker.close()


def test_without_an_office_a_command_says_how_to_make_one(tmp_path: object) -> None:
    office = Office(tmp_path)
    refused = office.bantin("serve", check=False)
    assert refused.returncode == 2
    assert "bantin init" in refused.stderr
