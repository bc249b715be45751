"""What passes for a picture of ours, byte by byte."""

from __future__ import annotations

import pytest

from engagement.common.images import is_bare_jpeg
from tests.factories.pictures import segment

HEAD = segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
TABLES = segment(0xDB, b"\x00" * 65) + segment(0xC4, b"\x00" * 20)
FRAME = segment(0xC0, b"\x08\x00\x01\x00\x01\x01\x01\x11\x00")
SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
START, END = b"\xff\xd8", b"\xff\xd9"
WHOLE = START + HEAD + TABLES + FRAME + SCAN + b"\x12\x34" + END


def test_head_tables_frame_scan_and_end_are_a_picture() -> None:
    assert is_bare_jpeg(WHOLE)
    assert is_bare_jpeg(START + SCAN + END), "the least there can be"


@pytest.mark.parametrize("marker", range(0xC0, 0x100))
def test_only_frames_tables_and_the_restart_interval_may_stand_beside_it(
    marker: int,
) -> None:
    more = START + HEAD + segment(marker, b"\x00" * 10) + SCAN + b"\x12" + END

    plain = {0xC0, 0xC2, 0xC4, 0xDB, 0xDD}
    assert is_bare_jpeg(more) == (marker in plain)


@pytest.mark.parametrize("length", [0, 1, 12, 13, 14, 15, 16, 300])
def test_the_head_has_its_one_length(length: int) -> None:
    head = segment(0xE0, b"JFIF\x00".ljust(length, b"\x01")[:length])

    assert is_bare_jpeg(START + head + SCAN + END) == (length == 14)


@pytest.mark.parametrize("length", [1, 2, 253, 254, 255, 256, 300, 65_533])
def test_a_table_is_passed_over_by_its_own_length(length: int) -> None:
    table = segment(0xDB, b"\xff" * length)

    assert is_bare_jpeg(START + table + SCAN + END)
    assert not is_bare_jpeg(START + table[:-1] + SCAN + END)
    assert not is_bare_jpeg(START + table + b"\x00" + SCAN + END)


@pytest.mark.parametrize(
    "scan", [b"", b"\x00", b"\xff\x00", b"\xff\x00" * 3, b"\x01\xff\x00\x02\xff\x00"]
)
def test_within_the_scan_ff_is_followed_by_zero(scan: bytes) -> None:
    assert is_bare_jpeg(START + SCAN + scan + END)
    assert not is_bare_jpeg(START + SCAN + scan)
    assert not is_bare_jpeg(START + SCAN + scan + b"\xff")
    assert not is_bare_jpeg(START + SCAN + scan + END + b"\x00")
    assert not is_bare_jpeg(START + SCAN + scan + END + END)
    assert not is_bare_jpeg(START + SCAN + scan + b"\xff\x01" + END)
    assert not is_bare_jpeg(START + SCAN + scan + b"\xff\xe1\x00\x02" + END)


def test_the_scan_begins_after_its_own_head() -> None:
    """What looks like an end in the head of the scan is none."""
    scan = segment(0xDA, b"\xff\xd9\x00")

    assert is_bare_jpeg(START + scan + b"\x12" + END)
    assert not is_bare_jpeg(START + scan)


@pytest.mark.parametrize("cut", range(len(START + HEAD + SCAN + END)))
def test_a_picture_cut_off_anywhere_is_none(cut: int) -> None:
    whole = START + HEAD + SCAN + END

    assert is_bare_jpeg(whole)
    assert not is_bare_jpeg(whole[:cut])


@pytest.mark.parametrize("first", [0x00, 0x7F, 0xFE])
def test_each_part_begins_with_ff(first: int) -> None:
    for part in (HEAD, TABLES, FRAME, SCAN):
        other = bytes([first]) + part[1:]

        assert not is_bare_jpeg(WHOLE.replace(part, other))


def test_it_begins_at_its_first_byte() -> None:
    for start in (b"", b"\xff", b"\xff\xd9", b"\x00\xd8", b"\xff\xd8\x00"):
        assert not is_bare_jpeg(start + HEAD + SCAN + END)
    assert not is_bare_jpeg(b"\x00" + WHOLE)
