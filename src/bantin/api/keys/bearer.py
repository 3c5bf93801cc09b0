"""The key in ``Authorization: Bearer``, and what it may do."""

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer

from bantin.api.keys import actions, queries
from bantin.api.keys.models import Key
from bantin.core.clock import database_now

_BEARER = "bearer "


def is_shown(request: HttpRequest) -> bool:
    """Whether a request comes with a key, good or not."""
    return request.headers.get("Authorization", "").lower().startswith(_BEARER)


def holder(request: HttpRequest) -> Key | None:
    """The key in force that a request comes with; found once for each request."""
    if not is_shown(request):
        return None
    if not hasattr(request, "api_key"):
        at = database_now()
        key = queries.key_of(request.headers["Authorization"][len(_BEARER) :].strip(), at)
        if key:
            actions.note_use(key, at=at)
        request.api_key = key  # type: ignore[attr-defined]
    return request.api_key  # type: ignore[attr-defined,no-any-return]


class Bearer(HttpBearer):
    """Lets those through whose key ``may`` do it; the name of a column of :class:`Key`."""

    def __init__(self, may: str) -> None:
        super().__init__()
        self.may = may

    def __call__(self, request: HttpRequest) -> Key | None:
        """The key; None for 401."""
        key = holder(request)
        if key and not getattr(key, self.may):
            raise HttpError(403, "")
        return key

    def authenticate(self, request: HttpRequest, token: str) -> Key | None:
        """As ninja calls it."""
        return self(request)
