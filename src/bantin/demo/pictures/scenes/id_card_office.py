"""An ID-card office."""

import math

from bantin.demo.pictures.props import ground_shadow, person, star
from bantin.demo.pictures.sheet import HEIGHT, Sheet, curve, oval, rounded


def paint(sheet: Sheet) -> None:
    """Draw the counter of an ID-card office."""
    sheet.fade(0, 760, "#fdf3e1", "#f7e6cd", "#f1dabb")
    sheet.fade(760, HEIGHT, "#d8b48c", "#c1966c")
    for i in range(9):
        sheet.line([(i * 220 - 80, HEIGHT), (330 + i * 120, 760)], "#b4885e60", 3)
    _window(sheet, 90, 120)
    sheet.shadow(rounded(590, 130, 520, 330, 28), "#8a5f3a", 34, 0.4)
    _big_card(sheet, 570, 72)
    _wall_clock(sheet, 1360, 210)
    _counter(sheet)
    _pot_plant(sheet, 1500, 880)
    person(sheet, 250, 934, 380, "#e07a5f", "#3d405b")
    person(sheet, 400, 940, 300, "#f2cc8f", "#5b6b8c", "#4a3428")


def _window(sheet: Sheet, x: float, y: float) -> None:
    sheet.box(x - 14, y - 14, 368, 428, "#fffaf1", 10)
    sheet.fade(y, y + 400, "#8ecae0", "#cfeaf0", "#f6f3dc", within=rounded(x, y, 340, 400, 4))
    for dx, r, tint in ((60, 90, "#7fb58b"), (180, 120, "#6aa57c"), (300, 84, "#86bd92")):
        sheet.polygon(
            oval(x + dx, y + 400, min(r, 340 - dx if dx > 170 else dx), r, (180, 360)), tint
        )
    sheet.box(x + 164, y, 12, 400, "#fffaf1")
    sheet.box(x, y + 190, 340, 12, "#fffaf1")
    sheet.box(x - 30, y + 410, 400, 20, "#e5c9a0", 6)
    sheet.polygon(
        [(x + 60, 760), (x + 390, 760), (x + 560, HEIGHT), (x + 120, HEIGHT)], "#fff6d824"
    )


def _big_card(sheet: Sheet, x: float, y: float) -> None:
    sheet.fade(y, y + 330, "#d7f0ee", "#a9dcd8", "#8bcac8", within=rounded(x, y, 520, 330, 28))
    for i in range(5):
        sheet.line(
            curve(
                [
                    (x + 20, y + 230 + i * 18),
                    (x + 190, y + 190 + i * 22),
                    (x + 350, y + 250 + i * 12),
                    (x + 500, y + 206 + i * 20),
                ]
            ),
            "#ffffff58",
            3,
        )
    sheet.box(x + 36, y + 92, 150, 196, "#f7fcfb", 12)
    sheet.disc(x + 111, y + 166, 40, "#e9b48e", 46)
    sheet.polygon(oval(x + 111, y + 158, 46, 48, (180, 360)), "#3a3440")
    sheet.polygon(oval(x + 111, y + 288, 66, 62, (180, 360)), "#3f7cac")
    sheet.box(x + 36, y + 36, 260, 24, "#2f7f86", 12)
    sheet.disc(x + 470, y + 52, 26, "#e2604f")
    star(sheet, x + 470, y + 52, 18, "#ffd75e")
    for i, width in enumerate((230, 170, 250, 200)):
        sheet.box(x + 222, y + 106 + i * 40, width, 18, "#4a9aa0" if i == 0 else "#5fa9ad90", 9)
    sheet.box(x + 424, y + 242, 62, 48, "#f0c75e", 10)
    sheet.line([(x + 424, y + 266), (x + 486, y + 266)], "#b58a2a", 3)
    sheet.line([(x + 455, y + 242), (x + 455, y + 290)], "#b58a2a", 3)


def _wall_clock(sheet: Sheet, x: float, y: float) -> None:
    sheet.shadow(oval(x + 8, y + 14, 92, 92), "#8a5f3a", 20, 0.4)
    sheet.disc(x, y, 92, "#3d5a80")
    sheet.disc(x, y, 78, "#fffdf6")
    for i in range(12):
        t = math.radians(i * 30)
        sheet.disc(x + 64 * math.cos(t), y + 64 * math.sin(t), 4.5, "#3d5a80")
    sheet.line([(x, y), (x - 36, y + 26)], "#2b3a55", 8)
    sheet.line([(x, y), (x + 4, y + 54)], "#2b3a55", 5)
    sheet.disc(x, y, 8, "#e07a5f")


def _counter(sheet: Sheet) -> None:
    for x, shirt in ((760, "#5e9c76"), (1130, "#5e9c76")):
        person(sheet, x, 800, 370, shirt, "#3c4a4a")
        sheet.box(x - 40, 596, 16, 10, "#f0c75e", 3)
    sheet.shadow([(540, 880), (1400, 880), (1420, 935), (520, 935)], "#5a3a22", 20, 0.55)
    sheet.fade(
        650, 900, "#4f86a6", "#37698a", within=[(540, 672), (1400, 672), (1400, 900), (540, 900)]
    )
    sheet.box(516, 648, 908, 32, "#f8ead2", 10)
    sheet.box(516, 672, 908, 10, "#d9bf98", 4)
    for i in range(4):
        sheet.box(566 + i * 212, 708, 180, 164, "#ffffff1c", 10)
    for x in (900, 1270):
        sheet.box(x - 66, 540, 132, 88, "#39424f", 8)
        sheet.box(x - 60, 546, 120, 76, "#586573", 4)
        sheet.box(x - 10, 626, 20, 22, "#39424f")
        sheet.box(x - 36, 642, 72, 8, "#39424f", 4)
    sheet.box(606, 624, 70, 26, "#e9edf0", 6)
    sheet.box(618, 616, 46, 10, "#5fc6a0", 5)
    sheet.box(1010, 634, 60, 14, "#fff", 2)
    sheet.box(1014, 626, 52, 10, "#e9e2d0", 2)


def _pot_plant(sheet: Sheet, x: float, ground: float) -> None:
    ground_shadow(sheet, x, ground + 40, 80)
    for i, (dx, tall) in enumerate(((-90, 230), (-50, 300), (0, 340), (48, 296), (88, 220))):
        tip = (x + dx, ground - tall)
        for side in (-1, 1):
            leaf = curve(
                [(x, ground - 70), (x + dx * 0.45 + side * 20, ground - tall * 0.6), tip], 10
            )
            sheet.polygon(
                [*leaf, (x + dx * 0.5, ground - tall * 0.55)],
                "#3f8f6b" if (i + side) % 2 else "#55a67e",
            )
    sheet.polygon(
        [
            (x - 62, ground - 80),
            (x + 62, ground - 80),
            (x + 44, ground + 40),
            (x - 44, ground + 40),
        ],
        "#d9785a",
    )
    sheet.box(x - 70, ground - 96, 140, 28, "#e78d6c", 8)
