"""A channel for tests that reaches systems and notes what it was given."""

from datetime import datetime
from typing import TYPE_CHECKING

from bantin.deliver.channels.base import Answer, Outcome, Parcel
from bantin.publish.record.models import Edition

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Machine:
    """Takes what it gets and answers as it is told."""

    code = "machine"
    label: "StrOrPromise" = "machine"
    lines = 1
    to_endpoints = True
    after_others = False
    waits = (5.0, 300.0)

    def __init__(self) -> None:
        self.got: list[tuple[bytes, Parcel]] = []
        self.answer = Answer(Outcome.HANDED_OVER, "200")

    def render(self, edition: Edition, language: str) -> bytes:
        """The title, which is enough for a test."""
        return f"{language} {edition.title}".encode()

    def open(self) -> "Machine":
        """The channel is its own line."""
        return self

    def send(self, rendered: bytes, parcel: Parcel, *, at: datetime) -> Answer:
        """Note it."""
        self.got.append((rendered, parcel))
        return self.answer

    def close(self) -> None:
        """Nothing to let go of."""
