"""A backup brings everything back, held; a damaged one brings back nothing."""

import tarfile
from pathlib import Path

from tests.support.office import Office, OfficeMaker

COUNT = "from bantin.receive.subjects.models import Topic; print(Topic.objects.count())"
ADD = (
    "from bantin.receive.subjects.models import Topic; Topic.objects.create(code='a', name_vi='A')"
)


def restored(maker: OfficeMaker, file: Path) -> Office:
    """An empty folder (and database) into which ``file`` was restored."""
    office = maker()
    for path in office.folder.rglob("*"):
        if path.is_file():
            path.unlink()
    for path in sorted(office.folder.rglob("*"), reverse=True):
        path.rmdir()
    if office.database:
        import psycopg

        with psycopg.connect(office.database, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
    done = office.bantin("restore", str(file), check=False)
    office.extra["SAID"] = done.stdout + done.stderr
    office.extra["CODE"] = str(done.returncode)
    return office


def test_a_restored_office_has_everything_and_is_held(
    make_office: OfficeMaker, office: Office, tmp_path: Path
) -> None:
    office.python(ADD)
    media = office.folder / "record" / "ab" / "abc"
    media.parent.mkdir(parents=True)
    media.write_bytes(b"picture")
    file = tmp_path / "office.tar.gz"
    office.bantin("backup", str(file))
    assert file.stat().st_mode & 0o077 == 0

    again = restored(make_office, file)
    try:
        assert again.extra["CODE"] == "0", again.extra["SAID"]
        assert again.python(COUNT).stdout.strip() == "1"
        assert (again.folder / "record" / "ab" / "abc").read_bytes() == b"picture"
        assert (again.folder / "held").exists()
        keys = {path.name: path for path in (again.folder / "keys").iterdir()}
        assert set(keys) == {path.name for path in (office.folder / "keys").iterdir()}
        assert {"keys.json", "vapid.pem", "paper.pem", "pictures.pem"} < set(keys)
        assert not any(path.stat().st_mode & 0o077 for path in keys.values())
        assert "held" in again.bantin("doctor", check=False).stdout
        again.bantin("resume", "--yes")
        assert not (again.folder / "held").exists()
    finally:
        again.close()


def test_a_held_office_does_nothing(office: Office) -> None:
    (office.folder / "held").touch()
    code = "from bantin.core import work; print(work.run_once('worker'), work.held())"
    assert office.python(code).stdout.split() == ["0", "True"]


def test_a_damaged_backup_restores_nothing(
    make_office: OfficeMaker, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "office.tar.gz"
    office.bantin("backup", str(file))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)

    again = restored(make_office, file)
    try:
        assert again.extra["CODE"] == "2"
        assert "damaged" in again.extra["SAID"]
        assert not again.folder.exists()
    finally:
        again.close()


def test_a_restore_never_overwrites_an_office(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "office.tar.gz"
    office.bantin("backup", str(file))
    done = office.bantin("restore", str(file), check=False)
    assert done.returncode == 2
    assert "not empty" in done.stderr
    with tarfile.open(file) as archive:
        assert "manifest.json" in archive.getnames()
