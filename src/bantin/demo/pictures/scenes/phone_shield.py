"""A telephone with a shield."""

from bantin.demo.pictures.sheet import HEIGHT, WIDTH, Point, Sheet, curve, rounded, scatter


def paint(sheet: Sheet) -> None:
    """Draw a telephone with a shield among messages, some of them false."""
    sheet.fade(0, HEIGHT, "#2b2f77", "#3a4fa3", "#3f86b8", "#58b7b4")
    for x, y, r, strength in ((260, 220, 380, 0.35), (1380, 300, 430, 0.4), (820, 900, 520, 0.35)):
        sheet.glow(x, y, r, "#b8f0ee", strength)
    for i in range(34):
        sheet.disc(
            scatter(i) * WIDTH, scatter(i + 60) * HEIGHT, 2 + 4 * scatter(i + 9), "#ffffff30"
        )
    for r in (330, 420, 520):
        sheet.ring(800, 500, r, "#ffffff22", 3)
    _bubbles(sheet)
    sheet.shadow([(610, 150), (1010, 150), (1030, 930), (610, 930)], "#141a4a", 44, 0.6)
    sheet.box(580, 90, 440, 820, "#1c2148", 62)
    sheet.box(587, 97, 426, 806, "#31386d", 56)
    sheet.box(598, 108, 404, 784, "#eef6fb", 46)
    sheet.fade(108, 892, "#f5fbff", "#d5ecf4", "#bfe3ea", within=rounded(602, 112, 396, 776, 44))
    sheet.box(742, 122, 116, 24, "#1c2148", 12)
    for i, width in enumerate((190, 250, 140)):
        sheet.box(800 - width / 2, 706 + i * 44, width, 20, "#8fbccd80", 10)
    sheet.box(668, 190, 264, 18, "#8fbccd80", 9)
    _shield(sheet, 800, 440, 150)


def _shield(sheet: Sheet, x: float, y: float, size: float) -> None:
    def outline(grow: float) -> list[Point]:
        s = size * grow
        right = curve(
            [(0, -1.12), (0.42, -0.98), (0.9, -0.9), (0.92, -0.1), (0.7, 0.52), (0, 1.16)]
        )
        whole = right + [(-px, py) for px, py in reversed(right)]
        return [(x + px * s, y + py * s) for px, py in whole]

    sheet.shadow([(px, py + 26) for px, py in outline(1.05)], "#27508a", 26, 0.5)
    sheet.polygon(outline(1.1), "#ffffff")
    sheet.fade(y - size * 1.2, y + size * 1.3, "#35b98d", "#1d8f7c", within=outline(1))
    half = [p for p in outline(1) if p[0] >= x]
    sheet.polygon(half, "#0a5a5a2e")
    tick = [
        (x - size * 0.42, y + size * 0.02),
        (x - size * 0.1, y + size * 0.36),
        (x + size * 0.48, y - size * 0.34),
    ]
    sheet.line(tick, "#ffffff", size * 0.17)
    for px, py in tick:
        sheet.disc(px, py, size * 0.083, "#ffffff")


def _bubbles(sheet: Sheet) -> None:
    for x, y, w, side, tint in (
        (130, 210, 330, 1, "#fdfefe"),
        (210, 600, 270, 1, "#ffd9cf"),
        (1140, 180, 300, -1, "#ffd9cf"),
        (1110, 520, 350, -1, "#fdfefe"),
    ):
        sheet.shadow(rounded(x + 6, y + 16, w, 140, 40), "#16205a", 22, 0.4)
        sheet.box(x, y, w, 140, tint, 42)
        tail = x + w - 60 if side > 0 else x + 60
        sheet.polygon(
            [(tail - 30, y + 120), (tail + 30, y + 120), (tail + side * 54, y + 182)], tint
        )
        if tint == "#fdfefe":
            for i, part in enumerate((0.72, 0.5)):
                sheet.box(x + 40, y + 42 + i * 34, (w - 80) * part, 16, "#9db6d8", 8)
        else:
            _warning(sheet, x + 78, y + 72)
            for i, part in enumerate((0.92, 0.6)):
                sheet.box(x + 132, y + 42 + i * 34, (w - 172) * part, 16, "#e2927f", 8)


def _warning(sheet: Sheet, x: float, y: float) -> None:
    sheet.polygon([(x, y - 40), (x + 42, y + 34), (x - 42, y + 34)], "#e4553f")
    sheet.line([(x, y - 40), (x + 42, y + 34), (x - 42, y + 34), (x, y - 40)], "#e4553f", 8)
    sheet.box(x - 5, y - 16, 10, 28, "#ffffff", 5)
    sheet.disc(x, y + 23, 6, "#ffffff")
