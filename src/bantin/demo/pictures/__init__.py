"""Illustrations of the demo office: twelve flat landscapes drawn with Pillow alone.

``draw(name)`` returns JPEG bytes of 1600 × 1000 pixels. The same name always gives the same
picture: there is no chance in it, only sums of sines. Nothing is lettered, so no font is needed.
"""

from collections.abc import Callable
from functools import lru_cache

from bantin.demo.pictures.scenes import (
    bridge_dawn,
    briefing_microphones,
    fire_engine,
    id_card_office,
    market_street,
    medal_bouquet,
    mountain_road,
    night_city,
    phone_shield,
    rescue_boat,
    rice_drone,
    school_gate,
)
from bantin.demo.pictures.sheet import Sheet

_SCENES: dict[str, Callable[[Sheet], None]] = {
    "bridge-dawn": bridge_dawn.paint,
    "mountain-road": mountain_road.paint,
    "fire-engine": fire_engine.paint,
    "phone-shield": phone_shield.paint,
    "rescue-boat": rescue_boat.paint,
    "id-card-office": id_card_office.paint,
    "briefing-microphones": briefing_microphones.paint,
    "night-city": night_city.paint,
    "school-gate": school_gate.paint,
    "rice-drone": rice_drone.paint,
    "market-street": market_street.paint,
    "medal-bouquet": medal_bouquet.paint,
}

NAMES = tuple(_SCENES)
"""The pictures that ``draw`` knows, by the names used in ``content/releases.json``."""


@lru_cache(maxsize=len(NAMES))
def draw(name: str) -> bytes:
    """Return the picture as JPEG bytes.

    Raises:
        KeyError: no picture has this name; ``NAMES`` lists them.
    """
    sheet = Sheet()
    _SCENES[name](sheet)
    return sheet.jpeg()
