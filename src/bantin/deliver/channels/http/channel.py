"""What an HTTP channel is: it makes requests and judges replies; the crew does the sending."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bantin.deliver.channels.base import Answer, Parcel
from bantin.publish.record.models import Edition

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Request:
    """One POST."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said to one POST."""

    status: int
    headers: Mapping[str, str]  # names in small letters
    body: bytes  # its first bytes


class HttpChannel(ABC):
    """A channel whose parcels are POSTs to addresses that others chose.

    :meth:`request` and :meth:`judge` run on the event loop: they are quick and touch no database.
    """

    code: str  # stored in ``Delivery.channel``; never changed
    label: "StrOrPromise"
    to_endpoints: bool = True
    after_others: bool = False
    waits: tuple[float, ...]
    desk_page: str = ""  # the name of an endpoint's page on the desk, when there is one
    each: int = 4  # requests on their way to one peer at once

    @abstractmethod
    def render(self, edition: Edition, language: str) -> bytes:
        """The message for all endpoints with this language."""

    @abstractmethod
    def request(self, rendered: bytes, parcel: Parcel, *, at: datetime) -> Request:
        """The request that carries the message to one endpoint.

        An exception means that this one message cannot be made: the row is set aside.
        """

    @abstractmethod
    def judge(self, reply: Reply, *, at: datetime) -> Answer:
        """What a reply means."""

    def prepare(self, endpoint_ids: Collection[int]) -> None:  # noqa: B027 - most need nothing
        """Read what :meth:`request` will need about these endpoints, such as their secrets.

        Called with a database connection, whenever rows are taken on; keep what was read for
        seconds only, so that a rotated secret counts soon.
        """

    def peer(self, parcel: Parcel) -> Hashable:
        """Who answers there: peers wait for their own requests only, and rest alone."""
        return parcel.recipient
