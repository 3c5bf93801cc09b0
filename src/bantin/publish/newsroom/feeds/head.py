"""What a feed says of itself."""

from datetime import datetime
from typing import NamedTuple

from bantin.publish.newsroom.feeds.entries import instant, rfc822


class Head(NamedTuple):
    """The same for each format."""

    title: str
    agency: str
    language: str
    itself: str
    hub: str
    page: str
    base: str
    updated: datetime

    @property
    def instant(self) -> str:
        """When its newest text went live."""
        return instant(self.updated)

    @property
    def rfc822(self) -> str:
        """The same as RSS writes it."""
        return rfc822(self.updated)
