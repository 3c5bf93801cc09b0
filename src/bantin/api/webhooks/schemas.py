"""What programs with a key send, and what they are answered."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from bantin.api.frame.schemas import When

_CODE = Annotated[str, Field(pattern="^[A-Za-z0-9_-]+$", max_length=60)]
_CODES = Annotated[list[_CODE], Field(max_length=200)]
Id = Annotated[int, Field(ge=1, le=2**53, description="As /webhooks lists it.")]


class NewWebhook(Schema):
    """A webhook that is wanted; what is left out means any."""

    url: Annotated[str, Field(pattern="^https?://[!-~]+$", max_length=2000)]
    name: Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]+$", min_length=1, max_length=160)]
    language: Literal["vi", "en", ""] = ""
    topics: _CODES = []
    areas: _CODES = []


class Span(Schema):
    """From when to when."""

    since: When
    until: When


class Webhook(Schema):
    """A webhook of the key's holder."""

    id: int
    url: str
    name: str
    language: str
    topics: list[str]
    areas: list[str]
    since: datetime
    open: bool
    closed_because: str
    last_success: datetime | None
    public_key: str = Field(description="For the signature v1a.")


class Webhooks(Schema):
    """All webhooks of the key's holder."""

    items: list[Webhook]


class WebhookWithSecret(Webhook):
    """A webhook and its new secret, which nobody can read again later."""

    secret: str = Field(description="For the signature v1.")


class Tested(Schema):
    """What came back to a test."""

    taken: bool
    seconds: float
    said: str


class Queued(Schema):
    """How many editions are sent again."""

    queued: int
