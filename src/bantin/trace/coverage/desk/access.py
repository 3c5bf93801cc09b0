"""Who works with coverage."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from bantin.accounts.models import User
from bantin.accounts.roles import Role, holds

READERS = (Role.COVERAGE_CLERK, Role.PRESS_OFFICER, Role.ADMINISTRATOR)
View = Callable[..., HttpResponse]


def may_read(request: HttpRequest) -> bool:
    """Whether the person at the desk works with coverage."""
    return isinstance(request.user, User) and holds(request.user, *READERS)


def for_readers(view: View) -> View:
    """Answer 403 to everybody but coverage clerks, press officers and administrators."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not may_read(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
