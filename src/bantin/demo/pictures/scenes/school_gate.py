"""A school gate."""

from bantin.demo.pictures.props import cloud, ground_shadow, hills, person, star, tree
from bantin.demo.pictures.sheet import HEIGHT, WIDTH, Sheet, curve


def paint(sheet: Sheet) -> None:
    """Draw a school gate with a crossing."""
    sheet.fade(0, 700, "#7cc4e8", "#bfe3ee", "#fdf5de")
    sheet.glow(240, 150, 300, "#fffbe0", 0.95)
    for x, y, size in ((560, 120, 46), (1180, 160, 54), (1480, 90, 34)):
        cloud(sheet, x, y, size, "#ffffff", 0.78)
    hills(sheet, 600, 46, 2.8, ("#a8d3b4", "#cfe6c8"), 1400)
    _school(sheet)
    for x, size, leaf, light in (
        (110, 250, "#3f8f5f", "#62ad74"),
        (1490, 260, "#3f8f5f", "#62ad74"),
        (330, 190, "#d9513f", "#ef7a5c"),
        (1290, 196, "#d9513f", "#ef7a5c"),
    ):
        tree(sheet, x, 742, size, leaf, light)
    sheet.box(0, 730, WIDTH, 40, "#e7d8b8")
    _gate(sheet)
    sheet.fade(770, HEIGHT, "#7d8791", "#646e79")
    sheet.box(0, 764, WIDTH, 8, "#c2b492")
    for i in range(8):
        x = 470 + i * 86
        sheet.polygon(
            [
                (x, 800),
                (x + 50, 800),
                (x + 42 + (x - 770) * 0.12, 968),
                (x - 22 + (x - 770) * 0.12, 968),
            ],
            "#fbf8ee",
        )
    _pupils(sheet)


def _school(sheet: Sheet) -> None:
    sheet.box(330, 360, 940, 380, "#f9e6b8")
    sheet.box(330, 546, 940, 12, "#fdf6e0")
    sheet.polygon([(300, 364), (370, 284), (1230, 284), (1300, 364)], "#c9543f")
    for x in range(320, 1290, 26):
        sheet.line([(x, 362), (800 + (x - 800) * 0.88, 286)], "#a9402f50", 3)
    for row in (392, 580):
        for i in range(9):
            x = 366 + i * 98
            sheet.box(x, row, 70, 116, "#fffdf2", 5)
            sheet.box(x + 7, row + 7, 56, 102, "#4c93a8", 3)
            sheet.polygon(
                [(x + 7, row + 70), (x + 44, row + 7), (x + 60, row + 7), (x + 7, row + 96)],
                "#7cb8c6",
            )
    sheet.line([(800, 286), (800, 176)], "#8a8f98", 6)
    sheet.polygon(
        [
            *curve([(803, 178), (850, 170), (890, 186), (930, 176)]),
            (930, 236),
            (890, 246),
            (850, 230),
            (803, 238),
        ],
        "#d8322c",
    )
    star(sheet, 864, 208, 20, "#ffd94a")


def _gate(sheet: Sheet) -> None:
    for x in (0, 1120):
        for bar in range(x + 10, x + 480, 24):
            sheet.box(bar, 640, 7, 120, "#3d7f8f", 3)
        sheet.box(x, 656, 480, 9, "#3d7f8f", 3)
        sheet.box(x, 736, 480, 9, "#3d7f8f", 3)
    for x in (470, 1082):
        sheet.fade(
            500,
            770,
            "#f7d79a",
            "#e3b26b",
            within=[(x, 500), (x + 60, 500), (x + 60, 770), (x, 770)],
        )
        sheet.box(x - 10, 750, 80, 20, "#c7925a", 4)
    sheet.box(450, 470, 712, 60, "#2f78a8", 8)
    for i, width in enumerate((300, 180)):
        sheet.box(806 - width / 2, 484 + i * 20, width, 10, "#ffffffd0", 5)
    roof = curve([(410, 478), (480, 446), (806, 428), (1132, 446), (1202, 478)])
    sheet.polygon([*roof, (1150, 430), (1090, 396), (806, 386), (522, 396), (462, 430)], "#c9543f")
    sheet.line(roof, "#a9402f", 10)


def _pupils(sheet: Sheet) -> None:
    group = (
        (560, 900, 176, "#ffffff", "#2f4f7f", "#e9573f"),
        (650, 884, 160, "#ffffff", "#2f4f7f", "#3fa06f"),
        (1010, 892, 168, "#ffffff", "#2f4f7f", "#f2b134"),
    )
    for x, ground, tall, shirt, legs, bag in group:
        ground_shadow(sheet, x, ground + 2, 52, 0.5)
        sheet.box(x - tall * 0.2, ground - tall * 0.78, tall * 0.4, tall * 0.34, bag, tall * 0.08)
        person(sheet, x, ground, tall, shirt, legs)
        sheet.polygon(
            [
                (x - 6, ground - tall * 0.79),
                (x + 6, ground - tall * 0.79),
                (x, ground - tall * 0.6),
            ],
            "#d8322c",
        )
    ground_shadow(sheet, 800, 918, 80, 0.5)
    person(sheet, 800, 916, 262, "#4f9a72", "#37584a")
    sheet.box(766, 664, 68, 14, "#3a7a58", 6)
    sheet.line([(842, 720), (926, 690)], "#4f9a72", 18)
    sheet.line([(926, 690), (926, 610)], "#8a8f98", 6)
    sheet.disc(926, 590, 34, "#ffffff")
    sheet.disc(926, 590, 28, "#d8322c")
    sheet.box(906, 585, 40, 10, "#ffffff", 3)
    ground_shadow(sheet, 1180, 912, 60, 0.5)
    person(sheet, 1180, 910, 240, "#c86fa0", "#f4efe6", "#3a2a30")
