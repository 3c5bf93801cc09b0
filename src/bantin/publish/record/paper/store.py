"""Signed PDFs on the disk, drawn once and one at a time."""

import threading
from pathlib import Path

from django.conf import settings

from bantin.core.files import make_folder, write_durably
from bantin.publish.record.models import Edition
from bantin.publish.record.paper.certificate import current
from bantin.publish.record.paper.drawing import draw
from bantin.publish.record.paper.signing import sign

_SHEET_VERSION = 1  # a new one draws every edition again
_one_at_a_time = threading.Lock()


def signed_pdf(edition: Edition) -> bytes:
    """A live edition as a signed PDF.

    Raises:
        NoCertificate, KeyExposed, KeyUnreadable: nothing can be signed.
    """
    certificate = current(settings.KEY_ROOT)
    path = _path(edition, certificate.fingerprint)
    if path.is_file():
        return path.read_bytes()
    with _one_at_a_time:
        if path.is_file():
            return path.read_bytes()
        data = sign(draw(edition), certificate)
        make_folder(path.parent)
        write_durably(path, data)
    return data


def _path(edition: Edition, fingerprint: str) -> Path:
    folder = settings.DATA / "paper" / f"{_SHEET_VERSION}-{fingerprint[:16]}"
    return folder / edition.sha256[:2] / f"{edition.sha256}.pdf"
