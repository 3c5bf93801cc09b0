"""The outermost layer of the API: no answer leaves it that is not for programs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from bantin.api.frame.problems import reworded
from bantin.web.middleware import PROGRAM_PATHS, asked_language


class ApiMiddleware:
    """Errors as problems, whoever raised them, in the language that the program asks for.

    Answers that are no errors say the same in every language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(PROGRAM_PATHS):
            return response
        if response.status_code < 400:
            response.headers.pop("Content-Language", None)
            return response
        language = asked_language(request)
        with translation.override(language):
            response = reworded(response)
        response.headers["Content-Language"] = language
        patch_vary_headers(response, ["Accept-Language"])
        return response
