"""Views of the desk for those who have a permission."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def needs(permission: str) -> Callable[[View[P]], View[P]]:
    """Answer everybody else as Wagtail does: with a message, back on the desk's first page."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.has_perm(permission):
                return permission_denied(request)  # type: ignore[no-any-return] # Wagtail has no types
            return view(request, *args, **kwargs)

        return answer

    return decorate
