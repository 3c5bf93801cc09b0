"""A medal and a bouquet."""

import math

from bantin.demo.pictures.props import star
from bantin.demo.pictures.sheet import HEIGHT, WIDTH, Sheet, curve, darker, oval, scatter


def paint(sheet: Sheet) -> None:
    """Draw a medal beside a bouquet."""
    sheet.fade(0, HEIGHT, "#fdebd6", "#fbdcc4", "#f3c3ae")
    sheet.glow(620, 380, 640, "#fffdf4", 0.95)
    for i in range(24):
        t = math.radians(i * 15)
        a, b = t - 0.055, t + 0.055
        sheet.polygon(
            [
                (560, 470),
                (560 + 1300 * math.cos(a), 470 + 1300 * math.sin(a)),
                (560 + 1300 * math.cos(b), 470 + 1300 * math.sin(b)),
            ],
            "#ffffff2e",
        )
    sheet.fade(
        800,
        HEIGHT,
        "#d99a7c",
        "#c27f66",
        within=[(0, 800), (WIDTH, 800), (WIDTH, HEIGHT), (0, HEIGHT)],
    )
    sheet.box(0, 796, WIDTH, 10, "#f6cdb2")
    _bouquet(sheet)
    _medal(sheet, 540, 560)
    for i in range(46):
        x, y = scatter(i + 2) * WIDTH, scatter(i + 50) * 760
        tint = ("#e2604f90", "#f2b13490", "#5fae9a90", "#ffffffb0")[i % 4]
        turn = scatter(i + 20) * 3
        c, s = math.cos(turn) * 9, math.sin(turn) * 9
        sheet.polygon(
            [
                (x + c, y + s),
                (x - s * 0.5, y + c * 0.5),
                (x - c, y - s),
                (x + s * 0.5, y - c * 0.5),
            ],
            tint,
        )


def _medal(sheet: Sheet, x: float, y: float) -> None:
    sheet.shadow(oval(x + 26, y + 44, 196, 196), "#8a4a34", 34, 0.5)
    for side, tint in ((-1, "#c8322f"), (1, "#dc4640")):
        sheet.polygon(
            [
                (x + side * 190, 60),
                (x + side * 70, 60),
                (x - side * 20, y - 150),
                (x + side * 90, y - 150),
            ],
            tint,
        )
        sheet.polygon(
            [
                (x + side * 148, 60),
                (x + side * 112, 60),
                (x + side * 22, y - 150),
                (x + side * 50, y - 150),
            ],
            "#f5cf62",
        )
    sheet.box(x - 66, y - 214, 132, 46, "#e3ad3e", 14)
    sheet.box(x - 54, y - 206, 108, 12, "#f8dc8a", 6)
    for i in range(24):
        t = math.radians(i * 15)
        sheet.disc(x + 178 * math.cos(t), y + 178 * math.sin(t), 30, "#d99a2b")
    sheet.disc(x, y, 186, "#e9b444")
    sheet.disc(x, y, 168, "#f7d577")
    sheet.disc(x, y, 152, "#d99a2b")
    sheet.fade(y - 146, y + 146, "#fbe08e", "#eab549", within=oval(x, y, 146, 146))
    _laurel(sheet, x, y)
    star(sheet, x + 4, y + 4, 88, "#b8771c80")
    star(sheet, x, y, 88, "#fff6d6")
    sheet.polygon(oval(x - 60, y - 64, 66, 40, (150, 330)), "#ffffff38")


def _laurel(sheet: Sheet, x: float, y: float) -> None:
    for side in (-1, 1):
        for i in range(8):
            t = math.radians(98 - i * 19)
            cx, cy = x + side * 116 * math.cos(t), y + 116 * math.sin(t)
            lean = t - math.pi / 2 - 0.5
            c, s = math.cos(lean) * side, math.sin(lean)
            leaf = [
                (cx + px * c - py * s * side, cy + px * s + py * abs(c))
                for px, py in oval(0, 0, 20, 8)
            ]
            sheet.polygon(leaf, "#c4841f")


def _bouquet(sheet: Sheet) -> None:
    cx, cy = 1120, 430
    sheet.shadow(oval(cx + 10, 850, 270, 36), "#6a3a2a", 26, 0.5)
    for i in range(26):
        t = math.radians(196 + i * 6.4)
        tip = (cx + 350 * math.cos(t) * (0.86 + 0.2 * scatter(i)), cy + 70 + 340 * math.sin(t))
        mid = ((cx + tip[0]) / 2 + 26, (cy + 120 + tip[1]) / 2)
        back = ((cx + tip[0]) / 2 - 26, (cy + 120 + tip[1]) / 2)
        sheet.polygon([(cx, cy + 150), mid, tip, back], ("#4f9a72", "#3c8463", "#6bb088")[i % 3])
    sheet.polygon(
        [
            (cx - 250, cy + 60),
            (cx - 70, cy + 400),
            (cx + 70, cy + 400),
            (cx + 250, cy + 60),
            (cx + 120, cy + 110),
            (cx, cy + 70),
            (cx - 120, cy + 110),
        ],
        "#fdf3e6",
    )
    sheet.polygon(
        [(cx - 250, cy + 60), (cx - 70, cy + 400), (cx + 10, cy + 400), (cx - 40, cy + 150)],
        "#f3dcc6",
    )
    sheet.polygon(
        [(cx + 250, cy + 60), (cx + 70, cy + 400), (cx + 30, cy + 400), (cx + 120, cy + 150)],
        "#fae8d6",
    )
    flowers = (
        (-180, 20, 66, "#e2604f"),
        (-90, -60, 74, "#f6b24a"),
        (10, -130, 70, "#d7567f"),
        (110, -70, 76, "#fff4e6"),
        (190, 10, 64, "#e2604f"),
        (-120, 70, 58, "#fff4e6"),
        (0, 0, 80, "#e57a94"),
        (108, 66, 62, "#f6b24a"),
        (-170, -110, 54, "#d7567f"),
        (180, -130, 56, "#f28d6a"),
        (-20, 100, 56, "#f28d6a"),
    )
    for i, (dx, dy, r, tint) in enumerate(flowers):
        _flower(sheet, cx + dx, cy + dy, r, tint, i)
    for side in (-1, 1):
        sheet.polygon(
            curve(
                [
                    (cx, cy + 330),
                    (cx + side * 90, cy + 280),
                    (cx + side * 110, cy + 340),
                    (cx, cy + 336),
                ]
            ),
            "#d8423c",
        )
        sheet.polygon(
            [
                (cx + side * 4, cy + 336),
                (cx + side * 30, cy + 336),
                (cx + side * 74, cy + 424),
                (cx + side * 36, cy + 414),
            ],
            "#c8322f",
        )
    sheet.box(cx - 78, cy + 318, 156, 28, "#dc4640", 10)
    sheet.disc(cx, cy + 332, 25, "#e9645c")


def _flower(sheet: Sheet, x: float, y: float, r: float, tint: str, seed: int) -> None:
    sheet.shadow(oval(x + 6, y + 14, r, r), "#6a3a3a", 10, 0.3)
    for ring, (reach, size, shade) in enumerate(
        ((0.62, 0.46, 0.88), (0.4, 0.4, 0.95), (0.18, 0.34, 1))
    ):
        petals = 9 - ring * 2
        for k in range(petals):
            t = 2 * math.pi * k / petals + seed + ring * 0.5
            sheet.disc(
                x + r * reach * math.cos(t),
                y + r * reach * math.sin(t),
                r * size,
                darker(tint, shade - 0.05 * (k % 2)),
            )
    sheet.disc(x, y, r * 0.22, "#f7d577" if tint != "#f6b24a" else "#c9772a")
    sheet.disc(x - r * 0.05, y - r * 0.06, r * 0.1, "#ffffff50")
