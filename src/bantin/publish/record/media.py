"""Content-addressed bytes of the record: ``RECORD_ROOT/<first two digits>/<sha256>``.

No address of its own leads here; pages ask :func:`bantin.publish.record.queries.public_media`
first. A file is on the disk before the transaction that names it commits.
"""

from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from bantin.core.canonical import sha256_hex
from bantin.core.files import make_folder, write_durably
from bantin.publish.record.errors import CannotKeep, MediaMissing
from bantin.publish.record.models import Media


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return Path(settings.RECORD_ROOT) / sha256[:2] / sha256


def store(data: bytes) -> str:
    """Put ``data`` on the disk, once; returns its SHA-256.

    Raises:
        CannotKeep: the disk is full or read-only.
    """
    sha256 = sha256_hex(data)
    path = path_of(sha256)
    try:
        if not path.is_file() or path.stat().st_size != len(data):
            make_folder(path.parent)
            write_durably(path, data)
    except OSError as error:
        raise CannotKeep(error=error) from error
    return sha256


def keep(
    data: bytes, content_type: str, *, width: int | None = None, height: int | None = None
) -> Media:
    """Store ``data`` and its row; the same bytes twice are one file and one row.

    Raises:
        CannotKeep: the disk is full or read-only.
    """
    media, _ = Media.objects.get_or_create(
        sha256=store(data),
        defaults={
            "size": len(data),
            "content_type": content_type,
            "width": width,
            "height": height,
        },
    )
    return media


def open_media(sha256: str) -> BinaryIO:
    """The bytes, opened for reading. Ask ``queries.public_media`` whether they are public.

    Raises:
        MediaMissing: the file is not there.
    """
    try:
        return path_of(sha256).open("rb")
    except OSError as error:
        raise MediaMissing(sha256=sha256) from error
