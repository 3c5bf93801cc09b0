"""A market street."""

import math
from collections.abc import Callable, Sequence

from bantin.demo.pictures.props import ground_shadow, hills, person
from bantin.demo.pictures.sheet import HEIGHT, WIDTH, Point, Sheet, curve, darker, mirrored, oval


def paint(sheet: Sheet) -> None:
    """Draw a market street with lanterns."""
    sheet.fade(0, 620, "#f9c98a", "#fbdcae", "#fdeed2")
    sheet.glow(800, 470, 460, "#fffbe6", 0.9)
    hills(sheet, 510, 40, 2.2, ("#e9bf86", "#f6dcae"), 700)
    sheet.box(0, 560, WIDTH, 440, "#c9a078")
    _market_houses(sheet)
    sheet.polygon([(0, HEIGHT), (WIDTH, HEIGHT), (1010, 560), (590, 560)], "#d9b58c")
    for i in range(9):
        y = 572 + i * i * 6.2
        sheet.line(
            [(590 - (y - 560) * 1.34, y), (1010 + (y - 560) * 1.34, y)], "#b98f6660", 2 + i * 0.5
        )
    for i in range(7):
        sheet.line([(620 + i * 60, 560), (i * 400 - 400, HEIGHT)], "#b98f6645", 3)
    for i, (x, ground, tall) in enumerate(((730, 640, 92), (860, 652, 98), (798, 690, 128))):
        ground_shadow(sheet, x, ground, tall * 0.3, 0.35)
        person(sheet, x, ground, tall, ("#c65b7c", "#4a86a8", "#5fa06f")[i], "#5b4a52")
    for depth in range(3):
        _stall(sheet, depth, left=True)
        _stall(sheet, depth, left=False)
    _lanterns(sheet)
    _bicycle(sheet, 760, 930)


def _market_houses(sheet: Sheet) -> None:
    walls = ("#e8b26a", "#f0cf94", "#d99a62")
    for i, wall in enumerate(walls):
        near, far = i * 200, (i + 1) * 200
        top_near, top_far = 60 + i * 110, 60 + (i + 1) * 110 - 30
        for flip in (False, True):
            shape = [(float(near), float(top_near)), (far, top_far), (far, 700.0), (near, 820.0)]
            sheet.polygon(
                mirrored(shape) if flip else shape, wall if not flip else darker(wall, 0.93)
            )
            for row in range(2):
                wx, wy = near + 60, top_near + 70 + row * 150
                pane: list[Point] = [
                    (wx, wy),
                    (wx + 84, wy + 22),
                    (wx + 84, wy + 112),
                    (wx, wy + 106),
                ]
                sheet.polygon(mirrored(pane) if flip else pane, "#8a6a4a")
                inner = [
                    (px * 0.86 + (wx + 42) * 0.14, py * 0.86 + (wy + 62) * 0.14) for px, py in pane
                ]
                sheet.polygon(mirrored(inner) if flip else inner, "#5f8a8a")


def _stall(sheet: Sheet, depth: int, *, left: bool) -> None:
    size = (0.5, 0.72, 1.0)[depth]
    x = (450.0, 300.0, 60.0)[depth]
    ground = (655.0, 745.0, 910.0)[depth]
    colours = (("#d9513f", "#fff3df"), ("#2f8f83", "#fff3df"), ("#e8a33a", "#fff3df"))
    pair = colours[(depth + (0 if left else 1)) % 3]

    def at(points: Sequence[Point]) -> list[Point]:
        placed = [(x + px * size, ground + py * size) for px, py in points]
        return placed if left else mirrored(placed)

    sheet.shadow(at([(-120, 0), (270, 0), (300, 30), (-130, 30)]), "#5a3a22", 14, 0.45)
    for px in (-100, 240):
        sheet.polygon(at([(px, -330), (px + 12, -330), (px + 12, 0), (px, 0)]), "#7c5638")
    sheet.polygon(at([(-120, -120), (270, -120), (270, 0), (-120, 0)]), "#9a6a42")
    sheet.polygon(at([(-128, -132), (280, -132), (280, -108), (-128, -108)]), "#c08d5c")
    _produce(sheet, at, size, depth + (0 if left else 3))
    for k in range(8):
        a, b = -140 + k * 54, -140 + (k + 1) * 54
        top_a, top_b = -110 + k * 48, -110 + (k + 1) * 48
        sheet.polygon(at([(top_a, -400), (top_b, -400), (b, -310), (a, -310)]), pair[k % 2])
        cx = (a + b) / 2
        sheet.polygon(at(oval(cx, -310, 27, 24, (0, 180))), darker(pair[k % 2], 0.9))


def _produce(
    sheet: Sheet, at: Callable[[Sequence[Point]], list[Point]], size: float, seed: int
) -> None:
    tints = ("#e2503c", "#f2b134", "#6fa83f", "#e8792f", "#9a5fa8", "#d9c24a", "#c43d5a", "#87b84a")
    for basket in range(4):
        cx = -80 + basket * 102
        tint = tints[(basket * 3 + seed * 2) % 8]
        for row, count in enumerate((4, 3, 2)):
            for k in range(count):
                px = cx + (k - (count - 1) / 2) * 23
                ((bx, by),) = at([(px, -150 - row * 18)])
                sheet.disc(bx, by, 14 * size, darker(tint, 0.9 if (k + row) % 2 else 1))
                sheet.disc(bx - 4 * size, by - 5 * size, 4 * size, "#ffffff50")
        sheet.polygon(
            at([(cx - 48, -146), (cx + 48, -146), (cx + 38, -110), (cx - 38, -110)]), "#d9a866"
        )


def _lanterns(sheet: Sheet) -> None:
    tints = ("#e2503c", "#f2b134", "#d7456b", "#3f9c8f", "#e8792f")
    for row, (y, sag, size) in enumerate(((150, 90, 1.0), (300, 50, 0.62))):
        inset = row * 260
        string = curve([(inset, y), (800, y + sag), (WIDTH - inset, y)], 24)
        sheet.line(string, "#7c5638", 2.5)
        for i, k in enumerate(range(4, len(string) - 2, 5)):
            x, top = string[k]
            tint = tints[(i + row) % 5]
            sheet.glow(x, top + 36 * size, 70 * size, "#fff0c0", 0.5)
            sheet.disc(x, top + 38 * size, 27 * size, tint, 31 * size)
            sheet.disc(x, top + 38 * size, 13 * size, "#ffffff38", 31 * size)
            sheet.box(x - 11 * size, top + 4 * size, 22 * size, 7 * size, "#7c4a2a", 2)
            sheet.box(x - 11 * size, top + 64 * size, 22 * size, 7 * size, "#7c4a2a", 2)
            sheet.line([(x, top + 70 * size), (x, top + 94 * size)], tint, 4 * size)


def _bicycle(sheet: Sheet, x: float, ground: float) -> None:
    ground_shadow(sheet, x, ground, 150, 0.4)
    for dx in (-96, 96):
        sheet.ring(x + dx, ground - 58, 58, "#2f3540", 8)
        for k in range(8):
            t = math.radians(k * 22.5)
            sheet.line(
                [
                    (x + dx - 52 * math.cos(t), ground - 58 - 52 * math.sin(t)),
                    (x + dx + 52 * math.cos(t), ground - 58 + 52 * math.sin(t)),
                ],
                "#2f354055",
                1.5,
            )
    frame = [
        (x - 96, ground - 58),
        (x - 8, ground - 52),
        (x + 66, ground - 130),
        (x - 36, ground - 126),
        (x - 8, ground - 52),
    ]
    sheet.line(frame, "#2f8f83", 9)
    sheet.line([(x - 96, ground - 58), (x - 36, ground - 126)], "#2f8f83", 8)
    sheet.line(
        [(x + 96, ground - 58), (x + 60, ground - 164), (x + 88, ground - 176)], "#2f8f83", 8
    )
    sheet.line([(x - 36, ground - 126), (x - 42, ground - 148)], "#2f3540", 7)
    sheet.box(x - 72, ground - 160, 58, 15, "#2f3540", 7)
    sheet.polygon(
        [
            (x + 58, ground - 168),
            (x + 146, ground - 168),
            (x + 132, ground - 108),
            (x + 72, ground - 108),
        ],
        "#c99a5c",
    )
    for i, (dx, tint) in enumerate(((76, "#e2503c"), (100, "#f2b134"), (126, "#d7456b"))):
        sheet.disc(x + dx, ground - 184 - (i % 2) * 8, 17, tint)
        sheet.disc(x + dx, ground - 184 - (i % 2) * 8, 6, "#fff0c0")
