"""The language of a request: from the address in public, from the person on the desk."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

STAFF_PATHS = ("/desk/", "/accounts/", "/demo/")


class LanguageMiddleware:
    """Activate Vietnamese, or English where the address or the member of staff says so.

    Public pages carry the language in the address (``/en/…``), so that no cookie is needed and
    caches may keep them. Desk pages use the account's language, and before login a cookie that
    the language switch sets.
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
        if not request.path_info.startswith(STAFF_PATHS):
            return "en" if request.path_info.startswith("/en/") else "vi"
        chosen = getattr(request.user, "language", "") or request.COOKIES.get(
            settings.LANGUAGE_COOKIE_NAME, ""
        )
        return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
