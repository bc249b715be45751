"""Photos and hostile files, made here byte by byte: no corpus is needed."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

CANARY = b"canary-42.0011-71.0022"
CORNERS = {
    (0, 0): (255, 0, 0),
    (1, 0): (0, 255, 0),
    (0, 1): (0, 0, 255),
    (1, 1): (255, 255, 0),
}


def encode(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def decode(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def four_corners(width: int = 64, height: int = 32) -> Image.Image:
    """A picture whose way up can be told from its corners."""
    image = Image.new("RGB", (width, height))
    for (column, row), color in CORNERS.items():
        left, top = column * width // 2, row * height // 2
        image.paste(color, (left, top, left + width // 2, top + height // 2))
    return image


def corners_of(image: Image.Image) -> list[tuple[int, ...]]:
    """The colors of the corners, rounded to what a JPEG keeps of them."""
    width, height = image.size
    spots = [(5, 5), (width - 6, 5), (5, height - 6), (width - 6, height - 6)]
    rounded = []
    for spot in spots:
        pixel = image.convert("RGB").getpixel(spot)
        assert isinstance(pixel, tuple)
        rounded.append(tuple(255 if value > 127 else 0 for value in pixel))
    return rounded


def make_photo(kind: str = "JPEG", **how: Any) -> bytes:
    return encode(four_corners(), kind, **how)


def exif(orientation: int = 1) -> Image.Exif:
    """EXIF with a canary as maker, as comment and as place."""
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = CANARY.decode()
    tags.get_ifd(0x8769)[0x9286] = CANARY
    tags.get_ifd(0x8825).update({1: "N", 2: (42.0, 0.0, 4.0), 29: CANARY.decode()})
    return tags


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def with_segment(photo: bytes, marker: int, body: bytes) -> bytes:
    """A JPEG with one more segment at its beginning."""
    return photo[:2] + segment(marker, body) + photo[2:]


def chunk(name: bytes, body: bytes) -> bytes:
    check = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)


def with_chunk(photo: bytes, name: bytes, body: bytes) -> bytes:
    """A PNG with one more chunk after its head."""
    return photo[:33] + chunk(name, body) + photo[33:]


def png_of(width: int, height: int, pixels: bytes = b"\x00" * 64) -> bytes:
    """A PNG that says it is as large as one likes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(pixels))
        + chunk(b"IEND", b"")
    )


def webp_of(width: int, height: int) -> bytes:
    """A WebP whose head says so; nothing worth decoding follows."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x00" * 4 + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def png_with_text() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", CANARY.decode())
    words.add_itxt("XML:com.adobe.xmp", CANARY.decode())
    words.add_text("Zipped", CANARY.decode(), zip=True)
    return make_photo("PNG", pnginfo=words, exif=exif())


def turned_profile() -> bytes:
    """A color profile in which red is blue, and blue red."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    turned = plain.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ")
    return turned.replace(b"????", b"bXYZ")


def profile() -> bytes:
    """A color profile that exchanges nothing, and carries a canary in its padding."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + CANARY


LOADED = {
    "exif and gps": lambda: make_photo(exif=exif()),
    "xmp": lambda: make_photo(xmp=b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>"),
    "iptc": lambda: with_segment(
        make_photo(), 0xED, b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + CANARY
    ),
    "profile": lambda: make_photo(icc_profile=profile()),
    "comment": lambda: make_photo(comment=CANARY),
    "thumbnail in exif": lambda: make_photo(exif=exif().tobytes() + make_photo()),
    "unknown segment": lambda: with_segment(make_photo(), 0xE9, CANARY),
    "trailing zip": lambda: make_photo() + b"PK\x03\x04" + CANARY,
    "trailing page": lambda: make_photo() + b"<script>" + CANARY + b"</script>",
    "trailing archive": lambda: make_photo() + b"\xca\xfe\xba\xbe" + CANARY,
    "many pictures": lambda: encode(
        four_corners(), "MPO", save_all=True, append_images=[four_corners()]
    ) + CANARY,
    "png text": png_with_text,
    "png trailing": lambda: make_photo("PNG") + CANARY,
    "png unknown chunk": lambda: with_chunk(make_photo("PNG"), b"caNy", CANARY),
    "png profile": lambda: make_photo("PNG", icc_profile=profile()),
    "webp exif": lambda: make_photo("WEBP", exif=exif(), xmp=CANARY),
    "webp profile": lambda: make_photo("WEBP", icc_profile=profile()),
}  # fmt: skip
