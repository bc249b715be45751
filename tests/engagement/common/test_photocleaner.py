"""The cleaner from inside: how large a picture says it is, and every pixel it gives."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from engagement.common import images
from engagement.common.photocleaner import (
    PixelsError,
    bare,
    blackened,
    canvas_of_webp,
    check_size,
    encoded,
    in_srgb,
    opened,
    orientation_of,
    plain,
    room_of_a_pixel,
)
from tests.factories.pictures import (
    decode,
    encode,
    exif,
    four_corners,
    make_photo,
    turned_profile,
    webp_of,
)

ASKED = json.loads(images.said_to_cleaner(None))["asked"]


def flat(mode: str, kind: str, size: tuple[int, int] = (8, 8), **how: object) -> bytes:
    return encode(Image.new(mode, size), kind, **how)


# -- how large it is -------------------------------------------------------------------


def test_what_the_cleaner_is_told() -> None:
    assert ASKED == {
        "memory": 512 * 1024 * 1024,
        "seconds": 10,
        "pixels": 24_000_000,
        "side": 12_000,
        "stored": 2_560,
        "small": 480,
    }


@pytest.mark.parametrize(
    ("size", "each", "most"),
    [
        ((10, 10), 8, None),
        ((10, 11), 8, 0),
        ((20, 5), 8, None),
        ((21, 1), 8, 0),
        ((1, 21), 8, 0),
        ((10, 10), 4, None),  # what takes less room may not have more pixels
        ((10, 5), 16, None),
        ((10, 6), 16, 0),
        ((11, 6), 12, None),
        ((10, 7), 12, 0),
    ],
)
def test_more_room_for_a_pixel_leaves_room_for_fewer(
    size: tuple[int, int], each: int, most: int | None
) -> None:
    found = None
    try:
        check_size(size, {"pixels": 100, "side": 20}, each)
    except PixelsError as error:
        found = error.most

    assert found == most


def test_the_most_pixels_are_said_in_millions() -> None:
    with pytest.raises(PixelsError) as refused:
        check_size((4_000, 4_000), {"pixels": 15_999_999, "side": 12_000}, 8)
    assert (refused.value.most, str(refused.value)) == (15, "15")


@pytest.mark.parametrize(
    ("raw", "room"),
    [
        (flat("RGB", "PNG"), 8),
        (flat("RGB", "WEBP"), 16),
        (flat("L", "JPEG"), 4 + 2),
        (flat("RGB", "JPEG", subsampling=0), 4 + 2 * 3),
        (flat("RGB", "JPEG", subsampling=1), 4 + 2 * 2),
        (flat("RGB", "JPEG", subsampling=2), 4 + 3),
        (flat("CMYK", "JPEG"), 4 + 2 * 4),
    ],
    ids=["png", "webp", "gray", "4:4:4", "4:2:2", "4:2:0", "for print"],
)
def test_the_room_of_a_pixel_is_that_of_its_kind(raw: bytes, room: int) -> None:
    assert room_of_a_pixel(Image.open(BytesIO(raw))) == room


def test_the_room_of_a_pixel_is_rounded_up() -> None:
    image = Image.open(BytesIO(flat("RGB", "JPEG")))
    image.layer = [(1, 3, 1, 0), (2, 1, 1, 0), (3, 1, 1, 0)]  # type: ignore[attr-defined]  # it is a JPEG

    assert room_of_a_pixel(image) == 4 + 4  # ten thirds are four


@pytest.mark.parametrize("size", [(1, 1), (300, 5), (5, 300), (700, 519)])
@pytest.mark.parametrize("how", [{}, {"lossless": True}, {"icc_profile": b"any"}])
def test_a_webp_is_as_large_as_its_first_bytes_say(
    size: tuple[int, int], how: dict[str, object]
) -> None:
    assert canvas_of_webp(flat("RGB", "WEBP", size, **how)) == size


@pytest.mark.parametrize(
    ("raw", "size"),
    [
        (webp_of(1, 1), (1, 1)),
        (webp_of(2**24, 2**24 - 1), (2**24, 2**24 - 1)),
        (webp_of(0x010203, 0x040506), (0x010203, 0x040506)),
        (b"RIFF____WEBPVP8L_____" + b"\xff" * 5, (2**14, 2**14)),
        (b"RIFF____WEBPVP8L_____\x01\x40\x00\x00" + b"\xff", (2, 2)),
        (b"RIFF____WEBPVP8L_____\xfe\xff\xff\xf0" + b"\xff", (0x3FFF, 0x0400)),
        (b"RIFF____WEBPVP8 " + b"_" * 10 + b"\xff" * 5, (0x3FFF, 0x3FFF)),
        (b"RIFF____WEBPVP8 " + b"_" * 10 + b"\x01\x82\x03\x44_", (0x0201, 0x0403)),
        (b"RIFF____WAVEVP8X" + b"_" * 20, None),
        (b"RIFF____WEBQVP8X" + b"_" * 20, None),
        (b"RIFA____WEBPVP8X" + b"_" * 20, None),
        (b"RIFX____WEBPVP8X" + b"_" * 20, None),
        (make_photo(), None),
    ],
)
def test_every_kind_of_webp_says_its_size_in_its_own_way(
    raw: bytes, size: tuple[int, int] | None
) -> None:
    assert canvas_of_webp(raw) == size


def test_the_cleaner_gives_up_everything_it_does_not_need() -> None:
    program = (
        "import resource, sys; sys.path.insert(0, sys.argv[1]); import photocleaner;"
        "photocleaner.limit_self(2**29, 7);"
        "print([resource.getrlimit(what) for what in (resource.RLIMIT_AS,"
        " resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE,"
        " resource.RLIMIT_NOFILE)])"
    )

    said = subprocess.run(
        [sys.executable, "-c", program, str(images._PROGRAM.parent)],
        capture_output=True,
        check=True,
    )

    limits = [(most, most) for most in (2**29, 7, 0, 0, 16)]
    assert said.stdout.decode().strip() == str(limits)


# -- every pixel -----------------------------------------------------------------------


def test_a_large_jpeg_is_opened_smaller_than_it_is() -> None:
    raw = flat("RGB", "JPEG", (800, 800))

    assert opened(raw, {**ASKED, "stored": 100}).size == (100, 100)
    assert opened(raw, {**ASKED, "stored": 400}).size == (400, 400)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_read(orientation: int) -> None:
    image = decode(encode(four_corners(), "PNG", exif=exif(orientation)))

    assert orientation_of(image) == orientation
    assert orientation_of(decode(make_photo())) == 1


def test_an_orientation_that_cannot_be_read_is_none() -> None:
    broken = Image.new("RGB", (8, 8))
    broken.info["exif"] = b"Exif\x00\x00II*\x00\xff\xff\xff\xff"

    assert orientation_of(broken) == 1


def slope(mode: str, width: int = 3, height: int = 600) -> Image.Image:
    """A picture in which every row differs from the one above."""
    image = Image.new("RGBA", (width, height))
    for top in range(height):
        color = (top % 256, 255 - top % 256, top // 3, 255 - top // 4)
        image.paste(color, (0, top, width, top + 1))
    return image if mode == "RGBA" else image.convert(mode)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1"])
@pytest.mark.parametrize("height", [1, 255, 256, 257, 600])
def test_bands_of_rows_join_without_a_seam(mode: str, height: int) -> None:
    image = slope(mode, height=height)
    white = Image.new("RGBA", image.size, "white")
    white.alpha_composite(image.convert("RGBA"))

    shown = plain(image)

    assert shown.mode == "RGB"
    assert differs(shown, white.convert("RGB")) <= 1


def differs(one: Image.Image, other: Image.Image) -> int:
    pairs = zip(one.tobytes(), other.tobytes(), strict=True)
    return max(abs(a - b) for a, b in pairs)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_plain_colors_are_left_alone(mode: str) -> None:
    image = Image.new(mode, (8, 8))

    assert plain(image) is image


def test_sixteen_bits_become_eight() -> None:
    deep = Image.new("I;16", (4, 1))
    for left, value in enumerate((0, 255, 256, 65_535)):
        deep.putpixel((left, 0), value)

    assert plain(deep).tobytes() == bytes([0] * 6 + [1] * 3 + [255] * 3)


def test_a_profile_is_used_and_a_broken_one_forgotten() -> None:
    image = Image.new("RGB", (1, 1), (200, 60, 30))

    assert differs(in_srgb(image, turned_profile()), pixel(30, 60, 200)) <= 1
    for profile in (None, b"", b"broken", profile_of_gray()):
        assert in_srgb(image, profile).tobytes() == image.tobytes()


def pixel(*color: int) -> Image.Image:
    return Image.frombytes("RGB", (1, 1), bytes(color))


def profile_of_gray() -> bytes:
    lab = ImageCms.createProfile("LAB")
    return ImageCms.ImageCmsProfile(lab).tobytes()


def test_new_paper_carries_nothing_over() -> None:
    image = four_corners()
    image.info["comment"] = b"something"

    assert bare(image).tobytes() == image.tobytes()
    assert bare(image).info == {}


def test_black_covers_each_rectangle_to_its_last_pixel_and_no_further() -> None:
    raw = encode(Image.new("RGB", (40, 20), "white"), "PNG")

    shown = blackened(raw, ASKED, [[3, 5, 7, 2], [39, 19, 1, 1], [0, 0, 1, 3]])

    black = {
        (left, top)
        for left in range(40)
        for top in range(20)
        if shown.getpixel((left, top)) == (0, 0, 0)
    }
    wanted = {(left, top) for left in range(3, 10) for top in (5, 6)}
    assert black == wanted | {(39, 19), (0, 0), (0, 1), (0, 2)}


def test_what_is_kept_is_kept_in_good_quality() -> None:
    kept = Image.open(BytesIO(encoded(four_corners())))

    known = Image.open(BytesIO(encode(four_corners(), quality=85)))
    assert kept.quantization == known.quantization  # type: ignore[attr-defined]  # it is a JPEG
    assert kept.format == "JPEG"
