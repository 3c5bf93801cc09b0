"""The sheet that the scenes are drawn on, and the shapes they are drawn with."""

import math
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 1000
_SCALE = 2  # drawn twice as large and reduced, so that edges come out smooth

Point = tuple[float, float]


class Sheet:
    """A sheet measured in picture pixels; colours are ``#rrggbb`` or ``#rrggbbaa``."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE))
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def jpeg(self) -> bytes:
        """Return the finished picture as JPEG bytes."""
        out = BytesIO()
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small.save(out, "JPEG", quality=90, progressive=True, optimize=True)
        return out.getvalue()

    def polygon(self, points: Sequence[Point], colour: str) -> None:
        """Fill a polygon."""
        self.pen.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=colour)

    def box(self, x: float, y: float, w: float, h: float, colour: str, radius: float = 0) -> None:
        """Fill a rectangle, with round corners if a radius is given."""
        corners = (x * _SCALE, y * _SCALE, (x + w) * _SCALE, (y + h) * _SCALE)
        self.pen.rounded_rectangle(corners, radius * _SCALE, fill=colour)

    def disc(self, x: float, y: float, rx: float, colour: str, ry: float | None = None) -> None:
        """Fill a circle, or an ellipse if a second radius is given."""
        ry = rx if ry is None else ry
        corners = ((x - rx) * _SCALE, (y - ry) * _SCALE, (x + rx) * _SCALE, (y + ry) * _SCALE)
        self.pen.ellipse(corners, fill=colour)

    def ring(self, x: float, y: float, r: float, colour: str, width: float) -> None:
        """Draw the outline of a circle, inwards."""
        corners = ((x - r) * _SCALE, (y - r) * _SCALE, (x + r) * _SCALE, (y + r) * _SCALE)
        self.pen.ellipse(corners, outline=colour, width=round(width * _SCALE))

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        """Draw a line through the points."""
        scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
        self.pen.line(scaled, fill=colour, width=max(1, round(width * _SCALE)), joint="curve")

    def arc(self, x: float, y: float, r: float, span: Point, colour: str, width: float) -> None:
        """Draw part of a circle's outline; the span is in degrees, clockwise from the right."""
        corners = ((x - r) * _SCALE, (y - r) * _SCALE, (x + r) * _SCALE, (y + r) * _SCALE)
        self.pen.arc(corners, *span, fill=colour, width=round(width * _SCALE))

    def fade(self, top: float, bottom: float, *colours: str, within: Sequence[Point] = ()) -> None:
        """Fill a band, or the part of it inside a polygon, with colours blended downwards."""
        size = (WIDTH * _SCALE, round((bottom - top) * _SCALE))
        strip = Image.new("RGB", (1, len(colours)))
        for row, colour in enumerate(colours):
            strip.putpixel((0, row), rgb(colour))
        band = _blend(strip, size)
        mask = None
        if within:
            mask = Image.new("L", size)
            inside = [(x * _SCALE, (y - top) * _SCALE) for x, y in within]
            ImageDraw.Draw(mask).polygon(inside, fill=255)
        self.image.paste(band, (0, round(top * _SCALE)), mask)

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float = 1) -> None:
        """Light that fades away from a point; ``strength`` 1 is opaque in the middle."""
        side = round(radius * 2 * _SCALE)
        light = Image.radial_gradient("L").point([_fading(v, strength) for v in range(256)])
        light = light.resize((side, side), Image.Resampling.BICUBIC)
        corner = (round((x - radius) * _SCALE), round((y - radius) * _SCALE))
        self.image.paste(Image.new("RGB", (side, side), rgb(colour)), corner, light)

    def shadow(self, points: Sequence[Point], colour: str, blur: float, strength: float) -> None:
        """Lay the blurred shape of a polygon on the sheet."""
        self.veil([points], colour, blur, strength)

    def veil(
        self, shapes: Sequence[Sequence[Point]], colour: str, blur: float, strength: float
    ) -> None:
        """Lay several shapes on the sheet as one, without seams where they overlap."""
        room = round(3 * blur) + 2
        left = math.floor(min(x for shape in shapes for x, _ in shape)) - room
        top = math.floor(min(y for shape in shapes for _, y in shape)) - room
        right = math.ceil(max(x for shape in shapes for x, _ in shape)) + room
        bottom = math.ceil(max(y for shape in shapes for _, y in shape)) + room
        small = Image.new("L", (right - left, bottom - top))
        pen = ImageDraw.Draw(small)
        for shape in shapes:
            pen.polygon([(x - left, y - top) for x, y in shape], fill=round(255 * strength))
        size = (small.width * _SCALE, small.height * _SCALE)
        soft = small.filter(ImageFilter.GaussianBlur(blur)).resize(size)
        self.image.paste(Image.new("RGB", size, rgb(colour)), (left * _SCALE, top * _SCALE), soft)


def _fading(distance: int, strength: float) -> int:
    """Light left at a distance of 0 (the middle) to 180 (the rim; 255 are the corners)."""
    return round(255 * strength * max(0, 1 - distance / 180) ** 2)


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def darker(colour: str, share: float) -> str:
    """Return the colour with only a share of its light."""
    return "#" + "".join(f"{round(part * share):02x}" for part in rgb(colour))


def _blend(strip: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Stretch a column of colours; its first and last stay at the very edges."""
    rows = strip.height
    box = (0, 0.5, 1, rows - 0.5) if rows > 1 else None
    return strip.resize((1, size[1]), Image.Resampling.BILINEAR, box).resize(size)


def oval(x: float, y: float, rx: float, ry: float, span: Point = (0, 360)) -> list[Point]:
    """Return the outline of an ellipse, or of the part of it within ``span`` degrees."""
    first, last = span
    steps = 48
    turns = [math.radians(first + (last - first) * i / steps) for i in range(steps + 1)]
    return [(x + rx * math.cos(t), y + ry * math.sin(t)) for t in turns]


def rounded(x: float, y: float, w: float, h: float, r: float) -> list[Point]:
    """Return the outline of a rectangle with round corners."""
    corners = (
        (x + w - r, y + h - r, 0),
        (x + r, y + h - r, 90),
        (x + r, y + r, 180),
        (x + w - r, y + r, 270),
    )
    return [p for cx, cy, turn in corners for p in oval(cx, cy, r, r, (turn, turn + 90))]


def curve(points: Sequence[Point], steps: int = 16) -> list[Point]:
    """Run a smooth line through the points (Catmull-Rom)."""
    ends = [points[0], *points, points[-1]]
    out: list[Point] = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        out += [
            (_spline(a[0], b[0], c[0], d[0], i / steps), _spline(a[1], b[1], c[1], d[1], i / steps))
            for i in range(steps)
        ]
    return [*out, points[-1]]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )


def mirrored(points: Sequence[Point]) -> list[Point]:
    """Return the points as seen in the sheet's vertical middle line."""
    return [(WIDTH - x, y) for x, y in points]


def wave(x: float, seed: float, length: float) -> float:
    """A wandering line between about -1 and 1."""
    turn = 2 * math.pi * x / length
    return (
        math.sin(turn + seed)
        + 0.5 * math.sin(2.3 * turn + 1.7 * seed)
        + 0.25 * math.sin(5.1 * turn + 2.9 * seed)
    ) / 1.75


def scatter(n: int) -> float:
    """A fixed number between 0 and 1 for each ``n``, without any pattern to the eye."""
    return math.modf(abs(math.sin(n * 12.9898 + 4.1414)) * 43758.5453)[0]
