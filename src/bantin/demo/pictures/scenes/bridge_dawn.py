"""A bridge over a river at dawn."""

import math

from bantin.demo.pictures.props import cloud, hills
from bantin.demo.pictures.sheet import HEIGHT, WIDTH, Sheet, curve, oval, scatter, wave


def paint(sheet: Sheet) -> None:
    """Draw a cable-stayed bridge over a river at sunrise."""
    sheet.fade(0, 640, "#3b3a78", "#7d5a9c", "#d9788f", "#f7a77f", "#fcd9a0")
    sheet.glow(1080, 590, 520, "#fff0c2", 0.9)
    sheet.disc(1080, 575, 62, "#fff3d0")
    for x, y, size, strength in (
        (330, 190, 46, 0.3),
        (1270, 150, 60, 0.36),
        (700, 300, 34, 0.34),
    ):
        cloud(sheet, x, y, size, "#fbc7ae", strength)
    hills(sheet, 560, 70, 0.6, ("#b4748f", "#d58c8a"), 1500)
    hills(sheet, 610, 48, 3.1, ("#7f5583", "#a56a86"), 1000)
    _river_at_dawn(sheet)
    for x in (470, 1050):
        _pylon_reflection(sheet, x)
    _cable_bridge(sheet)
    _near_bank(sheet)


def _river_at_dawn(sheet: Sheet) -> None:
    sheet.fade(640, HEIGHT, "#f3ae8b", "#b56f8c", "#5b4b85", "#2c2f5f")
    for i in range(70):
        y = 648 + i * 4.6
        reach = 26 + i * 2.1
        x = 1080 + wave(i * 37, 1.2, 300) * 30
        shade = 120 - i
        sheet.box(
            x - reach * scatter(i) - 16, y, reach * 1.5, 2 + i * 0.03, f"#ffe9bd{shade:02x}", 1
        )
    for i in range(90):
        y = 652 + scatter(i) ** 1.6 * 330
        length = 30 + (y - 640) * 0.5 * scatter(i + 200)
        sheet.box(scatter(i + 500) * 1700 - 60, y, length, 2, "#ffffff1c", 1)


def _deck(x: float) -> float:
    """Height of the roadway above each point of the river."""
    return 600 - 46 * math.sin(math.pi * (x + 100) / 1800)


def _cable_bridge(sheet: Sheet) -> None:
    for x in (470, 1050):
        for reach in range(36, 290, 25):
            top = 232 + reach * 0.34
            for side in (-1, 1):
                foot = x + side * reach
                sheet.line([(x, top), (foot, _deck(foot))], "#3a2f5ccc", 1.6)
        sheet.polygon([(x - 13, 690), (x - 7, 205), (x + 7, 205), (x + 13, 690)], "#332a55")
        sheet.polygon([(x + 3, 690), (x + 3, 205), (x + 7, 205), (x + 13, 690)], "#8a5a7d")
        sheet.box(x - 42, 684, 84, 18, "#2b2449", 8)
    for x in (140, 760, 1345):
        sheet.polygon([(x - 9, 690), (x - 6, 590), (x + 6, 590), (x + 9, 690)], "#3a3060")
    road = [(float(x), _deck(x)) for x in range(-20, WIDTH + 21, 20)]
    sheet.polygon(road + [(x, y + 17) for x, y in reversed(road)], "#2e2650")
    sheet.line([(x, y + 2) for x, y in road], "#f2a38c", 3)
    for x in range(20, WIDTH, 78):
        y = _deck(x)
        sheet.line([(x, y), (x, y - 30)], "#3a2f5c", 2)
        sheet.glow(x, y - 32, 15, "#fff2c4", 0.9)
        sheet.disc(x, y - 32, 3, "#fff6d8")


def _pylon_reflection(sheet: Sheet, x: float) -> None:
    for i in range(46):
        y = 700 + i * 6
        sway = wave(i * 50, 0.4, 260) * (3 + i * 0.3)
        sheet.box(x - 13 + sway, y, 26, 4, f"#2b2449{max(20, 150 - i * 3):02x}", 2)


def _near_bank(sheet: Sheet) -> None:
    bank = [(x, 905 + 14 * wave(x, 2.2, 900) + 110 * (x / 900) ** 2) for x in range(-10, 900, 10)]
    sheet.polygon([*bank, (890, HEIGHT + 10), (-10, HEIGHT + 10)], "#1f2047")
    for i in range(60):
        x = 8 + i * 12.5 + scatter(i) * 9
        tall = 34 + 70 * scatter(i + 31)
        lean = 14 * wave(i * 30, 0.9, 400) + 8
        sheet.line(
            curve([(x, 960), (x + lean * 0.3, 960 - tall * 0.6), (x + lean, 960 - tall)], 6),
            "#1f2047",
            2.6,
        )
        if i % 4 == 0:
            sheet.polygon(oval(x + lean, 956 - tall, 3.5, 12), "#2d2550")
    for x, y in ((250, 330), (300, 306), (352, 338), (820, 250), (862, 268)):
        sheet.line(
            curve([(x - 15, y - 6), (x - 6, y - 8), (x, y), (x + 6, y - 8), (x + 15, y - 6)], 6),
            "#3b2f60",
            2.4,
        )
