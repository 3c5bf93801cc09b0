"""Errors for programs: ``application/problem+json`` (RFC 9457)."""

from typing import Any

from django.http import JsonResponse


def problem(status: int, title: str, detail: str = "", **more: Any) -> JsonResponse:
    """One error: ``title`` says what went wrong, ``detail`` why and what to do next."""
    said = {"type": "about:blank", "status": status, "title": title, "detail": detail, **more}
    return JsonResponse(
        {name: value for name, value in said.items() if value},
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
