"""Things that stand in several scenes: hills, clouds, trees, people."""

import math
from collections.abc import Sequence

from bantin.demo.pictures.sheet import HEIGHT, WIDTH, Sheet, oval, rounded, wave


def hills(
    sheet: Sheet,
    level: float,
    height: float,
    seed: float,
    colours: Sequence[str],
    length: float = 1300,
) -> None:
    """One ridge across the sheet, fading downwards from the first colour to the last."""
    ridge = [(float(x), level - height * wave(x, seed, length)) for x in range(-8, WIDTH + 9, 8)]
    top = min(y for _, y in ridge)
    outline = [*ridge, (WIDTH + 8, HEIGHT), (-8, HEIGHT)]
    sheet.fade(top, HEIGHT, *colours, within=outline)


def cloud(sheet: Sheet, x: float, y: float, size: float, colour: str, strength: float) -> None:
    """A flat cloud around a point."""
    puffs = [
        oval(x + dx * size, y + dy * size, r * size, r * size)
        for dx, dy, r in ((-1.3, 0.1, 0.5), (-0.6, -0.2, 0.75), (0.25, -0.35, 0.9), (1.0, 0, 0.65))
    ]
    foot = rounded(x - 1.8 * size, y - 0.05 * size, 3.45 * size, 0.71 * size, 0.34 * size)
    sheet.veil([*puffs, foot], colour, 1.2, strength)


def tree(
    sheet: Sheet,
    x: float,
    ground: float,
    size: float,
    leaf: str,
    light: str,
    trunk: str = "#6b4a3a",
) -> None:
    """A round-headed tree as high as about twice its size."""
    sheet.box(x - size * 0.07, ground - size * 0.9, size * 0.14, size * 0.9, trunk, size * 0.05)
    for dx, dy, r in ((-0.36, -0.95, 0.4), (0.36, -0.98, 0.42), (0, -1.3, 0.5)):
        sheet.disc(x + dx * size, ground + dy * size, r * size, leaf)
    for dx, dy, r in ((-0.42, -1.06, 0.22), (0.24, -1.12, 0.2), (-0.1, -1.46, 0.26)):
        sheet.disc(x + dx * size, ground + dy * size, r * size, light)


def person(
    sheet: Sheet,
    x: float,
    ground: float,
    tall: float,
    shirt: str,
    legs: str,
    hair: str = "#2f2a35",
    skin: str = "#e9b48e",
) -> None:
    """A person seen from the front, without a face."""
    unit = tall / 7
    sheet.box(x - unit * 0.75, ground - unit * 3.2, unit * 0.65, unit * 3.2, legs, unit * 0.25)
    sheet.box(x + unit * 0.1, ground - unit * 3.2, unit * 0.65, unit * 3.2, legs, unit * 0.25)
    sheet.box(x - unit * 0.9, ground - unit * 5.6, unit * 1.8, unit * 2.9, shirt, unit * 0.6)
    for side in (-1, 1):
        sheet.line(
            [
                (x + side * unit * 0.85, ground - unit * 5.2),
                (x + side * unit * 1.15, ground - unit * 3.3),
            ],
            shirt,
            unit * 0.5,
        )
        sheet.disc(x + side * unit * 1.15, ground - unit * 3.15, unit * 0.27, skin)
    sheet.box(x - unit * 0.25, ground - unit * 6, unit * 0.5, unit * 0.7, skin)
    sheet.disc(x, ground - unit * 6.35, unit * 0.62, skin, unit * 0.68)
    sheet.polygon(oval(x, ground - unit * 6.42, unit * 0.7, unit * 0.72, (180, 360)), hair)


def wheel(sheet: Sheet, x: float, y: float, r: float) -> None:
    """A wheel with its rim."""
    sheet.disc(x, y, r, "#23262f")
    sheet.disc(x, y, r * 0.58, "#c9ced8")
    sheet.disc(x, y, r * 0.22, "#6c7482")


def ground_shadow(sheet: Sheet, x: float, y: float, rx: float, strength: float = 0.45) -> None:
    """The soft shadow of something that stands on the ground."""
    sheet.shadow(oval(x, y, rx, rx * 0.09 + 8), "#1d2233", 14, strength)


def star(sheet: Sheet, x: float, y: float, r: float, colour: str) -> None:
    """A five-pointed star."""
    spikes = [(r if i % 2 == 0 else r * 0.42, math.radians(i * 36 - 90)) for i in range(10)]
    sheet.polygon([(x + d * math.cos(t), y + d * math.sin(t)) for d, t in spikes], colour)
