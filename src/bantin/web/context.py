"""What every template may use."""

from typing import Any, TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from bantin.web.middleware import STAFF_PATHS


class OtherLanguage(TypedDict):
    """The same page in the other language."""

    code: str
    name: str
    url: str


def office(request: HttpRequest) -> dict[str, Any]:
    """The agency's name in the reader's language, and whether this is the demo."""
    language = (get_language() or "vi")[:2]
    return {
        "agency_name": settings.AGENCY_NAME.get(language) or settings.AGENCY_NAME["vi"],
        "is_demo": settings.DEMO,
        "page_language": language,
        "other_language": other_language(request.get_full_path()),
    }


def other_language(path: str) -> OtherLanguage | None:
    """Where the switch leads from a public ``path``; staff pages have none.

    The result always stays on this site, whatever the path looks like.
    """
    if path.startswith(STAFF_PATHS):
        return None
    if path.startswith("/en/"):
        return {"code": "vi", "name": "Tiếng Việt", "url": _local(path.removeprefix("/en/"))}
    return {"code": "en", "name": "English", "url": "/en" + _local(path)}


def _local(path: str) -> str:
    return "/" + path.lstrip("/\\")
