"""The one answer to those who may not."""

from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied


def denied(request: HttpRequest) -> HttpResponse:
    """Back to the desk's home with a message; 403 for a script."""
    response: HttpResponse = permission_denied(request)
    return response
