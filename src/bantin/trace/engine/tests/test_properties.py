import unicodedata
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bantin.trace.engine import Edition, Index, Item, Match
from bantin.trace.engine.fold import tokenise

from .conftest import BRIDGE, FLOOD, OTHER, SCHOOL

SENTENCES = [s for text in (FLOOD, BRIDGE, SCHOOL, OTHER) for s in text.split(". ")]
EDITIONS = [
    Edition("flood", FLOOD, "Giúp dân vùng lũ", "f", 1),
    Edition("flood2", FLOOD.replace("345", "354"), "Giúp dân vùng lũ", "f", 2),
    Edition("bridge", BRIDGE),
    Edition("school", SCHOOL),
]
INDEX = Index(EDITIONS)

noise = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)
texts = st.lists(st.sampled_from(SENTENCES) | noise, max_size=12).map(" ".join)


def unplaced(match: Match) -> Match:
    """The match without offsets, which differ between NFC and NFD."""
    drift = tuple(
        d._replace(
            item=unicodedata.normalize("NFC", d.item),
            edition=unicodedata.normalize("NFC", d.edition),
            item_at=(0, 0),
            edition_at=(0, 0),
        )
        for d in match.drift
    )
    assert match.reasons
    return match._replace(passages=(), drift=drift, reasons=match.reasons._replace(best=None))


def words(text: str) -> list[int]:
    return tokenise([text]).masked.tolist()


@settings(deadline=None)
@given(texts)
def test_offsets_are_valid_and_passages_begin_and_end_alike_on_both_sides(text: str) -> None:
    by_id = {edition.id: edition.text for edition in EDITIONS}
    for match in INDEX.match(Item("a", text)):
        assert 0 < match.item_share <= 1
        assert 0 < match.edition_share <= 1
        for passage in match.passages:
            start, end = passage.item
            assert 0 <= start < end <= len(text)
            own = words(text[start:end])
            theirs = words(by_id[match.edition][slice(*passage.edition)])
            assert own
            assert set(own) & set(theirs)
        for drift in match.drift:
            assert text[slice(*drift.item_at)] == drift.item
            assert by_id[match.edition][slice(*drift.edition_at)] == drift.edition


@settings(deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8).map(". ".join))
def test_nfc_and_nfd_give_the_same_matches(text: str) -> None:
    composed = INDEX.match(Item("a", unicodedata.normalize("NFC", text)))
    decomposed = INDEX.match(Item("a", unicodedata.normalize("NFD", text)))

    assert [unplaced(match) for match in composed] == [unplaced(match) for match in decomposed]
    assert [len(match.passages) for match in composed] == [
        len(match.passages) for match in decomposed
    ]


@settings(deadline=None)
@given(st.lists(texts, min_size=1, max_size=6), st.integers(1, 7))
def test_a_batch_gives_what_each_item_alone_gives(many: list[str], batch: int) -> None:
    items = [Item(str(number), text) for number, text in enumerate(many)]

    together = list(INDEX.match_many(items, batch=batch))

    assert together == [INDEX.match(item) for item in items]
    assert together == list(INDEX.match_many(items, batch=len(items)))


@settings(deadline=None)
@given(st.lists(texts, min_size=2, max_size=6), st.randoms())
def test_the_order_of_items_changes_nothing(many: list[str], random: Random) -> None:
    items = [Item(str(number), text) for number, text in enumerate(many)]
    other = random.sample(items, len(items))

    found = dict(zip((item.id for item in other), INDEX.match_many(other), strict=True))

    assert [found[item.id] for item in items] == list(INDEX.match_many(items))


@settings(deadline=None, max_examples=30)
@given(st.permutations(EDITIONS), texts, st.sampled_from(EDITIONS))
def test_order_of_addition_and_a_removed_edition_leave_no_trace(
    order: list[Edition], text: str, extra: Edition
) -> None:
    index = Index()
    for edition in order:
        index.add(edition)
        index.match(Item("between", OTHER))
    assert index.match(Item("a", text)) == INDEX.match(Item("a", text))

    index.remove(extra.id)
    without = Index([edition for edition in EDITIONS if edition.id != extra.id])
    assert index.match(Item("a", text)) == without.match(Item("a", text))
    index.add(extra)
    assert index.match(Item("a", text)) == INDEX.match(Item("a", text))


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=6))
def test_tokens_of_a_batch_are_the_tokens_of_each_text(many: list[str]) -> None:
    together = tokenise(many)

    for number, text in enumerate(many):
        alone = tokenise([text])
        part = slice(int(together.first[number]), int(together.first[number + 1]))
        for column in ("masked", "exact", "start", "end", "number", "opens"):
            assert getattr(together, column)[part].tolist() == getattr(alone, column).tolist()
