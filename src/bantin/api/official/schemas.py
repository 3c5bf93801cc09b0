"""What is asked, and what a text was recognised as."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from bantin.api.reading.schemas import EditionInShort
from bantin.trace.official.reading import MOST_CHARACTERS

Verdict = Literal["whole", "part", "framed", "differs", "nothing"]
_TEXT = "The text; a whole paragraph is best, with its figures."


class Asked(BaseModel):
    """A text to compare with the record."""

    text: str = Field(min_length=1, description=_TEXT)


# ninja would read a form before its size is known, so the body is ours to read and to describe.
_WORDS = {"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS, "description": _TEXT}
_FILE = {"type": "string", "format": "binary", "description": "PDF, DOCX, HTML, text, picture."}
BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"type": "object", "required": ["text"], "properties": {"text": _WORDS}}
        },
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": _FILE}}
        },
    },
}


class Words(BaseModel):
    """Consecutive words with one fate."""

    kind: Literal["same", "added", "removed"] = Field(
        description="“removed” is in the edition only, “added” in the text that was sent only."
    )
    text: str


class Passage(BaseModel):
    """A place that differs, with a few words before and behind it."""

    words: list[Words]


class Figure(BaseModel):
    """A figure, date or name that differs."""

    kind: str
    edition: str = Field(description="What the edition says.")
    given: str = Field(description="What the text says that was sent.")


class Recognised(BaseModel):
    """Which official text was sent, if any, and whether it holds."""

    verdict: Verdict = Field(
        description="“whole” and “part”: word for word; “framed”: the same with other words "
        "around it; “differs”: not the official text; “nothing”: nothing official reads like it."
    )
    holds: bool = Field(description="Whether that edition is the current one, not withdrawn.")
    withdrawn: bool = Field(description="Whether nothing of the release should be used any more.")
    edition: EditionInShort | None = Field(description="What the text was compared with.")
    current: EditionInShort | None = Field(description="The newest edition of that release.")
    share: float = Field(ge=0, le=1, description="How much of what was sent is in the edition.")
    marks_ignored: bool = Field(description="Whether the text came without Vietnamese marks.")
    figures: list[Figure]
    differences: list[Passage] = Field(description="At most 100.")
    changed_since: list[Passage] = Field(description="From the edition to the current one.")
    others: list[EditionInShort] = Field(description="Of which it also carries passages.")
