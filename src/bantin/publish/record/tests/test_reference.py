"""The reference of the formats shows what the record really makes."""

import json
from collections.abc import Callable
from typing import Any

from bantin.publish.record import bundles
from bantin.publish.record.ledger import log
from bantin.publish.record.models import Edition, LedgerEntry
from tests.support import documents

Publish = Callable[..., Edition]


def described(page: str) -> Any:
    """The JSON example of a page."""
    text = documents.read(documents.REFERENCE / page)
    return json.loads(next(block for kind, block in documents.blocks(text) if kind == "json"))


def shape(value: Any) -> Any:
    """Member names alone, down to the ground; a list stands for its first element."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else None


def test_an_edition_has_the_members_that_the_reference_shows(
    publish: Publish, picture: Callable[..., bytes]
) -> None:
    edition = publish(images={"cau.jpg": picture()}, documents={"phuong-an.pdf": b"%PDF-1.7"})
    example, real = shape(described("edition.md")), shape(edition.content)
    example["areas"] = None  # the sample release has no area
    assert real == example


def test_every_member_of_an_edition_is_explained(publish: Publish) -> None:
    rows = documents.rows(documents.read(documents.REFERENCE / "edition.md"))
    explained = {name.strip(" `") for cells in rows for name in cells[0].split(",")}
    assert set(publish().content) == explained - {"Member", "---"}


def test_a_ledger_entry_and_its_checkpoint_look_as_the_reference_shows(publish: Publish) -> None:
    publish()
    entry = json.loads(bytes(LedgerEntry.objects.get().data))
    assert entry.keys() == described("ledger.md").keys()
    blocks = documents.blocks(documents.read(documents.REFERENCE / "ledger.md"))
    example = next(block for kind, block in blocks if kind == "text")
    newest = log.latest()
    assert newest is not None
    assert [bool(line) for line in newest.note.split("\n")] == [
        bool(line) for line in example.split("\n")
    ]


def test_a_bundle_has_the_members_that_the_reference_names(publish: Publish) -> None:
    text = documents.read(documents.REFERENCE / "edition.md").partition("## Bundle")[2]
    named = documents.inline(text.partition(". The keys")[0])
    assert set(bundles.bundle(publish())) == {name for name in named if name.isidentifier()}
