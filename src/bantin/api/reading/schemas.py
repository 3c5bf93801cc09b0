"""What the record's addresses answer."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from bantin.api.frame.schemas import Named

Kind = Literal["original", "correction", "withdrawal"]
Language = Literal["vi", "en"]


class EditionInShort(BaseModel):
    """An edition without its text."""

    uid: UUID = Field(description="The release's; all its editions have it.")
    number: int = Field(description="Counts the editions of the release, from 1.")
    kind: Kind
    language: Language
    title: str
    summary: str
    reason: str = Field(description="What changed and why; empty for a first edition.")
    topics: list[Named]
    areas: list[Named]
    notice: bool = Field(description="Whether it is an urgent notice.")
    live_at: datetime
    ledger_index: int
    sha256: str = Field(description="Of the sealed bytes.")
    url: str = Field(description="This edition in the API.")
    page: str = Field(description="The release's page for people.")


class File(BaseModel):
    """Bytes on the record."""

    sha256: str
    content_type: str
    url: str


class Picture(File):
    """A picture in one size."""

    width: int
    height: int


class Image(Picture):
    """A picture of an edition: the original, and smaller copies."""

    alt: str
    caption: str
    credit: str
    filename: str
    sizes: list[Picture]


class Attachment(File):
    """A file of an edition."""

    size: int
    title: str
    filename: str


class Proof(BaseModel):
    """Where everything lies that proves an edition; ``bantin verify`` takes the bundle."""

    sealed: str
    signature: str
    bundle: str
    checkpoint: str
    keys: str


class Edition(EditionInShort):
    """An edition with its text and its proof."""

    text: str
    html: str
    agency: dict[str, str]
    replaces: str | None = Field(description="SHA-256 of the edition that this one replaces.")
    images: list[Image]
    attachments: list[Attachment]
    content: dict[str, Any] = Field(description="The sealed JSON as it is, for machines.")
    proof: Proof


class Release(BaseModel):
    """A release: its current edition, and all of them."""

    uid: UUID
    first_live_at: datetime
    current: Edition
    editions: list[EditionInShort] = Field(description="Oldest first.")


class Releases(BaseModel):
    """A page of current editions, newest first."""

    items: list[EditionInShort]
    next: str | None = Field(description="The cursor of the next page; null on the last one.")


class Editions(BaseModel):
    """All editions of a release, oldest first."""

    items: list[EditionInShort]


class Changes(BaseModel):
    """What became public behind a cursor, in the ledger's order."""

    items: list[EditionInShort]
    cursor: str = Field(description="Keep it, and ask with it the next time.")
    more: bool = Field(description="Whether more is there already.")


class Topic(Named):
    """A topic."""

    editions: int = Field(description="How many current editions are about it.")
    page: str


class Area(Topic):
    """An area."""

    part_of: str | None = Field(description="The code of the area that it is a part of.")


class Topics(BaseModel):
    """Every topic."""

    items: list[Topic]


class Areas(BaseModel):
    """Every area."""

    items: list[Area]


class NoticeWords(BaseModel):
    """A notice in one language."""

    language: Language
    title: str
    event: str
    text: str
    instruction: str


class Notice(BaseModel):
    """An urgent notice in force; the values are those of CAP 1.2."""

    uid: UUID
    number: int
    category: str
    severity: str
    urgency: str
    certainty: str
    response: str
    onset: datetime | None
    expires: datetime
    live_at: datetime
    words: list[NoticeWords] = Field(description="In its own language first.")
    areas: list[Named]
    polygons: list[str] = Field(description="Rings of “latitude,longitude”, as in CAP.")
    sha256: str
    url: str
    page: str
    cap: str


class Notices(BaseModel):
    """The notices in force."""

    items: list[Notice]


class CarriedBy(BaseModel):
    """An edition that has a file."""

    uid: UUID
    number: int
    url: str


class Media(BaseModel):
    """Facts about a file; ``url`` has its bytes."""

    sha256: str
    content_type: str
    size: int
    width: int | None
    height: int | None
    filename: str
    url: str
    title: str = Field(description="A file's title or a picture's caption.")
    alt: str
    credit: str
    editions: list[CarriedBy] = Field(description="The public editions that have it, newest first.")
