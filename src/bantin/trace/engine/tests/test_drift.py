import pytest

from bantin.trace.engine import Edition, Index, Item

from .conftest import BRIDGE, FLOOD


def drift_of(index: Index, text: str) -> list[tuple[str, str, str]]:
    [match] = index.match(Item("a", text))
    return [(drift.kind, drift.edition, drift.item) for drift in match.drift]


def test_a_changed_figure_is_named_with_its_place_in_both_texts(index: Index) -> None:
    text = "Tin mới. " + FLOOD.replace("21.300", "23.100")

    [match] = index.match(Item("a", text))

    [drift] = match.drift
    assert (drift.kind, drift.edition, drift.item) == ("number", "21.300", "23.100")
    assert text[slice(*drift.item_at)] == "23.100"
    assert FLOOD[slice(*drift.edition_at)] == "21.300"


@pytest.mark.parametrize(
    "same",
    [
        "21,300",
        "21 300",
        "21\u00a0300",
        "21300",
        "hơn 21.300",
        "21 nghìn 300",
        "21 nghìn",
        "21,3 nghìn",
    ],
)
def test_another_way_of_writing_the_figure_is_no_drift(index: Index, same: str) -> None:
    assert drift_of(index, FLOOD.replace("21.300", same)) == []


@pytest.mark.parametrize("other", ["23.100", "hơn 23.100", "213.000", "23 nghìn 100", "24 nghìn"])
def test_another_figure_is_drift(index: Index, other: str) -> None:
    assert len(drift_of(index, FLOOD.replace("21.300", other))) == 1


def test_a_changed_date_is_a_date_and_leading_noughts_do_not_count(index: Index) -> None:
    assert drift_of(index, FLOOD.replace("6/11", "6/12")) == [("date", "11", "12")]
    assert drift_of(index, FLOOD.replace("6/11", "06-11")) == []
    assert drift_of(index, BRIDGE.replace("ngày 15", "ngày 25")) == [("date", "15", "25")]


def test_a_changed_name_is_named(index: Index) -> None:
    assert drift_of(index, FLOOD.replace("Trần Văn Hòa", "Trần Văn Minh")) == [
        ("name", "Hòa", "Minh")
    ]


def test_common_words_and_new_sentences_are_no_names(index: Index) -> None:
    assert drift_of(index, FLOOD.replace("trạm bơm", "cống xả")) == []
    assert drift_of(index, FLOOD.replace("đồng, trong đó lúa", "đồng. Riêng đó lúa")) == []


def test_words_left_out_or_added_are_no_drift(index: Index) -> None:
    assert drift_of(index, FLOOD.replace("ở ba huyện ven sông ", "")) == []
    assert drift_of(index, FLOOD.replace("Người dân cần", "Bà con cần có 5 kg")) == []


def test_sentences_that_resemble_each_other_are_not_compared_crosswise() -> None:
    prices = " ".join(
        f"Giá vàng tại cửa hàng số {n} được niêm yết ở mức {36 + n},50 triệu đồng một lượng, "
        f"tăng {n}0.000 đồng so với phiên trước."
        for n in range(1, 8)
    )
    [match] = Index([Edition("e", prices)]).match(Item("a", prices))

    assert match.drift == ()
    assert len(match.passages) == 1
