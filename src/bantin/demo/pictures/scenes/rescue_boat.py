"""A rescue boat on flood water."""

from bantin.demo.pictures.props import cloud, hills, person, tree
from bantin.demo.pictures.sheet import HEIGHT, Sheet, curve, oval, scatter, wave


def paint(sheet: Sheet) -> None:
    """Draw a rescue boat with people on flood water."""
    sheet.fade(0, 560, "#53677f", "#7f95a6", "#b6c3c4", "#dcd9c8")
    sheet.glow(1180, 430, 420, "#fbeec8", 0.75)
    for x, y, size, tint in (
        (260, 120, 80, "#44576e"),
        (720, 80, 96, "#4b5f76"),
        (1240, 130, 84, "#53687d"),
        (1010, 210, 56, "#6b808f"),
    ):
        cloud(sheet, x, y, size, tint, 0.55)
    hills(sheet, 480, 52, 1.4, ("#7d929a", "#a5b3b0"), 1300)
    hills(sheet, 525, 30, 3.7, ("#5d7a7d", "#8a9f9a"), 900)
    for x, ground, size in (
        (90, 560, 90),
        (190, 566, 120),
        (1330, 560, 100),
        (1450, 566, 130),
        (1545, 560, 96),
        (620, 560, 70),
    ):
        tree(sheet, x, ground, size, "#3f665c", "#557d6d", "#4c4640")
    _flooded_house(sheet, 330, 575, 210, "#b65b45")
    _flooded_house(sheet, 1090, 570, 170, "#a7664a")
    sheet.fade(560, HEIGHT, "#b7b59c", "#8f9a8d", "#5f7d80", "#3d6270")
    for i in range(120):
        y = 568 + scatter(i) ** 1.5 * 420
        length = 24 + (y - 560) * 0.42 * scatter(i + 77)
        sheet.box(scatter(i + 300) * 1700 - 60, y, length, 2.5, "#f3efdc38", 1)
    _orange_boat(sheet)
    for i in range(130):
        left, top = scatter(i + 11) * 1640, scatter(i + 700) * 960
        sheet.line([(left, top), (left - 9, top + 34)], "#ffffff26", 1.6)


def _flooded_house(sheet: Sheet, x: float, water: float, size: float, roof: str) -> None:
    sheet.box(x - size * 0.42, water - size * 0.34, size * 0.84, size * 0.36, "#e6d9bd")
    sheet.box(x - size * 0.26, water - size * 0.24, size * 0.17, size * 0.24, "#5a6e74")
    sheet.box(x + size * 0.1, water - size * 0.24, size * 0.17, size * 0.24, "#5a6e74")
    sheet.polygon(
        [
            (x - size * 0.58, water - size * 0.3),
            (x - size * 0.36, water - size * 0.68),
            (x + size * 0.36, water - size * 0.68),
            (x + size * 0.58, water - size * 0.3),
        ],
        roof,
    )
    for i in range(9):
        left = x - size * 0.5 + i * size * 0.125
        sheet.line(
            [(left, water - size * 0.31), (x + (left - x) * 0.66, water - size * 0.67)],
            "#00000022",
            2,
        )
    sheet.line(
        [(x - size * 0.37, water - size * 0.68), (x + size * 0.37, water - size * 0.68)],
        "#ffffff50",
        4,
    )


def _orange_boat(sheet: Sheet) -> None:
    sheet.shadow(oval(790, 836, 420, 30), "#183642", 22, 0.6)
    vests = (
        (560, "#f4c542", "#3d4f60"),
        (680, "#f4c542", "#5a4450"),
        (800, "#e9573f", "#38506a"),
        (905, "#f4c542", "#50465e"),
    )
    for i, (x, vest, legs) in enumerate(vests):
        person(sheet, x, 818, (210, 176, 150, 204)[i], vest, legs)
        tall = (210, 176, 150, 204)[i]
        sheet.box(x - tall * 0.13, 818 - tall * 0.62, tall * 0.26, tall * 0.05, "#fdf6e0", 3)
    person(sheet, 1040, 826, 226, "#e9573f", "#2f3c4d")
    sheet.disc(1040, 620, 24, "#f2efe4", 15)
    sheet.box(1014, 618, 52, 8, "#e9573f", 4)
    sheet.line([(1076, 722), (1130, 760), (1166, 744)], "#39424f", 9)
    hull = curve(
        [(380, 752), (420, 800), (500, 842), (800, 856), (1080, 848), (1176, 812), (1196, 764)]
    )
    sheet.fade(740, 870, "#f7893c", "#d9602a", within=[*hull, (1120, 776), (800, 784), (480, 778)])
    rim = curve([(372, 748), (480, 778), (800, 786), (1120, 778), (1200, 760)])
    sheet.line(rim, "#ffb066", 24)
    sheet.line([(x, y - 5) for x, y in rim], "#ffd0a0", 6)
    for x in (560, 720, 880, 1030):
        sheet.disc(x, 788, 15, "#fff4e2")
        sheet.disc(x, 788, 8, "#e9573f")
    sheet.box(1168, 700, 54, 66, "#39424f", 12)
    sheet.box(1182, 760, 20, 88, "#2c3440", 6)
    for i in range(26):
        reach = 60 + i * 6
        sheet.box(
            1200 + i * 14, 838 + 10 * wave(i * 60, 1, 500) + i * 1.5, reach, 3.5, "#ffffff4a", 2
        )
    for i in range(16):
        sheet.box(
            372 - i * 13 + 50 * scatter(i), 806 + i * 7, 60 + 70 * scatter(i + 8), 3, "#ffffff46", 2
        )
    sheet.box(440, 850, 700, 5, "#ffffff55", 3)
