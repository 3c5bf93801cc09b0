"""Public addresses, on this site and as the whole world sees them."""

import re
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from bantin.core.folding import slug
from bantin.publish.record.models import Edition

POLICIES = {  # the name in the address, and the code of the policy
    "dinh-chinh": "corrections",
    "hop-tac": "partnerships",
    "rieng-tu": "privacy",
    "khong-lam": "never",
}
_NAME = re.compile(r"^(?P<slug>[a-z0-9-]+)-(?P<start>[0-9a-f]{8})$")
_EXTENSION = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/zip": "zip",
    "text/csv": "csv",
    "text/plain": "txt",
}


def read_name(name: str) -> tuple[str, UUID, UUID] | None:
    """Take a name apart into the slug and the first and last uid that it can mean."""
    found = _NAME.match(name)
    if not found:
        return None
    start = found["start"]
    return found["slug"], UUID(start + "0" * 24), UUID(start + "f" * 24)


def one_edition(edition: Edition) -> str:
    """The path of the page of just this edition, in the reader's language."""
    return reverse("newsroom:edition", args=[edition.name, edition.number])


def month(at: datetime) -> str:
    """The path of the archive of a month in the office's calendar, in the reader's language."""
    local = timezone.localtime(at)
    return reverse("newsroom:archive_month", args=[f"{local:%Y}", f"{local:%m}"])


def public(path: str) -> str:
    """The full address of a path on this site."""
    return f"{settings.BASE_URL}{path}"


def canonical(edition: Edition) -> str:
    """The one full address of a release: its page in the language of the text."""
    return in_language(edition.language, edition.name)


def in_language(language: str, name: str) -> str:
    """The full address of the release called ``name``, in ``language``."""
    return public(f"{_releases(language)}{name}/")


def canonical_edition(edition: Edition) -> str:
    """The one full address of an edition: its page in the language of the text."""
    with translation.override(edition.language):
        return public(one_edition(edition))


@lru_cache(maxsize=4)
def _releases(language: str) -> str:
    """What the paths of all releases in a language begin with."""
    with translation.override(language):
        return reverse("newsroom:release", args=["x"]).removesuffix("x/")


def cap(edition: Edition) -> str:
    """The path of a notice's message for warning systems (CAP)."""
    return reverse("newsroom_files:cap", args=[edition.uid, edition.number])


def tag(uid: str, first: datetime) -> str:
    """The ``tag:`` URI (RFC 4151) of a release: never changes, whatever its address does."""
    return f"tag:{urlsplit(settings.BASE_URL).hostname},{first:%Y-%m-%d}:release/{uid}"


def media(sha256: str, filename: str) -> str:
    """The path of a picture or file on the record; every filename leads to the same bytes."""
    return reverse("newsroom_files:media", args=[sha256, filename or "file"])


def press_picture(edition: Edition, sha256: str, filename: str) -> str:
    """The path of an original of ``edition`` as the press downloads it, signed."""
    place = [edition.name, edition.number, sha256, filename or "file"]
    return reverse("newsroom_files:press_picture", args=place)


def served_type(content_type: str) -> str:
    """The type to serve: itself when it is one that runs nothing, else plain bytes."""
    return content_type if content_type in _EXTENSION else "application/octet-stream"


def download_name(filename: str, content_type: str) -> str:
    """A harmless file name: the words of ``filename``, and the extension that the type demands."""
    stem = filename.rsplit(".", 1)[0]
    return f"{slug(stem)}.{_EXTENSION.get(content_type, 'bin')}"


def kind_of_file(content_type: str) -> str:
    """What people call a file of this type: “PDF”, “DOCX”."""
    return _EXTENSION.get(content_type, "").upper()
