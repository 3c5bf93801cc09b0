"""Error pages. Each says the same for everything that is not public and for what never was."""

from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bantin.web.context import other_language


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The one 404: its bytes depend on the language only, and no cache may keep it."""
    home = "/en/" if request.path_info.startswith("/en/") else "/"
    context: dict[str, Any] = {"other_language": other_language(home)}
    try:
        response = render(request, "404.html", context, status=404)
    except (OperationalError, InterfaceError):  # no banner then; there is no such page all the same
        response = render(request, "404.html", context | {"alerts": []}, status=404)
    response.headers["Cache-Control"] = "no-store"
    return response
