"""Parameters and parts of answers that several addresses share."""

import re
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema

from bantin.api.frame import cursors

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)")
_CODE = "^[A-Za-z0-9_-]+$"
MOST = 100  # on one page


def _instant(said: object) -> datetime:
    if not isinstance(said, str) or not _RFC3339.fullmatch(said):
        raise ValueError("an instant is written as 2026-11-23T02:00:00Z")
    try:
        return datetime.fromisoformat(said.upper()).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("this instant is outside of all calendars") from error


# What may be left out is None then; the description knows no null in an address.
Instant = Annotated[
    datetime | None,
    BeforeValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
When = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Code = Annotated[
    Annotated[str, Field(pattern=_CODE, max_length=60)] | None,
    WithJsonSchema({"type": "string", "pattern": _CODE, "maxLength": 60}),
]
Cursor = Annotated[
    Annotated[str, Field(pattern=cursors.PATTERN)] | None,
    WithJsonSchema({"type": "string", "pattern": cursors.PATTERN}),
]
Limit = Annotated[int, Field(ge=1, le=MOST, description="At most so many at once.")]
Number = Annotated[int, Field(ge=1, le=32_767, description="The number of the edition.")]
Language = Annotated[
    Literal["vi", "en"] | None, WithJsonSchema({"type": "string", "enum": ["vi", "en"]})
]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="In hexadecimal.")]


class Named(BaseModel):
    """A topic or an area as the edition names it."""

    code: str
    vi: str
    en: str
