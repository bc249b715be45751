"""The program that opens a stranger's picture: run for one photo, under hard limits.

It stands alone (Pillow and nothing of ours), reads one file from its input, and gives
pixels in a file of its own making. It is never imported by the site, only started by
`engagement.common.images`, so that whatever a hostile file does to it ends with it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Mapping
from io import BytesIO
from typing import IO, Final, NoReturn

from PIL import (
    Image,
    ImageCms,
    ImageDraw,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

PLUGINS: Final = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
FORMATS: Final = ("JPEG", "PNG", "WEBP")
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_WHITE: Final = (255, 255, 255)
_BLACK: Final = (0, 0, 0)
_DEPTH: Final = 256  # from 16 bits a color to 8
_QUALITY: Final = 85
_BAND: Final = 256  # rows brought to plain colors at a time
_OF_A_PIXEL: Final = 4  # bytes, in every kind but black and white
_OF_A_FREQUENCY: Final = 2  # bytes: a JPEG in many scans is held whole until the last
_WEBP: Final = 4 * _OF_A_PIXEL  # two canvases, what is read from them, the picture
_PNG: Final = 2 * _OF_A_PIXEL  # the picture, and the same in plain colors


class PixelsError(Exception):
    """More pixels than are opened; `most` are, in millions."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


def limit_self(memory: int, seconds: int) -> None:
    """Give up memory, time, files and children for good."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(what, (most, most))


def check_size(size: tuple[int, int], asked: dict[str, int], each: int) -> None:
    """Refuse what would take more room than a PNG of the most pixels takes."""
    width, height = size
    most = asked["pixels"] * _PNG // max(each, _PNG)
    if max(size) > asked["side"] or width * height > most:
        raise PixelsError(most // 1_000_000)


def room_of_a_pixel(image: Image.Image) -> int:
    """Give how many bytes opening takes for each pixel, at its worst."""
    if image.format == "WEBP":
        return _WEBP
    if not isinstance(image, JpegImagePlugin.JpegImageFile):
        return _PNG
    areas = [across * down for _name, across, down, _table in image.layer]
    return _OF_A_PIXEL + -(-_OF_A_FREQUENCY * sum(areas) // max(areas))


def canvas_of_webp(raw: bytes) -> tuple[int, int] | None:
    """Read how large a WebP is from its first bytes: its decoder begins by taking room."""
    kind = raw[12:16]
    if raw[:4] != b"RIFF" or raw[8:12] != b"WEBP":
        return None
    if kind == b"VP8X":
        return (
            int.from_bytes(raw[24:27], "little") + 1,
            int.from_bytes(raw[27:30], "little") + 1,
        )
    if kind == b"VP8L":
        bits = int.from_bytes(raw[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return (
        int.from_bytes(raw[26:28], "little") & 0x3FFF,
        int.from_bytes(raw[28:30], "little") & 0x3FFF,
    )


def opened(raw: bytes, asked: dict[str, int]) -> Image.Image:
    """Open one of the three kinds by its content; its size is looked at before a pixel."""
    canvas = canvas_of_webp(raw)
    if canvas is not None:
        check_size(canvas, asked, _WEBP)
    image = Image.open(BytesIO(raw), formats=FORMATS)
    check_size(image.size, asked, room_of_a_pixel(image))
    image.draft(None, (asked["stored"], asked["stored"]))
    image.load()
    return image


def let_go(image: Image.Image) -> Image.Image:
    """Keep the pixels of a loaded picture, and not the decoder they came from."""
    return image._new(image.im)  # noqa: SLF001 - whatever else does this copies them


def turned(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def orientation_of(image: Image.Image) -> int:
    """Read which way up it was taken; what cannot be read is as it lies."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - a broken tag is no reason to refuse the pixels
        return 1


def eight_bits(image: Image.Image) -> Image.Image:
    """Bring deep and indexed pixels to plain ones, which can be made smaller well."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / _DEPTH).convert("L")
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    return image.convert("L" if image.mode == "1" else "RGB")


def plain(image: Image.Image) -> Image.Image:
    """Lay it in plain colors on white paper, some rows at a time to spare memory."""
    if image.mode in {"L", "RGB", "CMYK"} and not image.has_transparency_data:
        return image
    width, height = image.size
    paper = Image.new("RGB", image.size, _WHITE)
    for top in range(0, height, _BAND):
        rows = image.crop((0, top, width, min(top + _BAND, height)))
        band = eight_bits(rows)
        paper.paste(band, (0, top), band if band.mode == "RGBA" else None)
    return paper


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Say its colors in sRGB before the profile that explains them is dropped."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            changed = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            changed = None  # a profile for other colors, or a broken one
        if changed is not None:
            return changed
    return image.convert("RGB")


def bare(image: Image.Image) -> Image.Image:
    """Give the pixels on new paper: nothing that was beside them comes along."""
    paper = Image.new("RGB", image.size)
    paper.paste(image)
    return paper


def cleaned(raw: bytes, asked: dict[str, int]) -> Image.Image:
    image = opened(raw, asked)
    profile, orientation = image.info.get("icc_profile"), orientation_of(image)
    most = (asked["stored"], asked["stored"])
    image = plain(let_go(image))
    image.thumbnail(most, Image.Resampling.LANCZOS)
    return bare(turned(in_srgb(image, profile), orientation))


def blackened(
    raw: bytes, asked: dict[str, int], rectangles: list[list[int]]
) -> Image.Image:
    """Put black over each [left, top, width, height]; the pixels under it are gone."""
    image = bare(opened(raw, asked).convert("RGB"))
    draw = ImageDraw.Draw(image)
    for left, top, width, height in rectangles:
        draw.rectangle((left, top, left + width - 1, top + height - 1), fill=_BLACK)
    return image


def encoded(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def answer(out: IO[bytes], head: Mapping[str, object], *parts: bytes) -> None:
    out.write(json.dumps(head).encode() + b"\n" + b"".join(parts))
    out.flush()


def clean(asked: dict[str, int], rectangles: list[list[int]] | None) -> None:
    raw, out = sys.stdin.buffer.read(), sys.stdout.buffer
    try:
        if rectangles is None:
            image = cleaned(raw, asked)
        else:
            image = blackened(raw, asked, rectangles)
        content = encoded(image)
        small = image.copy()
        small.thumbnail((asked["small"], asked["small"]), Image.Resampling.LANCZOS)
        thumbnail = encoded(small)
    except PixelsError as error:
        answer(out, {"fault": "pixels", "most": error.most})
    except Exception:  # noqa: BLE001 - whatever a hostile file brings about is a refusal
        answer(out, {"fault": "damaged"})
    else:
        head = {
            "width": image.width,
            "height": image.height,
            "content": len(content),
            "thumbnail": len(thumbnail),
        }
        answer(out, head, content, thumbnail)


def main() -> NoReturn:
    said = json.loads(sys.argv[1])
    asked: dict[str, int] = said["asked"]
    limit_self(asked["memory"], asked["seconds"])
    Image.MAX_IMAGE_PIXELS = None  # `check_size` is stricter, and refuses in words
    clean(asked, said["rectangles"])
    os._exit(0)  # nothing is left to tidy up


if __name__ == "__main__":
    main()
