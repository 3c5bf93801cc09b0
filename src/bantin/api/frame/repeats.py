"""Writes that may be repeated: with an ``Idempotency-Key`` each is done once."""

import re
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from bantin.api.frame.problems import answer
from bantin.core import idempotency

View = Callable[..., HttpResponse]
Scope = Callable[[HttpRequest], str | None]
PATTERN = '^("[A-Za-z0-9_-]{1,253}"|[A-Za-z0-9_-]{1,255})$'
_KEY = re.compile(PATTERN)


def repeatable(view: View, *, scope: Scope) -> View:
    """Have ``view`` do a POST with an ``Idempotency-Key`` once for each ``scope``.

    Without a scope nobody is known whose key it could be; the view says that.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        said = request.headers.get(idempotency.HEADER)
        whose = scope(request) if request.method == "POST" and said is not None else None
        if whose is None:
            return view(request, *args, **kwargs)
        if not _KEY.fullmatch(said or ""):
            wrong = {"in": "header", "name": idempotency.HEADER, "code": "string_pattern_mismatch"}
            return answer(422, errors=[wrong])
        once = idempotency.once(lambda *_args, **_kwargs: whose)
        return once(view)(request, *args, **kwargs)

    return answered
