"""Rice fields with a drone."""

from bantin.demo.pictures.props import cloud, ground_shadow, hills, person, tree
from bantin.demo.pictures.sheet import HEIGHT, WIDTH, Sheet, curve, darker, oval, scatter, wave


def paint(sheet: Sheet) -> None:
    """Draw a drone over rice fields."""
    sheet.fade(0, 520, "#6fb7d6", "#b5dce0", "#fbeec4", "#fcdca0")
    sheet.glow(1180, 410, 420, "#fff7d2", 0.95)
    sheet.disc(1180, 400, 56, "#fffbe4")
    cloud(sheet, 250, 130, 50, "#ffffff", 0.72)
    cloud(sheet, 1420, 170, 40, "#ffffff", 0.56)
    hills(sheet, 430, 70, 1.1, ("#8fb9bd", "#c5d8c8"), 1400)
    hills(sheet, 470, 42, 4.0, ("#5f9a92", "#9cc2a0"), 1000)
    _fields(sheet)
    for x, ground, size in ((120, 520, 70), (180, 524, 54), (1440, 522, 74), (1510, 526, 58)):
        tree(sheet, x, ground, size, "#3d7f62", "#5a9c74")
    _drone(sheet, 740, 320)
    _farmer(sheet)


def _fields(sheet: Sheet) -> None:
    sheet.fade(
        500,
        HEIGHT,
        "#c9d36e",
        "#7fb24a",
        "#4a8f3f",
        within=[(0, 500), (WIDTH, 500), (WIDTH, HEIGHT), (0, HEIGHT)],
    )
    tints = ("#d9d66a", "#a8c657", "#86b84c", "#c8cf60", "#6da845", "#9fc455", "#e2d874", "#7cb04a")
    for i, tint in enumerate(tints * 2):
        left, right = -1500 + i * 290, -1500 + (i + 1) * 290
        far_left, far_right = 760 + (left - 760) * 0.22, 760 + (right - 760) * 0.22
        sheet.fade(
            512,
            HEIGHT,
            tint,
            darker(tint, 0.72),
            within=[(far_left, 512), (far_right, 512), (right, HEIGHT), (left, HEIGHT)],
        )
        for k in range(1, 8):
            x, far = left + 290 * k / 8, far_left + (far_right - far_left) * k / 8
            sheet.line([(far, 514), (x, HEIGHT)], "#ffffff1c", 2)
        sheet.line([(far_right, 512), (right, HEIGHT)], "#4f7f3aa0", 5)
    for y in (560.0, 660.0, 830.0):
        sheet.line(
            curve([(-20, y + 6), (500, y - 4), (1100, y + 5), (1620, y - 3)]),
            "#f4eec08c",
            (y - 500) / 28,
        )
    for i in range(240):
        y = 880 + scatter(i) * 120
        x = scatter(i + 400) * WIDTH
        sheet.line([(x, y + 26), (x + 10 * wave(i * 9, 1, 200), y - 24)], "#3d7a36b0", 2.6)


def _drone(sheet: Sheet, x: float, y: float) -> None:
    sheet.shadow(oval(x + 30, 770, 190, 18), "#24502f", 22, 0.5)
    for i in range(90):
        fall = scatter(i + 5)
        spread = 60 + 180 * fall
        sheet.disc(
            x + (scatter(i) - 0.5) * 2 * spread,
            y + 118 + fall * 260,
            2 + 2 * scatter(i + 9),
            f"#ffffff{round(150 * (1 - fall)) + 20:02x}",
        )
    for dx in (-210, -96, 96, 210):
        lift = -34 if abs(dx) > 100 else -14
        sheet.line([(x, y + 6), (x + dx, y + lift + 20)], "#39424f", 13)
        sheet.box(x + dx - 12, y + lift - 6, 24, 36, "#2b323d", 8)
        sheet.disc(x + dx, y + lift - 10, 104, "#ffffff4c", 11)
        sheet.box(x + dx - 100, y + lift - 12, 200, 4, "#4a5462b0", 2)
    sheet.box(x - 74, y - 26, 148, 66, "#f6f7f4", 26)
    sheet.box(x - 74, y + 6, 148, 14, "#e4572e")
    sheet.box(x - 52, y + 36, 104, 60, "#dff0f4", 16)
    sheet.box(x - 52, y + 62, 104, 34, "#7cc4d8", 14)
    sheet.disc(x + 46, y - 6, 12, "#2b323d")
    sheet.disc(x + 43, y - 9, 4, "#9fd0e8")
    for side in (-1, 1):
        sheet.line([(x + side * 54, y + 30), (x + side * 92, y + 118)], "#39424f", 8)
        sheet.line([(x + side * 62, y + 118), (x + side * 122, y + 118)], "#39424f", 8)


def _farmer(sheet: Sheet) -> None:
    ground_shadow(sheet, 1270, 906, 70)
    person(sheet, 1270, 904, 250, "#8a5a9a", "#3f4a5c")
    sheet.polygon([(1206, 690), (1270, 646), (1334, 690)], "#ecd9a0")
    sheet.polygon([(1270, 646), (1334, 690), (1284, 690)], "#d6bd7c")
    sheet.box(1236, 784, 68, 34, "#39424f", 8)
    sheet.line([(1246, 786), (1238, 752)], "#39424f", 4)
