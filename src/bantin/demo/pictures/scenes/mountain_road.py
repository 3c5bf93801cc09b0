"""A mountain road."""

from collections.abc import Sequence

from bantin.demo.pictures.props import cloud, ground_shadow, hills, wheel
from bantin.demo.pictures.sheet import HEIGHT, WIDTH, Point, Sheet, curve, oval, scatter


def paint(sheet: Sheet) -> None:
    """Draw a patrol car on a winding mountain road."""
    sheet.fade(0, HEIGHT, "#8fc7d8", "#c9e4e0", "#fbeed3", "#f7e3c0")
    sheet.glow(380, 210, 330, "#fffbe6", 0.95)
    sheet.disc(380, 210, 54, "#fffdf0")
    cloud(sheet, 1180, 150, 48, "#ffffff", 0.69)
    cloud(sheet, 820, 235, 30, "#ffffff", 0.56)
    ridges = (
        (400, 120, 0.9, "#a9cdd0", "#d8e8df"),
        (480, 105, 2.4, "#7fb3b5", "#bcd9cf"),
        (575, 90, 4.4, "#569694", "#9cc6b7"),
        (680, 80, 5.7, "#357a74", "#6ea893"),
    )
    for i, (level, height, seed, top, bottom) in enumerate(ridges):
        hills(sheet, level, height, seed, (top, bottom, bottom), 1250 - i * 120)
        sheet.shadow(oval(300 + i * 330, level + 100, 620, 24), "#fdf7e6", 34, 0.55)
    _winding_road(sheet)
    _roadside(sheet)
    _patrol_car(sheet, 560, 872, 1.0)


def _winding_road(sheet: Sheet) -> None:
    sheet.fade(
        600,
        HEIGHT,
        "#4d9a7c",
        "#2c7362",
        "#1e584f",
        within=[
            *curve([(-20, 800), (300, 770), (640, 705), (980, 640), (1300, 655), (1620, 610)]),
            (1620, HEIGHT),
            (-20, HEIGHT),
        ],
    )
    centre = curve(
        [
            (-40, 905),
            (420, 892),
            (900, 868),
            (1250, 812),
            (1330, 752),
            (1140, 712),
            (960, 690),
            (960, 664),
            (1080, 650),
            (1190, 640),
            (1260, 628),
        ]
    )
    half = [8 + (y - 625) * 0.155 for _, y in centre]
    for grow, colour in ((1.13, "#dfe6cf"), (1.0, "#56636b")):
        left = [(x, y - h * grow) for (x, y), h in zip(centre, half, strict=True)]
        right = [(x, y + h * grow) for (x, y), h in zip(centre, half, strict=True)]
        for i in range(len(centre) - 1):
            reach = half[i] * grow
            sheet.polygon([left[i], left[i + 1], right[i + 1], right[i]], colour)
            sheet.disc(*centre[i], reach * 1.05, colour, reach)
    for i in range(0, len(centre) - 3, 6):
        sheet.line(centre[i : i + 4], "#f6e7b0", max(1.2, half[i] * 0.09))


def _roadside(sheet: Sheet) -> None:
    for i in range(13):
        x = 40 + i * 92
        y = 846 - i * i * 0.42
        tall = 40 - i * 1.7
        sheet.box(x - 5, y - tall, 10, tall, "#fdfdf6", 4)
        sheet.box(x - 5, y - tall + 6, 10, 9, "#d9483b", 2)
    for x, ground, size in (
        (1420, 840, 150),
        (1540, 880, 210),
        (1345, 640, 46),
        (870, 640, 40),
        (830, 652, 54),
        (1480, 655, 60),
    ):
        _pine(sheet, x, ground, size)
    for i in range(40):
        left, top = scatter(i) * WIDTH, 962 + scatter(i + 90) * 40
        sheet.disc(left, top, 20 + 20 * scatter(i + 7), "#17493f", 14)


def _pine(sheet: Sheet, x: float, ground: float, size: float) -> None:
    sheet.box(x - size * 0.04, ground - size * 0.2, size * 0.08, size * 0.2, "#4d3a32")
    for i, colour in enumerate(("#174b44", "#1d5a50", "#266a5c")):
        base = ground - size * (0.14 + i * 0.28)
        reach = size * (0.34 - i * 0.075)
        tip = base - size * 0.46
        sheet.polygon([(x - reach, base), (x, tip), (x + reach, base)], colour)
        sheet.polygon([(x, tip), (x + reach, base), (x + reach * 0.25, base)], "#0f3d3833")


def _patrol_car(sheet: Sheet, x: float, ground: float, size: float) -> None:
    def at(points: Sequence[Point]) -> list[Point]:
        return [(x + px * size, ground + py * size) for px, py in points]

    ground_shadow(sheet, x, ground + 4, 210 * size)
    cabin = at(curve([(-118, -84), (-78, -134), (-10, -142), (58, -138), (112, -84)]))
    sheet.polygon(cabin, "#f4f6f8")
    sheet.polygon(at([(-100, -86), (-70, -125), (-14, -131), (-14, -86)]), "#35546b")
    sheet.polygon(at([(0, -86), (0, -131), (52, -127), (92, -86)]), "#35546b")
    sheet.polygon(at([(0, -131), (26, -129), (4, -96), (0, -96)]), "#7fa5ba")
    body = at(
        curve([(-196, -62), (-178, -86), (-80, -92), (90, -90), (168, -76), (196, -52), (196, -24)])
    )
    sheet.polygon(
        [*body, (x + 190 * size, ground - 16 * size), (x - 192 * size, ground - 16 * size)],
        "#f8f9fb",
    )
    sheet.polygon(at([(-194, -54), (196, -50), (196, -34), (-194, -36)]), "#2b62b5")
    sheet.polygon(at([(-194, -33), (196, -31), (196, -26), (-194, -27)]), "#e0b13c")
    sheet.box(x - 190 * size, ground - 22 * size, 380 * size, 12 * size, "#39414e", 5)
    sheet.box(x - 38 * size, ground - 158 * size, 36 * size, 16 * size, "#d8423c", 6)
    sheet.box(x + 2 * size, ground - 158 * size, 36 * size, 16 * size, "#3a74d8", 6)
    sheet.glow(x + 20 * size, ground - 152 * size, 60 * size, "#bcd6ff", 0.55)
    sheet.box(x + 176 * size, ground - 68 * size, 18 * size, 12 * size, "#fff1b8", 5)
    sheet.box(x - 196 * size, ground - 70 * size, 12 * size, 16 * size, "#c63a35", 4)
    for dx in (-120, 118):
        sheet.disc(x + dx * size, ground - 16 * size, 38 * size, "#2c333f")
        wheel(sheet, x + dx * size, ground - 12 * size, 31 * size)
