"""A photo leaves as pixels alone, or is refused in words."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from threading import BoundedSemaphore
from time import monotonic
from typing import Any

import pytest
from PIL import Image

from engagement.common import images
from engagement.common.images import (
    LONGEST_SIDE,
    MOST_BYTES,
    MOST_PIXELS,
    BusyError,
    CleanerFailedError,
    DamagedError,
    PhotoError,
    TooLargeError,
    TooManyPixelsError,
    WrongKindError,
    blacken,
    clean_photo,
    is_bare_jpeg,
)
from tests.factories.pictures import (
    CANARY,
    LOADED,
    chunk,
    corners_of,
    decode,
    encode,
    exif,
    four_corners,
    make_photo,
    png_of,
    turned_profile,
    webp_of,
    with_chunk,
    with_segment,
)

UPRIGHT = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)]
JFIF_ALONE = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
TWO_COLORS = Image.new("P", (8, 8))
TWO_COLORS.putpalette([10, 20, 30, 200, 100, 50])


def near(image: Image.Image, spot: tuple[int, int], color: tuple[int, ...]) -> bool:
    pixel = image.getpixel(spot)
    assert isinstance(pixel, tuple)
    return all(abs(one - two) <= 8 for one, two in zip(pixel, color, strict=True))


# -- only pixels -------------------------------------------------------------------------


@pytest.mark.parametrize("make", LOADED.values(), ids=LOADED)
def test_nothing_but_pixels_leaves_the_cleaner(make: Callable[[], bytes]) -> None:
    raw = make()
    assert CANARY in raw or b"iCCP" in raw, "there was something to leak"

    photo = clean_photo(raw)

    for content in (photo.content, photo.thumbnail):
        image = decode(content)
        assert image.format == "JPEG"
        assert set(image.info) == JFIF_ALONE
        assert dict(image.getexif()) == {}
        assert [name for name, _body in image.applist] == ["APP0"]  # type: ignore[attr-defined]  # it is a JPEG
        assert content.endswith(b"\xff\xd9")
        assert content.count(b"\xff\xd9") == 1
        assert CANARY not in content
        assert is_bare_jpeg(content)
    assert corners_of(decode(photo.content)) == UPRIGHT


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_the_way_it_was_taken(orientation: int) -> None:
    back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = four_corners() if back is None else four_corners().transpose(back)
    loaded = encode(stored, "PNG", exif=exif(orientation))

    photo = clean_photo(loaded)

    assert photo == clean_photo(encode(four_corners(), "PNG"))  # pixel by pixel
    assert (photo.width, photo.height) == (64, 32)


def test_a_broken_orientation_changes_nothing() -> None:
    broken = with_segment(make_photo(), 0xE1, b"Exif\x00\x00II*\x00\xff\xff\xff\xff")

    assert clean_photo(broken) == clean_photo(make_photo())


# -- every kind of color -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("image", "kind", "color"),
    [
        (Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG", (254, 0, 0)),
        (Image.new("L", (8, 8), 90), "JPEG", (90, 90, 90)),
        (Image.new("1", (8, 8), 1), "PNG", (255, 255, 255)),
        (Image.new("I;16", (8, 8), 40_000), "PNG", (156, 156, 156)),
        (TWO_COLORS, "PNG", (10, 20, 30)),
        (Image.new("RGBA", (8, 8), (10, 20, 30, 0)), "PNG", (255, 255, 255)),
        (Image.new("RGBA", (8, 8), (0, 0, 0, 128)), "PNG", (127, 127, 127)),
        (Image.new("LA", (8, 8), (0, 0)), "PNG", (255, 255, 255)),
        (Image.new("RGBA", (8, 8), (10, 20, 30, 0)), "WEBP", (255, 255, 255)),
    ],
    ids=["cmyk", "gray", "1 bit", "16 bits", "palette", "clear", "half", "la", "webp"],
)
def test_colors_stay_what_they_were(
    image: Image.Image, kind: str, color: tuple[int, ...]
) -> None:
    shown = decode(clean_photo(encode(image, kind)).content)

    assert shown.mode == "RGB"
    assert near(shown, (4, 4), color)


def test_a_clear_color_of_a_palette_is_laid_on_white() -> None:
    raw = encode(TWO_COLORS, "PNG", transparency=0)

    assert near(decode(clean_photo(raw).content), (4, 4), (255, 255, 255))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_colors_of_a_profile_are_said_in_srgb(kind: str) -> None:
    raw = encode(
        Image.new("RGB", (8, 8), (200, 60, 30)), kind, icc_profile=turned_profile()
    )

    shown = decode(clean_photo(raw).content)

    assert near(decode(raw), (4, 4), (200, 60, 30))
    assert near(shown, (4, 4), (30, 60, 200))


def test_a_profile_for_other_colors_is_dropped_and_the_photo_kept() -> None:
    raw = encode(four_corners(), "PNG", icc_profile=b"no profile at all")

    assert corners_of(decode(clean_photo(raw).content)) == UPRIGHT


def test_the_first_picture_of_several_is_taken() -> None:
    several = encode(
        four_corners(),
        "WEBP",
        save_all=True,
        append_images=[Image.new("RGB", (64, 32), "black")] * 3,
        lossless=True,
    )
    moving = encode(
        four_corners(),
        "PNG",
        save_all=True,
        append_images=[Image.new("RGB", (64, 32), "black")],
    )

    for raw in (several, moving):
        assert corners_of(decode(clean_photo(raw).content)) == UPRIGHT


@pytest.mark.parametrize("how", [{"progressive": True}, {"subsampling": 0}, {}])
def test_every_way_to_write_a_jpeg_is_read(how: dict[str, Any]) -> None:
    photo = clean_photo(make_photo(**how))

    assert corners_of(decode(photo.content)) == UPRIGHT


# -- sizes -------------------------------------------------------------------------------


def test_large_photos_are_made_smaller_and_small_ones_stay() -> None:
    large = clean_photo(make_photo_of(3_000, 1_500))
    small = clean_photo(make_photo_of(100, 50))

    assert (large.width, large.height) == (2_560, 1_280)
    assert decode(large.content).size == (2_560, 1_280)
    assert decode(large.thumbnail).size == (480, 240)
    assert decode(small.content).size == decode(small.thumbnail).size == (100, 50)


def make_photo_of(width: int, height: int, kind: str = "JPEG") -> bytes:
    return encode(Image.new("RGB", (width, height), "gray"), kind)


def flat(mode: str, width: int, height: int, kind: str, **how: Any) -> bytes:
    return encode(Image.new(mode, (width, height)), kind, **how)


MEASURE = """
import json, resource, subprocess, sys
answer = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=True).stdout
held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([json.loads(answer.partition(b"\\n")[0])["width"], held]))
"""
AT_THE_LIMIT: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: flat("RGB", 4_898, 4_898, "JPEG", progressive=True),
    "jpeg, all colors": lambda: flat(
        "RGB", 4_381, 4_381, "JPEG", progressive=True, subsampling=0
    ),
    "jpeg for print": lambda: flat("CMYK", 4_000, 4_000, "JPEG", progressive=True),
    "png": lambda: flat("RGB", 4_898, 4_898, "PNG"),
    "png, clear": lambda: flat("RGBA", 4_898, 4_898, "PNG"),
    "png, one clear color": lambda: flat(
        "RGB", 4_898, 4_898, "PNG", transparency=(1, 2, 3)
    ),
    "png, clear gray": lambda: flat("LA", 4_898, 4_898, "PNG"),
    "png, 16 bits": lambda: flat("I;16", 4_898, 4_898, "PNG"),
    "png, palette": lambda: flat("P", 4_898, 4_898, "PNG", transparency=0),
    "webp": lambda: flat("RGB", 4_000, 3_000, "WEBP", method=0),
    "webp, clear": lambda: flat("RGBA", 4_000, 3_000, "WEBP", method=0),
    "webp, lossless": lambda: flat(
        "RGBA", 4_000, 3_000, "WEBP", lossless=True, method=0
    ),
}


@pytest.mark.parametrize("make", AT_THE_LIMIT.values(), ids=AT_THE_LIMIT)
def test_a_photo_at_the_limit_of_pixels_takes_less_than_256_mib(
    make: Callable[[], bytes], tmp_path: Path
) -> None:
    """As many bytes as may come; a small program measures, as it inherits no size."""
    raw, asked = make(), tmp_path / "photo"
    asked.write_bytes(raw + b"\x00" * (MOST_BYTES - len(raw)))
    program = [sys.executable, "-I", str(images._PROGRAM)]

    with asked.open("rb") as photo:
        said = subprocess.run(
            [sys.executable, "-c", MEASURE, *program, images.said_to_cleaner(None)],
            stdin=photo,
            stdout=subprocess.PIPE,
            check=True,
        )

    width, held = json.loads(said.stdout)
    assert width == 2_560
    assert 32 * 1024 < held < 256 * 1024


@pytest.mark.parametrize(
    ("raw", "most"),
    [
        (make_photo_of(6_001, 4_000), 24),
        (flat("RGB", 4_382, 4_382, "JPEG", subsampling=0), 19),
        (flat("CMYK", 4_001, 4_000, "JPEG"), 16),
        (png_of(6_001, 4_000), 24),
        (png_of(LONGEST_SIDE + 1, 1), 24),
        (png_of(1, LONGEST_SIDE + 1), 24),
        (png_of(2**31 - 1, 2**31 - 1), 24),
        (webp_of(2**24, 2**24), 12),
        (webp_of(4_001, 3_000), 12),
        (encode(Image.new("RGB", (12_001, 1)), "WEBP"), 12),
        (encode(Image.new("RGB", (12_001, 1)), "WEBP", lossless=True), 12),
    ],
    ids=[
        *("jpeg", "all colors", "for print", "png", "wide", "high", "huge"),
        *("webp", "webp+1", "vp8", "vp8l"),
    ],
)
def test_more_pixels_than_allowed_are_never_opened(raw: bytes, most: int) -> None:
    with pytest.raises(TooManyPixelsError, match=f"more than {most} megapixels"):
        clean_photo(raw)


def test_a_side_at_the_limit_is_taken() -> None:
    photo = clean_photo(make_photo_of(LONGEST_SIDE, 20))

    assert (photo.width, photo.height) == (2_560, 4)


def test_bytes_over_the_limit_are_refused_before_anything_is_opened() -> None:
    photo = make_photo()
    full = photo + b"\x00" * (MOST_BYTES - len(photo))

    assert clean_photo(full) == clean_photo(photo)
    with pytest.raises(TooLargeError, match="larger than 10 MB"):
        clean_photo(full + b"\x00")


def test_the_limits_are_those_promised() -> None:
    limits = (MOST_BYTES, MOST_PIXELS, LONGEST_SIDE)

    assert limits == (10 * 1024 * 1024, 24_000_000, 12_000)


# -- hostile files -----------------------------------------------------------------------

NO_PHOTOS = {
    "nothing": b"",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "html": b"<!doctype html><script>1</script>",
    "bmp": encode(four_corners(), "BMP"),
    "gif": encode(four_corners(), "GIF"),
    "tiff": encode(four_corners(), "TIFF"),
    "ico": encode(four_corners(), "ICO"),
    "ppm": encode(four_corners(), "PPM"),
    "pdf": encode(four_corners(), "PDF"),
    "jpeg 2000": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + b"\x00" * 64,
    "blp": b"BLP2" + b"\x01\x00\x00\x00" + b"\xff" * 280,
    "gifar": encode(four_corners(), "GIF") + b"PK\x03\x04",
    "zip": b"PK\x03\x04" + b"\x00" * 60,
    "program": b"\x7fELF" + b"\x00" * 60,
    "photo after a page": b"<html>" + make_photo(),
    "wave file": b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 40,
    "no webp after all": b"RIFF\x24\x00\x00\x00WEBQVP8 " + b"\x00" * 40,
    "no riff": b"RIFA\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 40,
    "no riff either": b"RIFX\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 40,
}
DAMAGED = {
    "first bytes of a jpeg": b"\xff\xd8\xff",
    "first bytes of a png": b"\x89PNG\r\n\x1a\n",
    "first bytes of a webp": b"RIFF\x00\x00\x00\x00WEBP",
    "half a jpeg": make_photo()[: len(make_photo()) // 2],
    "half a png": make_photo("PNG")[:60],
    "half a webp": make_photo("WEBP")[:60],
    "jpeg without its end": make_photo()[:-40],
    "no pixels": png_of(0, 0),
    "too few pixels": png_of(500, 500),
    "text bomb": with_chunk(
        make_photo("PNG"), b"zTXt", b"a\x00\x00" + zlib.compress(b"x" * 200_000_000)
    ),
    "profile bomb": with_chunk(
        make_photo("PNG"), b"iCCP", b"a\x00\x00" + zlib.compress(b"x" * 200_000_000)
    ),
    "wrong sum": make_photo("PNG").replace(b"IHDR", b"IHDX"),
    "bad filter": png_of(8, 8, b"\xff" * 72),
    "chunk without end": make_photo("PNG")[:33] + chunk(b"IDAT", b"\x78"),
}


@pytest.mark.parametrize("raw", NO_PHOTOS.values(), ids=NO_PHOTOS)
def test_what_is_no_photo_is_refused_whatever_it_is_called(raw: bytes) -> None:
    with pytest.raises(WrongKindError, match="JPEG, PNG or WebP"):
        clean_photo(raw)


@pytest.mark.parametrize("raw", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_photo_is_refused(raw: bytes) -> None:
    with pytest.raises(DamagedError, match="damaged and cannot be opened"):
        clean_photo(raw)


def test_a_photo_broken_at_any_byte_is_clean_or_refused() -> None:
    """One byte changed at a time: a clean photo comes out, or a sentence."""
    whole = encode(four_corners(), "PNG", exif=exif(6))
    for at in range(0, len(whole), max(1, len(whole) // 40)):
        broken = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        try:
            assert is_bare_jpeg(clean_photo(broken).content)
        except PhotoError as error:
            assert str(error)  # noqa: PT017 - either is an answer


def test_without_memory_a_photo_is_refused_and_nobody_else_suffers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = make_photo_of(6_000, 4_000, "PNG")
    monkeypatch.setattr(images, "MOST_MEMORY", 100 * 1024 * 1024)

    with pytest.raises(DamagedError):
        clean_photo(raw)

    assert clean_photo(make_photo()).width == 64


def test_a_crowd_of_photos_leaves_room_for_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = BoundedSemaphore(1)
    monkeypatch.setattr(images, "_room", room)

    with room, pytest.raises(BusyError, match="Try again in a minute"):
        clean_photo(make_photo())
    with pytest.raises(DamagedError):
        clean_photo(make_photo()[:90])

    assert clean_photo(make_photo()).width == 64, "everybody leaves the room again"


# -- a cleaner that fails ----------------------------------------------------------------

BROKEN_CLEANERS = {
    "breaks": "raise SystemExit(1)",
    "is killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "says nothing": "",
    "says rubbish": "print('{')",
    "says a list": "print('[]')",
    "forgets the length": "print('{}')",
    "gives the original back": (
        "import sys, json; raw = sys.stdin.buffer.read();"
        "print(json.dumps({'width': 64, 'height': 32, 'content': len(raw)}), flush=True);"
        "sys.stdout.buffer.write(raw + raw)"
    ),
    "never ends": "import time; time.sleep(60)",
}
ANSWERS_WELL = (
    "import sys, json; raw = sys.stdin.buffer.read();"
    "print(json.dumps({'width': 64, 'height': 32, 'content': len(raw)}), flush=True);"
    "sys.stdout.buffer.write(raw + raw); sys.stdout.flush();"
)


@pytest.mark.parametrize(
    "end",
    ["sys.exit(1)", "import os; os.kill(os.getpid(), 9)"],
    ids=["badly", "killed"],
)
def test_a_cleaner_that_answers_well_and_ends_badly_is_not_believed(
    end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = clean_photo(make_photo()).content
    broken = tmp_path / "cleaner.py"
    monkeypatch.setattr(images, "_PROGRAM", broken)
    broken.write_text(ANSWERS_WELL)
    assert clean_photo(bare).content == bare, "its answer alone would be believed"

    broken.write_text(ANSWERS_WELL + end)
    with pytest.raises(CleanerFailedError, match="was not kept"):
        clean_photo(bare)


@pytest.mark.parametrize("program", BROKEN_CLEANERS.values(), ids=BROKEN_CLEANERS)
def test_a_cleaner_that_fails_refuses_the_photo(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "cleaner.py"
    broken.write_text(program)
    monkeypatch.setattr(images, "_PROGRAM", broken)
    monkeypatch.setattr(images, "MOST_WAITING", 2)
    begun = monotonic()

    with pytest.raises(CleanerFailedError, match="was not kept"):
        clean_photo(make_photo(exif=exif()))
    assert monotonic() - begun < 30


@pytest.mark.parametrize("given", ["raw|raw + b'x'", "raw + b'x'|raw"])
def test_either_picture_that_is_more_than_pixels_refuses_the_photo(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = clean_photo(make_photo()).content
    broken = tmp_path / "cleaner.py"
    broken.write_text(
        "import sys, json; raw = sys.stdin.buffer.read();"
        f"first, second = {given.replace('|', ',')};"
        "head = {'width': 64, 'height': 32, 'content': len(first)};"
        "print(json.dumps(head), flush=True);"
        "sys.stdout.buffer.write(first + second)"
    )
    monkeypatch.setattr(images, "_PROGRAM", broken)

    with pytest.raises(CleanerFailedError):
        clean_photo(bare)


def test_only_a_bare_jpeg_passes_for_one() -> None:
    bare = clean_photo(make_photo()).content
    thumb = (
        bytes([0xFF, 0xE0, 0, 18]) + b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01xy"
    )

    assert is_bare_jpeg(bare)
    others = {
        "nothing": b"",
        "a png": make_photo("PNG"),
        "head alone": bare[:20],
        "comment": with_segment(bare, 0xFE, b"x"),
        "exif": with_segment(bare, 0xE1, b"x"),
        "profile": with_segment(bare, 0xE2, b"x"),
        "thumbnail in the head": bare[:2] + thumb + bare[20:],
        "more after the end": bare + b"x",
        "a second picture": bare + bare,
        "no end": bare[:-2],
        "no end but a byte": bare[:-1],
    }
    assert [name for name, content in others.items() if is_bare_jpeg(content)] == []


# -- black rectangles --------------------------------------------------------------------


def test_what_is_blackened_is_gone_and_the_rest_stays() -> None:
    photo = clean_photo(make_photo_of(200, 100))

    shown = blacken(photo.content, [(50, 20, 40, 30), (190, 90, 500, 500)])

    image = decode(shown.content)
    assert image.size == (200, 100) == (shown.width, shown.height)
    black = {(x, y) for x in range(200) for y in range(100) if dark(image, x, y)}
    wanted = {(x, y) for x in range(50, 90) for y in range(20, 50)}
    wanted |= {(x, y) for x in range(190, 200) for y in range(90, 100)}
    assert len(black ^ wanted) <= 60, "all but what blurs along the edges"
    assert {(x, y) for x in range(52, 88) for y in range(22, 48)} <= black
    assert dark(decode(shown.thumbnail), 70, 35)
    assert is_bare_jpeg(shown.content)


def dark(image: Image.Image, x: int, y: int) -> bool:
    pixel = image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return sum(pixel) < 192


def test_two_photos_that_differ_only_below_the_black_become_one() -> None:
    """The proof that nothing of what was there is left."""
    plain = Image.new("RGB", (96, 96), "gray")
    secret = plain.copy()
    secret.paste("white", (32, 32, 48, 48))
    raw = [encode(each, "JPEG", quality=100, subsampling=0) for each in (plain, secret)]

    hidden = {blacken(each, [(16, 16, 64, 64)]).content for each in raw}

    assert raw[0] != raw[1]
    assert len(hidden) == 1


def test_nothing_to_blacken_is_no_fault_and_no_file_is_one() -> None:
    photo = clean_photo(make_photo())

    assert corners_of(decode(blacken(photo.content, []).content)) == UPRIGHT
    with pytest.raises(DamagedError):
        blacken(b"", [(0, 0, 4, 4)])
