"""A city at night."""

from bantin.demo.pictures.props import person
from bantin.demo.pictures.sheet import HEIGHT, WIDTH, Sheet, oval, scatter, wave


def paint(sheet: Sheet) -> None:
    """Draw a city on a river at night."""
    sheet.fade(0, 640, "#0e1440", "#1f2460", "#473a80", "#8a5590", "#d07c86")
    for i in range(110):
        y = scatter(i + 40) ** 1.4 * 420
        sheet.disc(
            scatter(i) * WIDTH, y, 0.9 + 1.5 * scatter(i + 80), f"#ffffff{200 - int(y * 0.35):02x}"
        )
    sheet.glow(1250, 170, 230, "#f7e7c5", 0.6)
    sheet.disc(1250, 170, 54, "#fdf3d8")
    sheet.disc(1232, 158, 10, "#efdfb8")
    sheet.disc(1268, 184, 14, "#efdfb8")
    _skyline(sheet, 0, 640, 300, "#5a4787", 0.25)
    _skyline(sheet, 40, 640, 240, "#352f6c", 0.45)
    _skyline(sheet, 90, 640, 150, "#1d1f50", 0.6)
    _night_river(sheet)
    _promenade(sheet)


def _skyline(sheet: Sheet, first: int, ground: float, height: float, wall: str, lit: float) -> None:
    x, i = -30.0, first
    while x < WIDTH:
        w = 58 + 70 * scatter(i)
        tall = height * (0.45 + 0.75 * scatter(i + 17))
        sheet.box(x, ground - tall, w, tall + 4, wall)
        if scatter(i + 5) > 0.6:
            sheet.box(x + w * 0.3, ground - tall - 26, w * 0.4, 28, wall)
            sheet.line([(x + w / 2, ground - tall - 26), (x + w / 2, ground - tall - 66)], wall, 3)
        _windows(sheet, x, ground - tall, w, tall, lit, i)
        x += w + 4
        i += 1


def _windows(sheet: Sheet, x: float, top: float, w: float, tall: float, lit: float, i: int) -> None:
    tints = ("#ffd98acc", "#ffc06acc", "#ffe9b8cc", "#9fd8f0b0")
    for row in range(int((tall - 22) // 19)):
        for column in range(int((w - 16) // 15)):
            chance = scatter(i * 613 + row * 37 + column * 101)
            if chance < lit:
                tint = tints[int(chance * 4000) % 4]
                sheet.box(x + 10 + column * 15, top + 14 + row * 19, 8, 10, tint, 1)


def _night_river(sheet: Sheet) -> None:
    sheet.fade(640, HEIGHT, "#94597f", "#4a3a78", "#20265c", "#0e1440")
    tints = ("#ffd98a", "#ff9f7a", "#ffe9b8", "#8fd0ee", "#f3a0c0")
    for i in range(64):
        x = scatter(i + 9) * WIDTH
        tint = tints[i % 5]
        reach = 90 + 190 * scatter(i + 33)
        for k in range(14):
            y = 646 + reach * k / 14
            sway = 10 * wave(k * 70 + i * 40, 0.5, 400)
            alpha = round(96 * (1 - k / 14))
            sheet.box(x + sway - 7, y, 14 + k * 0.8, 3.4, f"{tint}{alpha:02x}", 2)
    for i in range(80):
        y = 660 + scatter(i) * 230
        sheet.box(scatter(i + 600) * 1680 - 50, y, 30 + 70 * scatter(i + 3), 2, "#ffffff16", 1)


def _promenade(sheet: Sheet) -> None:
    sheet.fade(880, HEIGHT, "#23254f", "#171a3f")
    sheet.box(0, 872, WIDTH, 14, "#3a3c6e")
    for x in range(0, WIDTH, 26):
        sheet.box(x, 832, 4, 42, "#32346a")
    sheet.box(0, 826, WIDTH, 8, "#474a82", 3)
    for x in (130, 480, 830, 1180, 1530):
        sheet.glow(x, 706, 130, "#ffdf9e", 0.75)
        sheet.line([(x, 880), (x, 712)], "#12143a", 9)
        sheet.disc(x, 704, 17, "#fff2cf")
        sheet.shadow(oval(x, 930, 150, 24), "#ffdf9e", 26, 0.28)
    for x, tall, shirt in (
        (300, 150, "#2f6f8f"),
        (350, 142, "#a34f6b"),
        (660, 156, "#3f8f6b"),
        (1010, 150, "#c97b4a"),
        (1052, 92, "#e0b04f"),
        (1092, 146, "#5b5ba8"),
    ):
        person(sheet, x, 940, tall, shirt, "#14163a", "#0e1030", "#b98a74")
