"""A channel that takes every parcel at once and sends nothing: what the outbox itself costs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bantin.deliver.channels import registry
from bantin.deliver.channels.base import Answer, Outcome, Parcel
from bantin.publish.record.models import Edition

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Nothing:
    """Takes everything; it stands where e-mail stands."""

    code = "email"
    label: StrOrPromise = "nothing"
    lines = 4
    to_endpoints = False
    after_others = False
    waits = ()

    def render(self, _edition: Edition, _language: str) -> bytes:
        """Nothing to render."""
        return b""

    def open(self) -> Nothing:
        """The channel is its own line."""
        return self

    def send(self, _rendered: bytes, _parcel: Parcel, *, at: datetime) -> Answer:
        """Taken."""
        return Answer(Outcome.HANDED_OVER, "250 taken")

    def close(self) -> None:
        """Nothing to let go of."""


def install() -> None:
    """Put it in the place of e-mail in this process and those that it forks."""
    registry.register(Nothing())
