"""Signed pictures on the disk, made once and one at a time."""

import logging
import threading
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from bantin.core.canonical import sha256_hex
from bantin.core.files import make_folder, write_durably
from bantin.publish.record.credentials.certificate import current
from bantin.publish.record.credentials.signing import sign
from bantin.publish.record.media import open_media
from bantin.publish.record.models import Edition

logger = logging.getLogger(__name__)
_VERSION = 1  # of what a manifest says; a new one signs every picture again
_one_at_a_time = threading.Lock()


class Signed(NamedTuple):
    """A signed picture; ``name`` is another one when anything that was signed is."""

    name: str
    data: bytes


def press_picture(edition: Edition, image: dict[str, Any], *, url: str) -> Signed:
    """An original of a live edition, as the press downloads it.

    Args:
        edition: Carries the picture.
        image: As its canonical JSON names it.
        url: The edition's public address.

    Raises:
        NoCertificate, KeyExposed, KeyUnreadable: nothing can be signed.
        MediaMissing: the original is not there.
        c2pa.C2paError: it cannot carry a manifest.
    """
    chain = current(settings.KEY_ROOT)
    facts = _facts(edition, image, url)
    path = _path(facts, chain.fingerprint)
    if path.is_file():
        return Signed(path.name, path.read_bytes())
    with _one_at_a_time:
        if path.is_file():
            return Signed(path.name, path.read_bytes())
        with open_media(image["sha256"]) as original:
            data = sign(original.read(), image["content_type"], facts, chain)
        try:
            make_folder(path.parent)
            write_durably(path, data)
        except OSError as error:  # it is signed again next time
            logger.warning("A signed picture cannot be kept: %s", error)
            return Signed(sha256_hex(data), data)
    return Signed(path.name, data)


def _facts(edition: Edition, image: dict[str, Any], url: str) -> dict[str, Any]:
    agency = edition.content["agency"]
    return {
        "title": image["filename"],
        "caption": image["caption"],
        "alt": image["alt"],
        "credit": image["credit"],
        "agency": agency.get(edition.language) or agency["vi"],
        "url": url,
        "sha256": edition.sha256,
        "original": image["sha256"],
        "published": edition.live.at.isoformat().replace("+00:00", "Z"),
    }


def _path(facts: dict[str, Any], fingerprint: str) -> Path:
    folder = settings.DATA / "pictures" / f"{_VERSION}-{fingerprint[:16]}"
    name = sha256_hex(f"{facts['sha256']} {facts['original']} {facts['url']}".encode())
    return folder / name[:2] / name
