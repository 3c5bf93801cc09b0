"""The language of a request, and what people read while the database cannot be used."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

logger = logging.getLogger(__name__)
STAFF_PATHS = ("/desk/", "/accounts/", "/demo/")
PROGRAM_PATHS = ("/api/v1/",)


def asked_language(request: HttpRequest) -> str:
    """``vi`` or ``en``, whichever a program's ``Accept-Language`` likes better; else ``vi``."""
    try:
        asked = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    except ValueError:  # longer than any that a program sends
        return settings.LANGUAGE_CODE
    known = [code[:2] for code, _weight in asked if code[:2] in dict(settings.LANGUAGES)]
    return known[0] if known else settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Activate Vietnamese, or English where the address or the member of staff says so.

    Public pages carry the language in the address (``/en/…``), so that no cookie is needed and
    caches may keep them. Programs say it in a header. Desk pages use the account's language, and
    before login a cookie that the language switch sets.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self.language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    @staticmethod
    def language_of(request: HttpRequest) -> str:
        """``vi`` or ``en``."""
        if request.path_info.startswith(PROGRAM_PATHS):
            return asked_language(request)
        if not request.path_info.startswith(STAFF_PATHS):
            return "en" if request.path_info.startswith("/en/") else "vi"
        chosen = getattr(request.user, "language", "") or request.COOKIES.get(
            settings.LANGUAGE_COOKIE_NAME, ""
        )
        return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class DatabaseTroubleMiddleware:
    """Say in words that the database cannot be used (full, read-only, gone) and nothing was saved.

    It stands outermost, so that it also sees what the session and the login need the database for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return self.process_exception(request, error) or HttpResponse(status=503)

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page that needs no database; other errors are left to Django."""
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        logger.error("The database cannot be used: %s", error)
        headers = {"Retry-After": "30", "Cache-Control": "no-store"}
        response = HttpResponse(get_template("503.html").render(), status=503, headers=headers)
        response.database_trouble = True  # type: ignore[attr-defined] # for kept pages
        return response
