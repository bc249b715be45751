from __future__ import annotations

import csv
import gzip
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.concerns.importing import ImportFileError
from engagement.concerns.importing.records import (
    LONGEST,
    Record,
    Spoiled,
    reading,
    stays_open,
)


def read(content: bytes, encoding: str = "utf-8-sig", delimiter: str = ",") -> Any:
    file: Any = io.BufferedReader(io.BytesIO(content))  # as open() gives one
    with reading(file, encoding, delimiter) as records:
        return records.header, list(records)


def test_records_know_the_line_they_begin_on() -> None:
    content = b'\xef\xbb\xbfid , text\r\n1,"a\r\nb ""quoted"" , c"\r\n\r\n2,d\r\n'

    header, found = read(content)

    assert header == ["id", "text"]
    assert found == [
        Record(2, ["1", 'a\r\nb "quoted" , c']),
        Record(5, ["2", "d"]),
    ]


def test_a_packed_file_is_unpacked() -> None:
    _header, found = read(gzip.compress(b"id\n1\n2\n"))

    assert [record.cells for record in found] == [["1"], ["2"]]


def test_a_quotation_mark_inside_a_plain_cell_is_only_text() -> None:
    _header, found = read(b'id,text\n1,a 5" pipe\n2,"ok"\n')

    assert [record.cells for record in found] == [["1", 'a 5" pipe'], ["2", "ok"]]


def test_a_quote_never_closed_spoils_its_own_line_only() -> None:
    _header, found = read(b'id,text\n1,"oh no\n2,fine\n3,"good"\n')

    assert found == [
        Spoiled(2, "a quotation mark is opened and never closed", '1,"oh no\n'),
        Record(3, ["2", "fine"]),
        Record(4, ["3", "good"]),
    ]


def test_a_quote_never_closed_in_a_long_file_spoils_its_own_line_only() -> None:
    lines = "".join(f"{number},fine\n" for number in range(3, 2_000))

    _header, found = read(f'id,text\n2,"oh no\n{lines}'.encode())

    assert [type(one) for one in found[:2]] == [Spoiled, Record]
    assert len(found) == 1_998
    assert found[-1] == Record(1_999, ["1999", "fine"])


def test_a_cell_of_two_megabytes_spoils_its_own_line_only() -> None:
    _header, found = read(b"id,text\n1," + b"x" * 2_000_000 + b"\n2,fine\n")

    spoiled, record = found
    assert spoiled.reason == "the row is longer than a million characters"
    assert len(spoiled.text) <= LONGEST + 1
    assert record == Record(3, ["2", "fine"])


def test_a_cell_of_some_hundred_kilobytes_is_read() -> None:
    _header, found = read(b"id,text\n1," + b"x" * 900_000 + b"\n")

    assert [len(cell) for cell in found[0].cells] == [1, 900_000]


def test_a_quoted_cell_that_grows_too_long_in_its_last_line_is_spoiled() -> None:
    lines = b'1,"' + b"y" * 600_000 + b"\n" + b"y" * 600_000 + b'"\n'
    _header, found = read(b"id,text\n" + lines + b"2,fine\n")

    assert found[0].reason == "the row is longer than a million characters"
    assert found[1] == Record(4, ["2", "fine"])


def test_lines_without_anything_before_the_header_are_passed_over() -> None:
    header, found = read(b"\r\n\r\nid,text\r\n1,fine\r\n")

    assert (header, found) == (["id", "text"], [Record(4, ["1", "fine"])])


def test_a_quoted_cell_of_two_megabytes_over_many_lines_is_spoiled() -> None:
    lines = b"y" * 9_000 + b"\n"
    _header, found = read(b'id,text\n1,"' + lines * 230 + b'"\n2,fine\n')

    assert found[0].reason == "a quotation mark is opened and never closed"
    assert found[-1] == Record(233, ["2", "fine"])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"1,caf\xe9", "the row is not text in the encoding the map names"),
        (b"1,a\x00b", "the row holds a NUL byte"),
        (b'1,"a\x00\nb"', "the row holds a NUL byte"),
    ],
)
def test_bytes_that_are_no_text_spoil_their_own_line_only(line, reason) -> None:
    _header, found = read(b"id,text\n" + line + b"\n2,fine\n")

    assert found[0].reason == reason
    assert found[-1].cells == ["2", "fine"]


def test_another_encoding_is_read_when_it_is_named() -> None:
    _header, latin = read(b"id,text\n1,caf\xe9\n", encoding="iso8859-1")
    _header, wide = read("id;text\n1;café\n".encode("utf-16"), "utf-16", ";")

    assert latin[0].cells == wide[0].cells == ["1", "café"]


@pytest.mark.parametrize(
    ("content", "encoding", "sentence"),
    [
        (b"", "utf-8-sig", "The file is empty: it has not even a header line."),
        (
            "id,text\n".encode("utf-16"),
            "utf-8-sig",
            (
                'The file is written in UTF-16: put the line encoding = "utf-16" into the'
                " map."
            ),
        ),
        (
            gzip.compress("id,text\n".encode("utf-16"), mtime=0),
            "utf-8-sig",
            (
                'The file is written in UTF-16: put the line encoding = "utf-16" into the'
                " map."
            ),
        ),
        (
            b"PK\x03\x04\x14\0\0\0",
            "utf-8-sig",
            (
                "The file is a zip archive or a spreadsheet. Unpack it, or save its sheet"
                " as CSV."
            ),
        ),
        (
            b"gr\xf6\xdfe,text\n",
            "utf-8-sig",
            (
                "The first line is no header: the row is not text in the encoding the map"
                " names. The file has to be CSV, and the map has to name its encoding if"
                " that is not UTF-8."
            ),
        ),
        (
            b"\n \n\r\n",
            "utf-8-sig",
            "The file is empty: it has not even a header line.",
        ),
        (
            gzip.compress(b"id,text\n", mtime=0)[:5],
            "utf-8-sig",
            (
                "The compressed file is damaged or breaks off: Compressed file ended before"
                " the end-of-stream marker was reached."
            ),
        ),
        (
            "id\n1".encode("utf-16")[:-1],
            "utf-16",
            "The file is not text in the encoding the map names (truncated data).",
        ),
        (
            gzip.compress(b"id,text\n" * 9_000, mtime=0)[:-12],
            "utf-8-sig",
            (
                "The compressed file is damaged or breaks off: Compressed file ended before"
                " the end-of-stream marker was reached."
            ),
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    content, encoding, sentence
) -> None:
    with pytest.raises(ImportFileError) as refused:
        read(content, encoding)

    assert str(refused.value) == sentence


cells = st.lists(
    st.lists(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
        min_size=2,
        max_size=4,
    ),
    min_size=1,
    max_size=6,
)


@given(rows=cells, dialect=st.sampled_from(["excel", "unix"]))
def test_whatever_a_spreadsheet_writes_is_read_back(rows, dialect) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, dialect).writerows([["id", "text"], *rows])

    _header, found = read(written.getvalue().encode())

    assert [record.cells for record in found] == rows


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("a,b", False),
        ('"a,b', True),
        ('"a","b', True),
        ('"a""', True),
        ('"a"""', False),
        ('a"b,c', False),
        ('a,"b"",c', True),
        ('a,"b"x,"c"', False),
        ('""', False),
    ],
)
def test_an_open_cell_is_told_from_a_closed_one(text, is_open) -> None:
    assert stays_open(text, ",") is is_open
