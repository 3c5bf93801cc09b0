"""A fire engine."""

from bantin.demo.pictures.props import cloud, ground_shadow, hills, person, wheel
from bantin.demo.pictures.sheet import HEIGHT, WIDTH, Sheet, curve, scatter


def paint(sheet: Sheet) -> None:
    """Draw a fire engine with its ladder raised in front of town houses."""
    sheet.fade(0, 760, "#9fd3e8", "#cfe8ec", "#fdf1dc")
    sheet.glow(1330, 170, 320, "#fffbe8", 0.9)
    cloud(sheet, 300, 150, 50, "#ffffff", 0.75)
    cloud(sheet, 1130, 110, 36, "#ffffff", 0.66)
    hills(sheet, 640, 60, 2.0, ("#9ec7bd", "#c3dccf"), 1500)
    _tube_houses(sheet)
    sheet.fade(740, HEIGHT, "#8d97a3", "#6a7480")
    sheet.box(0, 728, WIDTH, 26, "#d9d3c5")
    sheet.box(0, 752, WIDTH, 6, "#b6ad9d")
    for x in range(-40, WIDTH, 230):
        sheet.polygon([(x, 935), (x + 120, 935), (x + 112, 948), (x - 8, 948)], "#f3ead0c8")
    _ladder_truck(sheet)


def _tube_houses(sheet: Sheet) -> None:
    walls = ("#f3c9a5", "#e8e0c8", "#a9cfc4", "#f0b7a4", "#f5e2a9", "#b9c8e0", "#e9c7c0", "#cfe0bd")
    for i, wall in enumerate(walls):
        x, w = -30 + i * 208, 196
        top = 330 + 120 * scatter(i + 3)
        sheet.box(x, top, w, 740 - top, wall)
        sheet.box(x - 6, top - 16, w + 12, 20, "#fffaf0", 3)
        sheet.box(x + w - 26, top + 4, 26, 736 - top, "#00000010")
        row = top + 30
        while row < 600:
            for dx in (26, 108):
                sheet.box(x + dx, row, 62, 74, "#fffdf4", 4)
                sheet.box(x + dx + 6, row + 6, 50, 62, "#5f8a9f", 3)
                sheet.polygon(
                    [
                        (x + dx + 6, row + 44),
                        (x + dx + 34, row + 6),
                        (x + dx + 52, row + 6),
                        (x + dx + 6, row + 64),
                    ],
                    "#8db4c4",
                )
            sheet.box(x + 16, row + 78, w - 32, 8, "#ffffff90", 2)
            row += 112
        sheet.box(x + 24, 648, w - 48, 92, "#7c5a4a", 4)
        for dx in range(34, w - 34, 16):
            sheet.box(x + dx, 654, 3, 84, "#68493b")
        for k in range(7):
            shade = ("#e2604f", "#fff4e2")[k % 2] if i % 2 else ("#3f9c8f", "#fff4e2")[k % 2]
            left = x + 12 + k * (w - 24) / 7
            sheet.polygon(
                [
                    (left + 4, 618),
                    (left + 4 + (w - 24) / 7, 618),
                    (left + (w - 24) / 7, 652),
                    (left, 652),
                ],
                shade,
            )


def _ladder_truck(sheet: Sheet) -> None:
    ground_shadow(sheet, 800, 898, 610, 0.55)
    _raised_ladder(sheet)
    sheet.fade(
        560,
        850,
        "#e8453a",
        "#c92f2c",
        within=[(300, 600), (312, 588), (1000, 588), (1012, 600), (1012, 850), (300, 850)],
    )
    cab = [
        *curve(
            [
                (1016, 850),
                (1016, 560),
                (1040, 520),
                (1180, 516),
                (1240, 540),
                (1290, 660),
                (1306, 720),
            ]
        ),
        (1306, 850),
    ]
    sheet.fade(510, 850, "#ef5145", "#cc302d", within=cab)
    sheet.polygon([(1046, 664), (1046, 556), (1128, 552), (1128, 664)], "#2f4a5e")
    sheet.polygon([(1146, 664), (1146, 552), (1212, 556), (1262, 664)], "#2f4a5e")
    sheet.polygon([(1146, 552), (1186, 554), (1152, 640), (1146, 640)], "#7ea3b7")
    sheet.polygon([(1046, 556), (1090, 554), (1060, 640), (1046, 640)], "#6d93a8")
    sheet.box(300, 744, 1006, 22, "#fdf6e3")
    sheet.box(300, 770, 1006, 8, "#f2c14b")
    for x in (330, 500, 670, 840):
        sheet.box(x, 622, 148, 104, "#a92824", 6)
        for k in range(6):
            sheet.box(x + 8, 632 + k * 15, 132, 9, "#d9d9de" if k % 2 else "#c4c6cd", 3)
    sheet.disc(924, 810, 26, "#f2c14b")
    sheet.ring(924, 810, 17, "#8f6a17", 5)
    sheet.box(280, 838, 1036, 26, "#39414e", 8)
    sheet.box(1296, 786, 22, 30, "#fff3c2", 6)
    sheet.glow(1330, 800, 80, "#fff3c2", 0.6)
    for dx, tint in ((1050, "#3a74d8"), (1100, "#e8453a"), (1150, "#3a74d8")):
        sheet.box(dx, 494, 46, 24, tint, 9)
    sheet.glow(1122, 492, 150, "#dfeaff", 0.5)
    for x in (430, 580, 1165):
        sheet.disc(x, 858, 74, "#2a303b")
        wheel(sheet, x, 862, 62)


def _raised_ladder(sheet: Sheet) -> None:
    foot, tip = (420.0, 560.0), (1180.0, 150.0)
    for offset, colour, width in ((0, "#b9c0ca", 12), (34, "#dfe4ea", 12)):
        sheet.line([(foot[0], foot[1] - offset), (tip[0], tip[1] - offset)], colour, width)
    for i in range(31):
        x = foot[0] + (tip[0] - foot[0]) * i / 30
        y = foot[1] + (tip[1] - foot[1]) * i / 30
        sheet.line([(x, y - 2), (x, y - 34)], "#cfd5dd", 5)
    sheet.box(1168, 92, 104, 76, "#f5f6f2", 10)
    sheet.box(1168, 120, 104, 14, "#e8453a")
    person(sheet, 1220, 146, 96, "#e9a23b", "#3c4150")
    sheet.box(1168, 100, 104, 72, "#f5f6f2", 10)
    sheet.box(1168, 126, 104, 14, "#e8453a")
    sheet.polygon([(360, 592), (395, 520), (465, 520), (500, 592)], "#5b6472")
    sheet.disc(430, 540, 26, "#444c59")
    sheet.box(330, 568, 640, 22, "#4a525f", 6)
