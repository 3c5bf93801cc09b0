"""``bantin backup``, ``restore`` and ``resume``."""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import typer

from bantin import __version__
from bantin.cli import office
from bantin.cli.setup import make_private_folder
from bantin.cli.text import _
from bantin.core.files import sync

MANIFEST = "manifest.json"
FOLDERS = ("record", "desk", "keys")
SQLITE, POSTGRES = "bantin.sqlite3", "bantin.pgdump"


def backup(
    file: Path = typer.Argument(help=_("File to write, for example bantin-2027-03-01.tar.gz.")),
) -> None:
    """Write database, media and keys into one file."""
    office.start()
    if file.exists():
        office.fail(_("%(file)s is there already. Choose another name.") % {"file": file})
    part = file.with_suffix(file.suffix + ".part")
    with tempfile.TemporaryDirectory() as folder:
        members = [*_dump(Path(folder)), *_files()]
        _write(part, members)
    sync(part)
    part.replace(file)
    sync(file.parent)
    print(
        _("%(count)d files are in %(file)s. It holds the signing keys: keep it as safe as them.")
        % {"count": len(members), "file": file}
    )


def restore(
    file: Path = typer.Argument(exists=True, dir_okay=False, help=_("File that backup wrote.")),
) -> None:
    """Bring an office back into an empty data folder, held."""
    data = Path(os.environ.get("BANTIN_DATA", "var")).resolve()
    if data.exists() and any(data.iterdir()):
        office.fail(
            _("%(folder)s is not empty. Restore into a new folder: BANTIN_DATA=… bantin restore …")
            % {"folder": data}
        )
    make_private_folder(data)
    try:
        _unpack(file, data)
    except (tarfile.TarError, ValueError, KeyError, EOFError, OSError) as error:
        shutil.rmtree(data)
        office.fail(
            _("%(file)s is damaged (%(why)s). Nothing was restored; use another backup.")
            % {"file": file, "why": error}
        )
    _move_keys(data)
    (data / "held").write_text(datetime.now(UTC).isoformat(), encoding="ascii")
    _load_postgres(data)
    print(
        _(
            "The office is back in %(folder)s, and held: nothing goes live and nothing is sent until "
            "you have looked at what is due with `bantin resume`."
        )
        % {"folder": data}
    )


def resume(
    yes: bool = typer.Option(False, "--yes", help=_("Do not ask.")),
) -> None:
    """Show what a held office would do, and lift the hold."""
    office.start()
    from django.conf import settings

    held = settings.DATA / "held"
    if not held.exists():
        print(_("The office is not held."))
        return
    due = _due()
    for line in due:
        print(f"  {line}")
    print(
        _("%(count)d things are due. What would be sent stays held until you release it.")
        % {"count": len(due)}
    )
    if yes or typer.confirm(_("Let them happen?")):
        _hold_deliveries()
        held.unlink()
        print(_("The office runs again."))


def _hold_deliveries() -> None:
    """Keep what was due back: some of it may have arrived between the backup and the loss."""
    from bantin.core.clock import database_now
    from bantin.deliver.dispatch.holding import hold_after_restore

    if editions := hold_after_restore(at=database_now()):
        print(
            _(
                "The deliveries of %(count)d texts stay held: some may have arrived before the loss. "
                "Send or drop them on the desk, under Deliveries."
            )
            % {"count": editions}
        )


def _dump(folder: Path) -> list[tuple[str, Path]]:
    """A consistent copy of the database, made while the office runs."""
    from django.db import connection

    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        target = folder / SQLITE
        with sqlite3.connect(settings["NAME"]) as source, sqlite3.connect(target) as copy:
            source.backup(copy)
        return [(SQLITE, target)]
    target = folder / POSTGRES
    command = ["pg_dump", "--format=custom", f"--file={target}", settings["NAME"]]
    subprocess.run(command, check=True, env=_postgres_environment(settings))
    return [(POSTGRES, target)]


def _load_postgres(data: Path) -> None:
    dump = data / POSTGRES
    if not dump.exists():
        return
    office.start(create=True)
    from django.db import connection

    settings = connection.settings_dict
    command = [
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        f"--dbname={settings['NAME']}",
        str(dump),
    ]
    done = subprocess.run(command, check=False, env=_postgres_environment(settings))
    if done.returncode:
        office.fail(
            _(
                "PostgreSQL did not take the data. Restore into an empty database named in BANTIN_DATABASE."
            )
        )
    dump.unlink()


def _postgres_environment(settings: dict[str, str]) -> dict[str, str]:
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return os.environ | {key: settings[name] for key, name in names.items() if settings[name]}


def _files() -> Iterator[tuple[str, Path]]:
    from django.conf import settings

    roots = {
        "record": settings.RECORD_ROOT,
        "desk": settings.PRIVATE_ROOT,
        "keys": settings.KEY_ROOT,
    }
    for name in FOLDERS:
        for path in sorted(Path(roots[name]).rglob("*")):
            if path.is_file():
                yield f"{name}/{path.relative_to(roots[name]).as_posix()}", path
    yield "secret-key", settings.DATA / "secret-key"


def _write(target: Path, members: list[tuple[str, Path]]) -> None:
    hashes: dict[str, str] = {}
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz") as archive:
        for name, path in members:
            hashes[name] = _sha256(path)
            archive.add(path, name)
        about = {
            "bantin": __version__,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "sha256": hashes,
        }
        text = json.dumps(about, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))


def _unpack(file: Path, data: Path) -> None:
    with tarfile.open(file, "r:gz") as archive:
        archive.extractall(data, filter="data")
    about = json.loads((data / MANIFEST).read_text(encoding="utf-8"))
    for name, expected in about["sha256"].items():
        path = data / name
        if _sha256(path) != expected:
            raise ValueError(name)
        path.chmod(0o600)
    for folder in FOLDERS:
        if (data / folder).exists():
            (data / folder).chmod(0o700)
    (data / MANIFEST).unlink()


def _move_keys(data: Path) -> None:
    """Put the keys where BANTIN_KEYS says, unless keys are there already."""
    named = os.environ.get("BANTIN_KEYS")
    target = Path(named).resolve() if named else data / "keys"
    if target != data / "keys" and not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(data / "keys", target)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _due() -> list[str]:
    from bantin.core.clock import database_now
    from bantin.core.models import Reaction
    from bantin.deliver.dispatch.models import Delivery
    from bantin.publish.record.models import Edition

    now = database_now()
    editions = Edition.objects.filter(live=None, voided=None, go_live_at__lte=now)
    lines = [
        _("go-live: %(title)s (%(at)s)")
        % {"title": e.title, "at": f"{e.go_live_at:%Y-%m-%d %H:%M}"}
        for e in editions
    ]
    mails = Delivery.objects.filter(status__in=["queued", "leased", "held"]).count()
    if mails:
        lines.append(_("%(count)d deliveries") % {"count": mails})
    reactions = Reaction.objects.filter(status="due").count()
    if reactions:
        lines.append(_("%(count)d follow-ups of events") % {"count": reactions})
    return lines
