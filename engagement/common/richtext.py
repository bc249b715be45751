"""The only door for formatted text: what comes out may be shown as HTML.

Two cleaners in a row. nh3 is the boundary: it parses as a browser does and is
maintained. bleach, which has reached its end upstream, is a strict second list behind
it; alone it lets `javascript:123` through and is slow on many attributes, and neither
can happen to text that nh3 has already cut down (SECURITY finding 1).
"""

from __future__ import annotations

import html
import re
import unicodedata

import bleach
import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from engagement.common.errors import DomainError

LONGEST = 20_000
TAGS = frozenset(
    {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote"}
)
_ATTRIBUTES = {"a": {"href"}}
_REL = "noopener noreferrer nofollow"
_SCHEME = re.compile(r"(https?|mailto):[^\s]", re.IGNORECASE)
# Control characters, lone surrogates, what is no character, and the marks that turn the
# direction of other people's words: none of them was typed to be read.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff"
    "\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# Blanks that count as letters or symbols, so that no category gives them away.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_DROPPED_WHOLE = {"script", "style", "template", "noscript", "title", "textarea"}


class TextTooLongError(DomainError):
    """Nobody reads this much; and cleaning it costs everybody time."""


def _keep_known_links(_tag: str, attribute: str, value: str) -> str | None:
    """Our own look at the scheme, whatever the cleaners think of it."""
    if attribute == "href" and not _SCHEME.match(value):
        return None
    return value


def tidy(text: str) -> str:
    """Give what was typed without what nobody can see; the lines stay.

    The one place that decides it. Marks that override the direction of writing go:
    they can make a name or a file read backwards. Right-to-left words need none of
    them, a page gives each text its own direction.
    """
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def readable(text: str) -> str:
    """Give what was typed, tidy and without blanks around it; nothing if none can see it.

    A reason of joiners and blanks alone is no reason, however long it is.
    """
    kept = tidy(text).strip()
    return kept if any(_is_seen(letter) for letter in kept) else ""


def _is_seen(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind[0] not in "CZM" and letter not in _BLANKS


def clean_html(text: str) -> SafeString:
    """Give back what may stay of formatted text, safe to show.

    Raises TextTooLongError.
    """
    if len(text) > LONGEST:
        raise TextTooLongError(
            _("This text is longer than %(most)s characters. Please shorten it.")
            % {"most": f"{LONGEST:,}"}
        )
    bounded = nh3.clean(
        tidy(text),
        tags=set(TAGS),
        clean_content_tags=_DROPPED_WHOLE,
        attributes=_ATTRIBUTES,
        attribute_filter=_keep_known_links,
        url_schemes={"http", "https", "mailto"},
        link_rel=_REL,
        strip_comments=True,
    )
    strict = bleach.clean(
        bounded,
        tags=TAGS,
        attributes={"a": ["href", "rel"]},
        protocols={"http", "https", "mailto"},
        strip=True,
        strip_comments=True,
    )
    return format_html("{}", SafeString(strict))


def plain(text: str) -> str:
    """Give the words of formatted text without any of its markup."""
    bare = nh3.clean(
        tidy(text)[:LONGEST], tags=set(), clean_content_tags=_DROPPED_WHOLE
    )
    kept = tidy(html.unescape(bare))
    return kept if readable(kept) else ""
