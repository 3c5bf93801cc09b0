"""``bantin verify``: is this edition official and unchanged? Offline, without an office or Django.

Exit codes: 0 all is right; 1 a check failed; 2 wrong usage; 3 nothing could be checked, or no
trusted key was given.
"""

from pathlib import Path

import typer

from bantin.cli import findings, reading
from bantin.cli.text import _
from bantin.publish.record.verification import Unreadable, check_bundle, load

WRONG = 1


def verify(
    edition: str = typer.Argument(
        metavar=_("FILE|ADDRESS"),
        help=_("An edition's bundle.json, or the address of its page or bundle."),
    ),
    keys: Path | None = typer.Option(
        None,
        exists=True,
        dir_okay=False,
        help=_(
            "The agency's public keys as you keep them (bantin-keys.json). Without it an address "
            "is checked with the keys that its own site publishes."
        ),
    ),
    as_json: bool = typer.Option(False, "--json", help=_("Print one JSON object.")),
) -> None:
    """Check text, signature, place in the ledger and checkpoint of one edition."""
    place = _bundle_of(edition) if reading.is_address(edition) else edition
    origin = reading.origin_of(edition) if reading.is_address(edition) else None
    trusted = reading.trusted_keys(keys, origin=origin)
    try:
        found = check_bundle(load(reading.read(place)), trusted)
    except Unreadable as error:
        reading.cannot(place, error)
    findings.show(found, as_json=as_json)
    wrong = [row.code for row in found if not row.ok]
    if wrong:
        raise typer.Exit(reading.NOT_CHECKED if wrong == ["keys_untrusted"] else WRONG)


def _bundle_of(address: str) -> str:
    """The bundle's address, from that of an edition's page or of its other files."""
    folder, _slash, last = address.partition("#")[0].partition("?")[0].rpartition("/")
    return address if last == "bundle.json" else f"{folder}/bundle.json"
