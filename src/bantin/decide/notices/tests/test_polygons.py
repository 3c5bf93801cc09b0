"""Outlines: what a map can draw is taken, everything else is refused with the reason."""

import pytest
from django.core.exceptions import ValidationError

from bantin.decide.notices.polygons import MOST_OUTLINES, MOST_POINTS, check_polygons, outlines

TRIANGLE = "19.80,105.77 19.85,105.77 19.85,105.82 19.80,105.77"


@pytest.mark.parametrize(
    "text",
    [
        "",
        TRIANGLE,
        f"{TRIANGLE}\n\n{TRIANGLE}",
        "-90,-180 90,-180 90,180 -90,-180",
        f" {TRIANGLE} ",
    ],
)
def test_what_a_map_can_draw_is_taken(text: str) -> None:
    check_polygons(text)


@pytest.mark.parametrize(
    "text",
    [
        "19.80,105.77 19.85,105.77 19.80,105.77",  # two points and back
        "19.80,105.77 19.85,105.77 19.85,105.82 19.81,105.77",  # open
        "19.80 105.77 19.85 105.77 19.85 105.82 19.80 105.77",  # no commas
        "19,80,105,77 19,85,105,77 19,85,105,82 19,80,105,77",  # decimal commas
        "91,0 91,1 92,1 91,0",
        "0,181 1,181 1,182 0,181",
        "nan,0 1,0 1,1 nan,0",
        "1e3,0 1,0 1,1 1e3,0",
        "١,0 1,0 1,1 ١,0",
        "\n".join([TRIANGLE] * (MOST_OUTLINES + 1)),
        " ".join([f"1,{n / 100:.2f}" for n in range(MOST_POINTS)] + ["2,2", "1,0.00"]),
    ],
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        check_polygons(text)


def test_outlines_come_one_by_one_with_single_spaces() -> None:
    assert outlines(f"{TRIANGLE.replace(' ', '   ')}\r\n\r\n {TRIANGLE} ") == [TRIANGLE, TRIANGLE]
