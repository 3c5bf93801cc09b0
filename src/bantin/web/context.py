"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def office(request: HttpRequest) -> dict[str, Any]:
    """The agency's name in the reader's language, and whether this is the demo."""
    language = (get_language() or "vi")[:2]
    return {
        "agency_name": settings.AGENCY_NAME.get(language) or settings.AGENCY_NAME["vi"],
        "is_demo": settings.DEMO,
    }
