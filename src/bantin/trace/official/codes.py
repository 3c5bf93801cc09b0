"""The code on a printed release: which edition it is, for a phone's camera."""

import io

import segno
from django.urls import reverse
from django.utils import translation

from bantin.publish.record.models import Edition
from bantin.trace.official.queries import FEWEST_HEX


def path(edition: Edition) -> str:
    """Where the code leads: the page about this print, in the language of the text."""
    with translation.override(edition.language):
        return reverse("official:printed", args=[edition.sha256[:FEWEST_HEX]])


def picture(address: str) -> bytes:
    """An SVG of the code; black on white, also where the page is dark."""
    out = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(out, kind="svg", scale=4, border=4, dark="#000", light="#fff")
    return out.getvalue()
