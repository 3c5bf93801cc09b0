"""Outlines of areas as CAP writes them: “lat,lon lat,lon …” in WGS 84, one outline in a line."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST_OUTLINES = 8
MOST_POINTS = 100
FEWEST_POINTS = 4  # the last is the first again
_NUMBER = r"-?\d{1,3}(?:\.\d{1,8})?"
_POINT = re.compile(rf"({_NUMBER}),({_NUMBER})", re.ASCII)


def outlines(text: str) -> list[str]:
    """The outlines in ``text``, each with single spaces between its points."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def check_polygons(text: str) -> None:
    """Refuse what a map could not draw.

    Raises:
        ValidationError: which outline is wrong, and how to write it.
    """
    found = outlines(text)
    if len(found) > MOST_OUTLINES:
        raise ValidationError(
            _("There are more than %(most)s outlines. Draw fewer, larger ones."),
            params={"most": MOST_OUTLINES},
        )
    for number, outline in enumerate(found, 1):
        for message in _faults(outline):
            raise ValidationError(message, params={"number": number, "most": MOST_POINTS})


def _faults(outline: str) -> Iterator["StrPromise"]:
    points = [_POINT.fullmatch(point) for point in outline.split(" ")]
    if None in points:
        yield _(
            "Outline %(number)s: write each point as latitude,longitude with a dot in the number, "
            "and a space between points: 19.80,105.77 19.85,105.77 19.85,105.82 19.80,105.77"
        )
        return
    pairs = [(float(point[1]), float(point[2])) for point in points if point]
    if not all(-90 <= lat <= 90 and -180 <= lon <= 180 for lat, lon in pairs):
        yield _("Outline %(number)s: latitude is at most 90, longitude at most 180.")
    if len(pairs) > MOST_POINTS:
        yield _("Outline %(number)s has more than %(most)s points. Leave some out.")
    if pairs[0] != pairs[-1]:
        yield _("Outline %(number)s is open: the last point is the first one again.")
    if len(set(pairs)) < FEWEST_POINTS - 1:
        yield _("Outline %(number)s needs three different points and the first one again.")
