"""Four simple drawings that stand for photos: a town of invented people has no others."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

SIZE: Final = (1200, 900)
_WIDTH, _HEIGHT = SIZE
_Draw = ImageDraw.ImageDraw
_Color = tuple[int, int, int]


def _sky(top: _Color, bottom: _Color) -> Image.Image:
    """A sheet that goes from one color to another."""
    mask = Image.linear_gradient("L").resize(SIZE)
    return Image.composite(
        Image.new("RGB", SIZE, bottom), Image.new("RGB", SIZE, top), mask
    )


def _street(draw: _Draw, horizon: int, road: _Color, ground: _Color) -> None:
    draw.rectangle((0, horizon, _WIDTH, _HEIGHT), fill=ground)
    draw.polygon(
        [(470, horizon), (730, horizon), (1150, _HEIGHT), (50, _HEIGHT)], fill=road
    )


def street_lamps() -> Image.Image:
    """A road at night; one lamp is lit, the two after it are not."""
    image = _sky((12, 18, 40), (46, 52, 84))
    draw = ImageDraw.Draw(image)
    _street(draw, 520, (30, 32, 40), (22, 30, 30))
    glow = Image.new("L", SIZE)
    ImageDraw.Draw(glow).ellipse((80, 60, 480, 460), fill=150)
    ImageDraw.Draw(glow).polygon([(280, 250), (60, 880), (640, 880)], fill=90)
    light = Image.new("RGB", SIZE, (255, 214, 130))
    image.paste(light, mask=glow.filter(ImageFilter.GaussianBlur(60)))
    for left, top, wide in ((250, 210, 16), (900, 300, 12), (800, 380, 8)):
        draw.rectangle((left, top, left + wide, 760 - top // 2), fill=(64, 66, 74))
        draw.rounded_rectangle(
            (left - 4 * wide, top - wide, left + wide, top + wide), wide, (90, 92, 100)
        )
    draw.ellipse((190, 200, 250, 236), fill=(255, 240, 190))
    return image


def dumped_bags() -> Image.Image:
    """Bags and an old sofa beside a path."""
    image = _sky((168, 196, 220), (226, 232, 230))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 430, _WIDTH, _HEIGHT), fill=(112, 134, 92))
    draw.polygon([(0, 760), (1200, 640), (1200, 800), (0, 900)], fill=(176, 170, 158))
    draw.rectangle((0, 250, _WIDTH, 440), fill=(150, 118, 98))
    draw.rounded_rectangle((140, 440, 620, 700), 40, (96, 74, 88))
    draw.rounded_rectangle((180, 560, 580, 680), 24, (122, 96, 112))
    bags = ((600, 520, 200), (740, 560, 170), (520, 610, 150), (840, 500, 220))
    for left, top, size in bags:
        draw.ellipse((left, top, left + size, top + size), fill=(38, 40, 46))
        knot = left + size // 2
        draw.polygon(
            [(knot - 20, top - 24), (knot + 20, top - 24), (knot, top + 20)],
            fill=(38, 40, 46),
        )
    return image


def worn_crossing() -> Image.Image:
    """Stripes of which half have gone."""
    image = _sky((150, 188, 224), (220, 228, 232))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 180, 420, 470), fill=(178, 128, 104))
    draw.rectangle((760, 120, _WIDTH, 470), fill=(198, 184, 160))
    for left in (60, 180, 300, 820, 940, 1060):
        draw.rectangle((left, 240, left + 64, 340), fill=(96, 116, 136))
    _street(draw, 460, (92, 94, 100), (158, 156, 150))
    for number in range(7):
        left, worn = 150 + number * 130, number % 3 == 1
        color = (120, 121, 125) if worn else (214, 214, 210)
        draw.polygon(
            [(left, 830), (left + 80, 830), (left + 70, 680), (left + 10, 680)], color
        )
    return image


def painted_wall() -> Image.Image:
    """A brick wall with loops of paint that say nothing."""
    image = Image.new("RGB", SIZE, (164, 96, 78))
    draw = ImageDraw.Draw(image)
    for row in range(15):
        top, shift = row * 60, (row % 2) * 60
        draw.line((0, top, _WIDTH, top), fill=(198, 180, 168), width=5)
        for left in range(-shift, _WIDTH, 120):
            draw.line((left, top, left, top + 60), fill=(198, 180, 168), width=5)
    for number, color in enumerate(((40, 90, 168), (232, 196, 60), (54, 140, 96))):
        left = 120 + number * 300
        draw.arc((left, 300, left + 320, 620), 20, 330, color, 34)
        draw.arc((left + 90, 260, left + 260, 660), 200, 160, color, 26)
    draw.rectangle((0, 800, _WIDTH, _HEIGHT), fill=(120, 120, 122))
    return image


DRAWINGS: Final[dict[str, Callable[[], Image.Image]]] = {
    "street_lighting": street_lamps,
    "dumping": dumped_bags,
    "dangerous_crossing": worn_crossing,
    "graffiti": painted_wall,
}


def drawn(kind: str, *, from_closer: bool = False) -> bytes:
    """Give the drawing of a kind as the file of a phone."""
    image = DRAWINGS[kind]()
    if from_closer:
        image = image.crop((200, 250, 1000, 850))
    out = BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()
