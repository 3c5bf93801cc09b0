"""The formats in which every feed exists."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a feed; ``code`` is the ending of its addresses."""

    code: str
    label: str
    media_type: str

    @property
    def content_type(self) -> str:
        """The header's value."""
        return f"{self.media_type}; charset=utf-8"

    def view_name(self, feed: str) -> str:
        """What the address of ``feed`` is called in this format; Atom's has the plain name."""
        return feed if self is ATOM else f"{feed}_{self.code}"


ATOM = Format("atom", "Atom", "application/atom+xml")
RSS = Format("rss", "RSS", "application/rss+xml")
JSON = Format("json", "JSON Feed", "application/feed+json")
FORMATS = {form.code: form for form in (ATOM, RSS, JSON)}
