"""The words that people agree to: one file for each version and language, never changed.

New words are new files. The version is the name of the file; the newest one is shown.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

_FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Wording:
    """Words as a person reads them, and where they are from."""

    version: str
    text: str


def newest(language: str) -> Wording:
    """The words that are shown now."""
    return shown(max(path.name.partition(".")[0] for path in _FOLDER.glob("*.vi.txt")), language)


def shown(version: str, language: str) -> Wording:
    """The words of ``version`` with the agency's name in its place."""
    agency = settings.AGENCY_NAME.get(language) or settings.AGENCY_NAME["vi"]
    return Wording(version, _read(version, language).replace("{agency}", agency))


@cache
def _read(version: str, language: str) -> str:
    return (_FOLDER / f"{version}.{language}.txt").read_text(encoding="utf-8").strip()
