"""``bantin ledger``: check the whole record, mirror it, change the signing key."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from bantin.cli import findings, office, reading
from bantin.cli.text import _, ngettext
from bantin.core.canonical import sha256_hex
from bantin.publish.record.ledger import notes
from bantin.publish.record.verification import (
    KEYS,
    Finding,
    Unreadable,
    check_log,
    check_signature,
    load,
    read_entries,
)

WRONG = 1
app = typer.Typer(
    help=_("Check the ledger, copy it for others to check, change the signing key."),
    no_args_is_help=True,
)


@app.command(
    help=_(
        "Recompute the whole ledger and compare it with its signed checkpoint. In an office also "
        "every edition, signature and guard; with --url or --folder somebody else's, without an "
        "office.\n\nKeep a checkpoint (`curl …/ledger/checkpoint`) and give it later with "
        "--checkpoint: that shows whether anything before it was rewritten."
    )
)
def verify(
    checkpoint: Path | None = typer.Option(
        None, exists=True, dir_okay=False, help=_("An older checkpoint that you kept.")
    ),
    url: str = typer.Option("", help=_("Address of a newsroom, such as https://press.example.")),
    folder: Path | None = typer.Option(
        None, exists=True, file_okay=False, help=_("Folder that `bantin ledger export` wrote.")
    ),
    keys: Path | None = typer.Option(
        None, exists=True, dir_okay=False, help=_("The agency's public keys as you keep them.")
    ),
    media: bool = typer.Option(
        False, "--media", help=_("In an office: also read every picture and file.")
    ),
    as_json: bool = typer.Option(False, "--json", help=_("Print one JSON object.")),
) -> None:
    """Check an office's own record, or a published one."""
    old = checkpoint.read_text(encoding="utf-8") if checkpoint else None
    try:
        place = url or (str(folder) if folder else "")
        found = _published(place, keys, old) if place else _own(old, with_media=media)
    except (Unreadable, notes.Malformed, OSError, UnicodeDecodeError) as error:
        reading.cannot(url or str(folder or checkpoint), error)
    findings.show(found, as_json=as_json)
    wrong = [row.code for row in found if not row.ok]
    if wrong:
        raise typer.Exit(reading.NOT_CHECKED if wrong == ["keys_untrusted"] else WRONG)


@app.command(
    help=_(
        "Write the ledger, the public keys and every live edition into a folder, at the addresses "
        "at which the newsroom serves them. Any web server can serve it; `bantin ledger verify "
        "--folder` checks it."
    )
)
def export(folder: Path = typer.Argument(file_okay=False)) -> None:
    """Write a mirror."""
    office.start()
    from bantin.core.clock import database_now
    from bantin.publish.record import bundles

    count = 0
    for address, data in bundles.files(database_now()):
        path = folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        count += 1
    print(
        ngettext("%(count)d file is in %(folder)s.", "%(count)d files are in %(folder)s.", count)
        % {"count": count, "folder": folder}
    )


@app.command(
    "rotate-key",
    help=_(
        "Sign with a new key from now on. The old public key stays published, so that what it "
        "signed can be checked for ever; its private half is deleted."
    ),
)
def rotate_key(
    yes: bool = typer.Option(False, "--yes", help=_("Do not ask.")),
) -> None:
    """Change the signing key."""
    office.start()
    from django.conf import settings

    from bantin.core.refusals import Refusal
    from bantin.publish.record import keys

    if not yes:
        typer.confirm(_("Replace the signing key and delete its private half?"), abort=True)
    try:
        key = keys.rotate(settings.KEY_ROOT, at=datetime.now(UTC))
    except Refusal as refusal:
        office.fail(str(refusal))
    print(
        _("The new key is %(kid)s. Make a backup now, and tell those who keep your keys.")
        % {"kid": key.kid}
    )


def _own(old: str | None, *, with_media: bool) -> list[Finding]:
    office.start()
    from bantin.core.refusals import Refusal
    from bantin.publish.record import checkup

    try:
        return checkup.findings(old=old, with_media=with_media)
    except Refusal as refusal:
        office.fail(str(refusal), code=reading.NOT_CHECKED)


def _published(place: str, file: Path | None, old: str | None) -> list[Finding]:
    origin = place.rstrip("/") if reading.is_address(place) else None
    trusted = reading.trusted_keys(file, origin=origin)
    keys = trusted or reading.trusted_keys(Path(place) / KEYS) or {}
    read = reading.reader(place)
    head, found = check_log(read, keys, old)
    if origin is None:
        found += _mirrored(read, head.size, keys)
    if trusted is None:
        found.append(Finding("keys_untrusted", ok=False))
    return found


def _mirrored(
    read: Callable[[str], bytes], size: int, keys: dict[str, dict[str, Any]]
) -> list[Finding]:
    """Check the editions that lie beside a mirrored ledger."""
    wrong, count = [], 0
    for data in read_entries(read, size):
        entry = load(data)
        sha256 = str(entry["edition"])
        text = read(f"editions/{sha256}.json")
        signature = read(f"editions/{sha256}.jws").decode()
        live_at = datetime.fromisoformat(entry["live_at"])
        if sha256_hex(text) != sha256:
            wrong.append(Finding("mirror_edition_changed", ok=False, values={"sha256": sha256}))
        signed = check_signature(text, signature, keys, live_at)
        if not signed.ok:
            wrong.append(signed)
        count += 1
    return wrong or [Finding("mirror_editions", ok=True, values={"count": count})]
