import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.common.richtext import (
    LONGEST,
    TextTooLongError,
    clean_html,
    plain,
    tidy,
)

PIECES = [
    "<p>", "</p>", "<a href='", "'>", "</a>", "<b onclick=x>", "<script>", "</script>",
    "<svg><style>", "<math><mtext>", "<!--", "-->", "javascript:", "data:8000", "&lt;",
    "&#106;", "\x00", "<img src=x onerror=alert(1)>", "https://example.org/", "mailto:",
    "text", " ", "\n", "&", "<", ">", '"', "'", "<noscript>", "<textarea>", "</title>",
]  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6))).map("".join)
ALLOWED = re.compile(
    r"</?(p|br|strong|em|ul|ol|li|h3|h4|blockquote)>|</a>"
    r"|<a( href=\"(https?|mailto):[^\s\"<>]+\"| rel=\"noopener noreferrer nofollow\")*>",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "target",
    [
        "javascript:123",
        "javascript:alert(1)",
        "JaVaScRiPt:1",
        "java\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "data:8000",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:80",
        "//example.org/x",
        "/relative",
        "ftp://example.org",
        "http:",
    ],
)
def test_a_link_goes_only_to_the_web_or_to_a_mailbox(target: str) -> None:
    cleaned = clean_html(f'<p><a href="{target}">here</a></p>')

    assert cleaned == '<p><a rel="noopener noreferrer nofollow">here</a></p>'


@pytest.mark.parametrize(
    "target",
    ["https://example.org/a?b=c", "http://example.org", "mailto:a@example.org"],
)
def test_an_honest_link_stays(target: str) -> None:
    cleaned = clean_html(f'<a href="{target}" onclick="x()" style="color:red">here</a>')

    expected = f'<a href="{target}" rel="noopener noreferrer nofollow">here</a>'
    assert cleaned == expected


def test_simple_formatting_stays_and_the_rest_goes_with_its_words() -> None:
    cleaned = clean_html(
        "<h3>Hi</h3><script>bad()</script><style>p{}</style><div><em>there</em></div>"
        "<!-- no --><iframe src=x></iframe><img src=x onerror=y>"
    )

    assert cleaned == "<h3>Hi</h3><em>there</em>"


@given(hostile)
@settings(max_examples=120, deadline=None)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_html(text[:LONGEST])

    assert clean_html(once) == once


@given(hostile)
@settings(max_examples=120, deadline=None)
def test_nothing_but_the_listed_tags_comes_out(text: str) -> None:
    rest = ALLOWED.sub("", clean_html(text[:LONGEST]))

    assert "<" not in rest


def test_many_attributes_cost_little_time() -> None:
    many = "<a " + " ".join(f"a{n}=1" for n in range(2_600)) + ">x</a>"
    assert 15_000 < len(many) <= LONGEST
    began = time.perf_counter()

    clean_html(many)

    assert time.perf_counter() - began < 0.5


def test_a_text_past_the_cap_is_refused_in_words() -> None:
    clean_html("x" * LONGEST)

    with pytest.raises(TextTooLongError, match=r"longer than 20,000 characters"):
        clean_html("x" * (LONGEST + 1))


def test_plain_gives_the_words_alone() -> None:
    formatted = "<p>Tom &amp; <b>Ann</b> &lt;3</p><script>bad()</script>"

    assert plain(formatted) == "Tom & Ann <3"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("nul\x00 bell\x07 escape\x1b[31m", "nul bell escape[31m"),
        ("safe\u202eexe.gpj \u2066x\u2069", "safeexe.gpj x"),
        ("lone \ud800 half", "lone  half"),
        ("no \ufffe\uffff\ufdd0 character", "no  character"),
        ("שלום مرحبا \u200f!", "שלום مرحبا \u200f!"),
        ("👩\u200d👧 ñ é\tx", "👩\u200d👧 ñ é\tx"),
    ],
)
def test_tidy_takes_out_what_nobody_can_see_and_keeps_every_word(
    typed: str, kept: str
) -> None:
    assert tidy(typed) == kept
    assert plain(typed) == kept


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert tidy(text).encode().decode() == tidy(text)
