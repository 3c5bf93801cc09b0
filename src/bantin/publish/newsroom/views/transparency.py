"""What proves the record, where it can be fetched, and how often we corrected ourselves."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from bantin.core.clock import database_now
from bantin.core.refusals import Refusal
from bantin.publish.newsroom import queries
from bantin.publish.newsroom.public import public_page
from bantin.publish.record import bundles
from bantin.publish.record.ledger import log, tiles
from bantin.publish.record.models import Checkpoint, Edition


class Key(NamedTuple):
    """A public key, and when it signed; ``until`` is None for the one that signs now."""

    kid: str
    minisign: str
    since: datetime | None
    until: datetime | None


class Ledger(NamedTuple):
    """The newest checkpoint, and the newest tiles under it."""

    checkpoint: Checkpoint
    root: str
    hashes: str
    entries: str


class Bar(NamedTuple):
    """A number, and how long its bar is among those of the whole plot, in hundredths."""

    number: int
    length: str


@public_page
def transparency(request: HttpRequest) -> HttpResponse:
    """Keys, ledger, corrections by year, feeds."""
    context: dict[str, Any] = {
        "section": "transparency",
        "keys": _keys(),
        "ledger": _ledger(),
        "origin": settings.LEDGER_ORIGIN,
        "years": _bars(queries.years(database_now())),
    }
    return render(request, "newsroom/transparency.html", context)


def _keys() -> list[Key]:
    try:
        known = bundles.published_keys()["keys"]
    except Refusal:
        return []
    return [
        Key(jwk["kid"], jwk["minisign"], _instant(jwk, "nbf"), _instant(jwk, "exp"))
        for jwk in known
    ]


def _instant(jwk: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromtimestamp(jwk[name], UTC) if name in jwk else None


def _ledger() -> Ledger | None:
    newest = log.latest()
    if newest is None:
        return None
    last = {level: path for path, level, _index, _width in tiles.addresses(newest.size)}
    root = base64.b64encode(bytes(newest.root)).decode()
    return Ledger(newest, root, _tile(last[0]), _tile(last[-1]))


def _tile(path: str) -> str:
    return reverse("record:tile", args=[path])


def _bars(years: list[queries.Year]) -> list[tuple[str, list[Bar]]]:
    """Each year with its bars: releases, corrections, withdrawals."""
    most = max((max(year.by_kind.values()) for year in years), default=1)
    return [
        (
            str(year.year),
            [_bar(year.by_kind.get(kind, 0), most) for kind in Edition.Kind.values],
        )
        for year in years
    ]


def _bar(number: int, most: int) -> Bar:
    """At least one hundredth for what is there at all, so that it is seen."""
    length = max(100 * number / most, 1.0) if number else 0.0
    return Bar(number, f"{length:.1f}")
