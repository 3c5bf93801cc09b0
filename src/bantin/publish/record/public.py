"""Public addresses of the proof: ledger, keys, and each live edition's sealed bytes.

The ledger's are those of C2SP tlog-tiles, the keys' is well-known, so outside tools find them.
"""

import re
from importlib.resources import files

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path
from django.views.decorators.http import require_safe

from bantin.core.clock import database_now
from bantin.core.refusals import Refusal
from bantin.publish.record import bundles, jws, keys, minisign, queries
from bantin.publish.record.credentials import certificate as pictures_certificate
from bantin.publish.record.ledger import log, tiles
from bantin.publish.record.models import Edition
from bantin.publish.record.paper import certificate, store
from bantin.publish.record.plaintext import plaintext

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
A_WHILE = "public, max-age=300"
_TILE = re.compile(
    r"(?P<level>entries|0|[1-9][0-9]?)/(?P<index>[x0-9/]+)(?:\.p/(?P<width>[0-9]{1,3}))?"
)


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed tree head."""
    newest = log.latest()
    if newest is None:
        raise Http404
    return _answer(newest.note.encode(), "text/plain; charset=utf-8", ASK_AGAIN)


@require_safe
def tile(request: HttpRequest, address: str) -> HttpResponse:
    """A tile of hashes or a bundle of entries; 404 for what the ledger does not have yet."""
    parts, newest = _TILE.fullmatch(address), log.latest()
    index = tiles.index_of(parts["index"]) if parts else None
    if parts is None or newest is None or index is None:
        raise Http404
    tile_level = -1 if parts["level"] == "entries" else int(parts["level"])
    there = tiles.width_of(max(tile_level, 0), index, newest.size)
    width = int(parts["width"] or tiles.WIDTH)
    if not 0 < width <= there or parts["width"] == str(tiles.WIDTH):
        raise Http404
    data = log.tile(tile_level, index, width)
    return _answer(data, "application/octet-stream", FOR_EVER)


@require_safe
def timestamps(request: HttpRequest) -> HttpResponse:
    """Which checkpoints an outside authority stamped: size and instant, oldest first."""
    lines = [f"{size} {at:%Y-%m-%dT%H:%M:%SZ}\n" for size, at in log.timestamps()]
    return _answer("".join(lines).encode(), "text/plain; charset=utf-8", A_WHILE)


@require_safe
def timestamped(request: HttpRequest, size: str, kind: str) -> HttpResponse:
    """A checkpoint that was stamped, or the authority's answer about it."""
    found = log.timestamp(int(size))
    if found is None:
        raise Http404
    if kind == "checkpoint":
        return _answer(found.checkpoint.note.encode(), "text/plain; charset=utf-8", FOR_EVER)
    return _answer(bytes(found.response), "application/timestamp-reply", FOR_EVER)


@require_safe
def witness(request: HttpRequest) -> HttpResponse:
    """The program with which an outsider watches this ledger; it stands alone."""
    data = files("bantin.publish.record").joinpath("witness.py").read_bytes()
    return _answer(data, "text/x-python; charset=utf-8", A_WHILE)


@require_safe
def published_keys(request: HttpRequest) -> HttpResponse:
    """Every public key that ever signed, as a JWK set."""
    answer = JsonResponse(bundles.published_keys(), json_dumps_params={"indent": 2})
    answer.headers["Cache-Control"] = A_WHILE
    return answer


@require_safe
def minisign_key(request: HttpRequest) -> HttpResponse:
    """The public key that signs now, as ``minisign`` reads it; older ones are in the JWK set."""
    key_set = keys.public_set(settings.KEY_ROOT)
    now = next(jwk for jwk in key_set["keys"] if "exp" not in jwk)
    data = minisign.key_file(jws.raw_public(now)).encode()
    return _answer(data, "text/plain; charset=utf-8", A_WHILE)


@require_safe
def sealed(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The canonical bytes of a live edition: what the signature signs."""
    edition = _edition(name, number)
    return _answer(bytes(edition.canonical), "application/json", FOR_EVER)


@require_safe
def signature(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The detached signature of a live edition."""
    return _answer(_edition(name, number).live.jws.encode(), "application/jose", FOR_EVER)


@require_safe
def plain(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """A live edition as plain text."""
    data = plaintext(_edition(name, number))
    return _answer(data, "text/plain; charset=utf-8", A_WHILE)


@require_safe
def plain_signature(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The ``minisign`` signature of the plain text, with the key that signs now."""
    edition = _edition(name, number)
    comment = f"{edition.name} {edition.number} {edition.sha256}"
    try:
        key = keys.current(settings.KEY_ROOT)
    except Refusal:
        return HttpResponse(status=503, headers={"Cache-Control": "no-store"})
    signed = minisign.sign(plaintext(edition), key.private, comment=comment)
    return _answer(signed.encode(), "text/plain; charset=utf-8", A_WHILE)


@require_safe
def paper(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """A live edition as a signed PDF."""
    edition = _edition(name, number)
    try:
        data = store.signed_pdf(edition)
    except Refusal:
        return HttpResponse(status=503, headers={"Cache-Control": "no-store"})
    answer = _answer(data, "application/pdf", A_WHILE)
    answer.headers["Content-Disposition"] = f'inline; filename="{edition.name}-{number}.pdf"'
    return answer


@require_safe
def paper_certificate(request: HttpRequest) -> HttpResponse:
    """The certificate that signs PDFs."""
    try:
        data = certificate.current(settings.KEY_ROOT).pem()
    except Refusal as refusal:
        raise Http404 from refusal
    return _answer(data, "application/x-pem-file", A_WHILE)


@require_safe
def picture_certificate(request: HttpRequest) -> HttpResponse:
    """The certificate to trust for pictures that the press downloads (C2PA)."""
    try:
        data = pictures_certificate.current(settings.KEY_ROOT).anchor()
    except Refusal as refusal:
        raise Http404 from refusal
    return _answer(data, "application/x-pem-file", A_WHILE)


@require_safe
def bundle(request: HttpRequest, name: str, number: int | None = None) -> HttpResponse:
    """A live edition with all that proves it, for ``bantin verify``; the newest by default."""
    edition = _edition(name, number)
    answer = JsonResponse(bundles.bundle(edition), json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = ASK_AGAIN
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _edition(name: str, number: int | None) -> Edition:
    """A live edition by its address; without a number the newest one of the release."""
    start = name.rpartition("-")[2]
    if not re.fullmatch(r"[0-9a-f]{8}", start):
        raise Http404
    at = database_now()
    span = (start + "0" * 24, start + "f" * 24)
    live = queries.public_editions(at).filter(uid__range=span)
    named = live.filter(slug=name.rpartition("-")[0]).first() or live.first()
    if named is None:
        raise Http404
    found = queries.edition_at(named.uid, number, at) if number else None
    edition = queries.current_edition(named.uid, at) if number is None else found
    if edition is None:
        raise Http404
    return edition


def _answer(data: bytes, content_type: str, cache: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    answer.headers["Cache-Control"] = cache
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


_RELEASE = "thong-cao/<slug:name>/"
_EDITION = f"{_RELEASE}phien-ban/<int:number>/"
app_name = "record"
urlpatterns = [
    path("ledger/checkpoint", checkpoint, name="checkpoint"),
    path("ledger/timestamps", timestamps, name="timestamps"),
    re_path(
        r"^ledger/timestamps/(?P<size>[1-9][0-9]{0,17})\.(?P<kind>checkpoint|tsr)$",
        timestamped,
        name="timestamped",
    ),
    path("ledger/witness.py", witness, name="witness"),
    re_path(r"^ledger/tile/(?P<address>[\w./]{1,80})$", tile, name="tile"),
    path(".well-known/bantin-keys.json", published_keys, name="keys"),
    path(".well-known/minisign.pub", minisign_key, name="minisign_key"),
    path(f"{_EDITION}edition.json", sealed, name="sealed"),
    path(".well-known/paper.pem", paper_certificate, name="paper_certificate"),
    path(".well-known/pictures.pem", picture_certificate, name="picture_certificate"),
    path(f"{_EDITION}edition.pdf", paper, name="paper"),
    path(f"{_EDITION}edition.txt", plain, name="plain"),
    path(f"{_EDITION}edition.txt.minisig", plain_signature, name="plain_signature"),
    path(f"{_EDITION}edition.jws", signature, name="signature"),
    path(f"{_EDITION}bundle.json", bundle, name="bundle"),
    path(f"{_RELEASE}bundle.json", bundle, name="newest_bundle"),
    # The same beside the English pages.
    path(f"en/{_EDITION}edition.json", sealed),
    path(f"en/{_EDITION}edition.pdf", paper),
    path(f"en/{_EDITION}edition.txt", plain),
    path(f"en/{_EDITION}edition.txt.minisig", plain_signature),
    path(f"en/{_EDITION}edition.jws", signature),
    path(f"en/{_EDITION}bundle.json", bundle),
    path(f"en/{_RELEASE}bundle.json", bundle),
]
