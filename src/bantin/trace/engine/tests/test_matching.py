import unicodedata
from itertools import pairwise

import pytest

from bantin.trace.engine import Edition, Index, Item

from .conftest import BRIDGE, FLOOD, OTHER, SCHOOL


def strip_marks(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def test_a_full_copy_is_found_whole_and_nothing_else(index: Index) -> None:
    [match] = index.match(Item("a", FLOOD))

    assert match.edition == "flood"
    assert match.item_share == match.edition_share == 1.0
    assert [(p.item, p.edition) for p in match.passages] == [((0, len(FLOOD) - 1),) * 2]
    assert match.drift == ()
    assert match.version_certain
    assert not match.cut


def test_an_unrelated_text_matches_nothing(index: Index) -> None:
    assert index.match(Item("a", OTHER)) == []
    assert index.match(Item("b", "")) == []
    assert index.match(Item("c", "123 456 🙂")) == []


def test_one_quoted_sentence_inside_another_text_is_found_with_its_place(index: Index) -> None:
    quote = FLOOD.split(". ")[1]
    text = f"{OTHER} Tỉnh cho biết: “{quote}.” {OTHER}"

    [match] = index.match(Item("a", text))

    [passage] = match.passages
    assert text[slice(*passage.item)] == FLOOD[slice(*passage.edition)] == quote
    assert match.item_share < 0.5


@pytest.mark.parametrize(
    "change",
    [
        lambda text: unicodedata.normalize("NFD", text),
        strip_marks,
        str.upper,
        lambda text: text.replace(",", "").replace(".", " "),
        lambda text: "🔥🔥 " + text.lower() + " #tinnong 👉",
        lambda text: text.replace(" ", " \u200b"),
    ],
    ids=["nfd", "no diacritics", "upper case", "no punctuation", "post", "zero width"],
)
def test_the_way_of_writing_does_not_hide_a_copy(index: Index, change) -> None:
    [match] = index.match(Item("a", change(BRIDGE)))

    assert match.edition == "bridge"
    assert match.edition_share > 0.95


def test_reordered_sentences_are_all_found(index: Index) -> None:
    sentences = SCHOOL.split(". ")

    [match] = index.match(Item("a", ". ".join(reversed(sentences))))

    assert match.edition == "school"
    assert match.item_share > 0.9


def test_of_a_release_the_copied_edition_is_named() -> None:
    corrected = FLOOD.replace("21.300", "23.100")
    index = Index(
        [
            Edition("v1", FLOOD, family="f", version=1),
            Edition("v2", corrected, family="f", version=2),
        ]
    )

    for text, edition in ((FLOOD, "v1"), (corrected, "v2")):
        [match] = index.match(Item("a", text))
        assert (match.edition, match.version_certain, match.drift) == (edition, True, ())


def test_a_part_that_all_editions_share_names_the_latest_and_says_it_cannot_tell() -> None:
    corrected = FLOOD.replace("21.300", "23.100")
    index = Index(
        [
            Edition("v1", FLOOD, family="f", version=1),
            Edition("v2", corrected, family="f", version=2),
        ]
    )

    [match] = index.match(Item("a", ". ".join(FLOOD.split(". ")[1:])))

    assert (match.edition, match.version_certain) == ("v2", False)
    both = index.match(Item("a", FLOOD), all_editions=True)
    assert {match.edition for match in both} == {"v1", "v2"}


def test_a_title_that_is_copied_alone_is_no_match_and_offsets_speak_of_the_text() -> None:
    title = "Ba huyện ven sông Lam Giang ngập sâu sau đợt mưa lũ lịch sử đầu tháng mười một"
    index = Index([Edition("e", FLOOD, title)])

    assert index.match(Item("a", OTHER, title)) == []
    [match] = index.match(Item("b", FLOOD, title))
    assert [(p.item, p.edition) for p in match.passages] == [((0, len(FLOOD) - 1),) * 2]


def test_a_phrase_that_unrelated_items_share_is_learned_and_no_longer_evidence() -> None:
    formula = (
        "Theo kế hoạch của Ủy ban nhân dân tỉnh về việc tổ chức tết trồng cây đời đời nhớ ơn Bác"
    )
    index = Index([Edition("e", f"{formula} {FLOOD}")])
    items = [Item(str(n), f"{OTHER} {formula} số {n} {SCHOOL}") for n in range(20)]
    assert index.match(items[0])

    assert index.learn(items) == 20

    assert index.match(items[0]) == []
    assert index.match(Item("copy", FLOOD))


def test_a_release_that_many_items_copy_stays_evidence() -> None:
    index = Index([Edition("e", FLOOD)])
    copies = [Item(str(n), FLOOD) for n in range(50)]
    before = index.match(copies[0])

    index.learn(copies)

    assert index.match(copies[0]) == before


def test_a_phrase_in_passing_is_no_match(index: Index) -> None:
    phrase = " ".join(FLOOD.split()[8:17])

    assert index.match(Item("a", f"{OTHER[:-1]} khi {phrase} rồi mới thôi. {OTHER}")) == []


def test_each_stretch_of_an_item_is_in_one_passage_only() -> None:
    lines = [
        f"Giá vàng tại cửa hàng số {n} được niêm yết ở mức {36 + n},50 triệu đồng một lượng, "
        f"tăng {n}0.000 đồng so với phiên trước."
        for n in range(1, 9)
    ]
    index = Index([Edition("e", " ".join(lines))])

    [match] = index.match(Item("a", " ".join([*lines[4:], OTHER, *lines[:4]])))

    spans = sorted(passage.item for passage in match.passages)
    assert len(spans) > 1
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_a_release_counts_once_however_its_editions_lie_in_the_index() -> None:
    first = [
        Edition("flood", FLOOD, family="f"),
        Edition("long", " ".join(f"từ{n}" for n in range(900))),
    ]
    second = Edition("flood2", FLOOD.replace("345", "354"), family="f", version=2)
    grown = Index(first)
    grown.match(Item("a", FLOOD))
    grown.add(second)

    assert grown.match(Item("a", FLOOD)) == Index([*first, second]).match(Item("a", FLOOD))
    assert len(grown._places) == 2
