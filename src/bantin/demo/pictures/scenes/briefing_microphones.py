"""Microphones at a briefing."""

import math

from bantin.demo.pictures.props import star
from bantin.demo.pictures.sheet import HEIGHT, WIDTH, Sheet, curve, oval, scatter


def paint(sheet: Sheet) -> None:
    """Draw microphones on the table of a briefing."""
    sheet.fade(0, 720, "#12386b", "#1e5a94", "#2f7fb5", "#4a9cc7")
    for x in (240, 800, 1360):
        sheet.polygon([(x - 40, -20), (x + 40, -20), (x + 250, 720), (x - 250, 720)], "#ffffff0e")
        sheet.glow(x, 30, 260, "#e4f5ff", 0.55)
    for i in range(7):
        sheet.line(
            curve(
                [
                    (-20, 560 - i * 34),
                    (400, 470 - i * 42),
                    (900, 590 - i * 30),
                    (1640, 430 - i * 46),
                ]
            ),
            "#ffffff14",
            5,
        )
    sheet.ring(800, 290, 150, "#ffffff40", 6)
    sheet.ring(800, 290, 124, "#ffffff26", 3)
    star(sheet, 800, 292, 96, "#f6cf6a")
    sheet.fade(700, HEIGHT, "#fbfaf6", "#e3e4e6", "#c3cad2")
    sheet.box(0, 692, WIDTH, 22, "#ffffff")
    for i in range(17):
        x = i * 100 + 20
        sheet.polygon([(x, 716), (x + 26, 716), (x + 44, HEIGHT), (x - 8, HEIGHT)], "#9fb0c01c")
    foams = ("#e4572e", "#f4f6f8", "#f2b134", "#17a589", "#8e5aa8", "#d7456b", "#3c6fd1")
    for i, foam in enumerate(foams):
        _microphone(sheet, 330 + i * 157, 690, foam, i)
    for x in (150, 1470):
        _water_glass(sheet, x)


def _microphone(sheet: Sheet, x: float, base: float, foam: str, i: int) -> None:
    lean = (x - 800) * -0.13
    tall = 188 + 46 * scatter(i + 4)
    head = (x + lean, base - tall)
    sheet.shadow(oval(x + 10, base + 12, 62, 10), "#3a4a5c", 10, 0.5)
    sheet.disc(x, base + 2, 50, "#2c3542", 14)
    sheet.disc(x, base - 2, 46, "#45505f", 11)
    sheet.line(curve([(x, base - 4), (x + lean * 0.25, base - tall * 0.5), head]), "#39424f", 9)
    sheet.line(
        curve([(x - 2, base - 4), (x + lean * 0.25 - 2, base - tall * 0.5), head]), "#6e7b8b", 3
    )
    slope = math.hypot(lean, tall)
    ux, uy = lean / slope, -tall / slope
    neck = (head[0] + ux * 36, head[1] + uy * 36)
    sheet.line([head, neck], "#20262f", 34)
    sheet.box(head[0] - 34, head[1] - 26, 68, 46, foam, 8)
    sheet.box(head[0] - 24, head[1] - 10, 48, 12, "#ffffffd0" if i != 1 else "#2e86ab", 5)
    top = (head[0] + ux * 66, head[1] + uy * 66)
    sheet.disc(*top, 42, "#2b323d", 48)
    sheet.disc(top[0] - 8, top[1] - 10, 30, "#434d5b", 34)
    for k in range(24):
        t = k * 2.4
        reach = 36 * math.sqrt(k / 24)
        sheet.disc(
            top[0] + reach * math.cos(t), top[1] + reach * 1.12 * math.sin(t), 2.4, "#ffffff22"
        )


def _water_glass(sheet: Sheet, x: float) -> None:
    sheet.shadow(oval(x + 12, 716, 60, 10), "#3a4a5c", 10, 0.45)
    sheet.polygon([(x - 46, 560), (x + 46, 560), (x + 36, 712), (x - 36, 712)], "#ffffff5a")
    sheet.polygon([(x - 42, 604), (x + 42, 604), (x + 35, 706), (x - 35, 706)], "#bfe4f2a0")
    sheet.disc(x, 604, 42, "#e4f6fbc0", 8)
    sheet.line([(x - 34, 572), (x - 26, 700)], "#ffffffb0", 5)
