"""A version of the API as django-ninja builds it, with our errors in place of ninja's."""

from http.client import responses
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from bantin.api.frame.cursors import UnknownCursor
from bantin.api.frame.problems import CONTENT_TYPE, answer, no_key, unknown_cursor
from bantin.api.frame.repeats import PATTERN
from bantin.core.idempotency import HEADER
from bantin.core.refusals import Refusal

_READING = (401, 422, 429, 500, 503)
_WRITING = (400, 401, 403, 404, 409, 413, 422, 429, 500, 503)
_COMPARING = (400, 401, 413, 415, 422, 429, 500, 501, 503)  # reads what a POST brings
_IDEMPOTENCY_KEY: dict[str, Any] = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "description": "Of your choice; a repeat within 24 hours gets the first answer.",
    "schema": {"type": "string", "pattern": PATTERN},
}
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457), in Vietnamese or English by Accept-Language.",
    "required": ["type", "status", "title"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "name", "code"],
                "properties": {
                    "in": {"type": "string"},
                    "name": {"type": "string"},
                    "code": {"type": "string"},
                    "bounds": {"type": "object"},
                },
            },
        },
    },
}


class Readable(JSONRenderer):
    """JSON in which Vietnamese letters are letters."""

    json_dumps_params = {"ensure_ascii": False}


class Version(NinjaAPI):
    """A version: routers, their description, and every error as a problem."""

    def __init__(self, **more: Any) -> None:
        super().__init__(docs_url=None, renderer=Readable(), **more)
        self.add_exception_handler(Http404, lambda _request, _error: answer(404))
        self.add_exception_handler(UnknownCursor, lambda _request, _error: unknown_cursor())
        self.add_exception_handler(AuthenticationError, lambda _request, _error: no_key())
        self.add_exception_handler(HttpError, _known)
        self.add_exception_handler(ValidationError, _misfit)
        self.add_exception_handler(Refusal, lambda _request, error: answer(409, detail=str(error)))

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """The description, with the problems that each address may answer."""
        schema = super().get_openapi_schema(**where)
        schema["components"]["schemas"]["Problem"] = _PROBLEM
        for path, methods in schema["paths"].items():
            for method, operation in methods.items():
                _describe(operation, path, reads=method == "get")
        return schema


def _describe(operation: dict[str, Any], path: str, *, reads: bool) -> None:
    compares = path.endswith("/verify")
    statuses = {*_READING} if reads else {*(_COMPARING if compares else _WRITING)}
    if "{" in path:
        statuses.add(404)
    if any(parameter["name"] == "cursor" for parameter in operation.get("parameters", ())):
        statuses.add(409)
    if not (reads or compares or path.endswith("/test")):
        operation.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)
    if operation.get("security"):
        statuses.add(403)
    told = operation["responses"]
    if reads:
        told[304] = {"description": responses[304]}
    body = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in sorted(statuses):
        told.setdefault(status, {"description": responses[status], "content": body})


def _known(_request: HttpRequest, error: Any) -> HttpResponse:
    return answer(error.status_code)


def _misfit(_request: HttpRequest, error: Any) -> HttpResponse:
    return answer(422, errors=[_wrong(one) for one in error.errors])


def _wrong(error: dict[str, Any]) -> dict[str, Any]:
    """What does not fit, in words for programs: they are the same in every language."""
    where, *name = error["loc"]
    told = {"in": str(where), "name": ".".join(map(str, name[-1:] or name)), "code": error["type"]}
    bounds = {
        key: value
        for key, value in error.get("ctx", {}).items()
        if isinstance(value, int | float | str) and key != "error"
    }
    return {**told, "bounds": bounds} if bounds else told
