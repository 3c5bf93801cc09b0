"""Common words of two texts."""

from hypothesis import given
from hypothesis import strategies as st

from bantin.trace.official.alignment import Block, blocks

TEXTS = st.lists(
    st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "h", "i", "k", "l", "m"]), max_size=60
)


def test_equal_texts_are_one_block() -> None:
    assert blocks(["a", "b", "a", "b", "a", "b"], ["a", "b", "a", "b", "a", "b"]) == [
        Block(0, 0, 6)
    ]


def test_a_word_put_in_parts_two_blocks() -> None:
    official = ["xe", "tải", "được", "qua", "cầu", "vào", "ban", "đêm", "trong", "ba", "tuần"]
    given_ = [
        "xe",
        "tải",
        "không",
        "được",
        "qua",
        "cầu",
        "vào",
        "ban",
        "đêm",
        "trong",
        "ba",
        "tuần",
    ]
    assert blocks(official, given_) == [Block(0, 0, 2), Block(2, 3, 9)]


def test_single_words_in_another_text_are_no_evidence() -> None:
    official = ["người", "dân", "không", "được", "dừng", "xe", "trên", "cầu"]
    given_ = [
        "đội",
        "bóng",
        "chuyền",
        "trên",
        "sân",
        "có",
        "tám",
        "người",
        "và",
        "xe",
        "đưa",
        "đón",
        "tận",
        "nơi",
    ]
    assert blocks(official, given_) == []


@given(TEXTS, TEXTS)
def test_blocks_hold_the_same_words_and_rise_in_both(a: list[str], b: list[str]) -> None:
    i = j = 0
    for block in blocks(a, b):
        assert block.size > 0
        assert (block.official >= i, block.given >= j) == (True, True)
        i, j = block.official + block.size, block.given + block.size
        assert a[block.official : i] == b[block.given : j]


@given(TEXTS)
def test_a_text_is_itself(a: list[str]) -> None:
    assert sum(block.size for block in blocks(a, a)) == len(a)
