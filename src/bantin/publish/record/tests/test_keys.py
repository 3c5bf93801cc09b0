"""Signing keys: where they lie, who may read them, how they change."""

from pathlib import Path

import pytest
from django.conf import settings as office
from pytest_django.fixtures import Settings

from bantin.publish.record import jws, keys
from bantin.publish.record.checkup import findings
from bantin.publish.record.errors import KeyExposed, KeyUnreadable, NoKey
from bantin.publish.record.models import GoLive

from .conftest import NINE, Publish


def test_a_new_key_is_its_owners_only(tmp_path: Path) -> None:
    root = tmp_path / "keys"
    key = keys.create(root)

    assert root.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in root.iterdir()} == {"keys.json", f"{key.kid}.pem"}
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in root.iterdir())
    assert keys.current(root).kid == key.kid


def test_making_a_key_twice_keeps_the_first(tmp_path: Path) -> None:
    assert keys.create(tmp_path / "k").kid == keys.create(tmp_path / "k").kid


def test_a_missing_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoKey, match=str(tmp_path)):
        keys.current(tmp_path)
    key = keys.create(tmp_path / "k")
    (tmp_path / "k" / f"{key.kid}.pem").unlink()
    with pytest.raises(NoKey):
        keys.create(tmp_path / "k")


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    root = tmp_path / "k"
    path = root / f"{keys.create(root).kid}.pem"
    path.chmod(mode)
    with pytest.raises(KeyExposed, match="chmod"):
        keys.current(root)
    path.chmod(0o600)
    root.chmod(0o750)
    with pytest.raises(KeyExposed, match="chmod"):
        keys.current(root)


def test_a_damaged_key_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "k"
    path = root / f"{keys.create(root).kid}.pem"
    other = keys.create(tmp_path / "other")
    path.write_bytes((tmp_path / "other" / f"{other.kid}.pem").read_bytes())
    with pytest.raises(KeyUnreadable):
        keys.current(root)
    path.write_text("nothing")
    with pytest.raises(KeyUnreadable):
        keys.current(root)
    (root / "keys.json").write_text("[]")
    with pytest.raises(KeyUnreadable):
        keys.current(root)


def test_rotation_keeps_the_old_public_key_and_deletes_its_private_half(tmp_path: Path) -> None:
    root = tmp_path / "k"
    old = keys.create(root)
    new = keys.rotate(root, at=NINE)

    rows = {row["kid"]: row for row in keys.public_set(root)["keys"]}
    assert set(rows) == {old.kid, new.kid}
    assert rows[old.kid]["exp"] == rows[new.kid]["nbf"] == int(NINE.timestamp())
    assert keys.current(root).kid == new.kid
    assert not (root / f"{old.kid}.pem").exists()


def test_what_the_old_key_signed_still_verifies(
    publish: Publish, settings: Settings, tmp_path: Path
) -> None:
    settings.KEY_ROOT = tmp_path / "k"
    keys.create(office.KEY_ROOT)
    first = publish()
    keys.rotate(office.KEY_ROOT, at=NINE)
    second = publish(title="Sau khi đổi khóa")

    kids = [jws.header_of(GoLive.objects.get(edition=e).jws)["kid"] for e in (first, second)]
    assert kids[0] != kids[1]
    assert all(finding.ok for finding in findings())


def test_the_thumbprint_is_that_of_rfc_8037() -> None:
    """Appendix A.3 of RFC 8037."""
    public = jws.decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")

    assert jws.public_jwk(public)["kid"] == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
