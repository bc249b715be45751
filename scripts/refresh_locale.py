"""Gather every sentence anew and write the two pseudo-languages. For maintainers.

Run `python scripts/refresh_locale.py` from the top folder; it needs gettext (xgettext)
and polib. Users need neither: the catalogues are kept, and a test compares them.

`en-xa` has accents, brackets and a third more letters: what stands unbracketed on a page
cannot be translated, what is cut off would not fit. `ar-xb` is mirrored word by word and
runs from right to left.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polib

TOP = Path(__file__).resolve().parents[1]
LOCALE = TOP / "locale"
TEMPLATE = LOCALE / "django.pot"
KEPT_AWAY = (".local", ".venv", "bench", "docs", "scripts", "tests", "static")
FORMATS = {  # not words: how a date or a rank is put together
    "a day and time",
    "a day under a chart",
    "a short day",
    "a whole day",
    "last day",
    "the first day of a week",
}
PROTECTED = re.compile(
    r"(%\([A-Za-z0-9_]+\)[sd]|%[sd%]|\{[A-Za-z0-9_]*\}|<[^>]+>|&[a-z]+;|https?://\S+)"
)
ACCENTS = str.maketrans(
    "ACDEGHIJKLNORSTUWYZacdeghijklnorstuwyz",
    "ÂÇÐÉĜĤÎĴĶĻÑÖŔŠŢÛŴÝŽâçďéĝĥîĵķļñöŕšţûŵýž",
)
FILLER = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
MORE = 0.35
RIGHT_TO_LEFT_MARK, OVERRIDE, POP = "\u200f", "\u202e", "\u202c"
ARABIC_PLURALS = (
    "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5;"
)
ENGLISH_PLURALS = "nplurals=2; plural=(n != 1);"


def by_parts(text: str, change: Callable[[str], str]) -> str:
    """Change the words and leave alone what the program puts in."""
    parts = PROTECTED.split(text)
    return "".join(
        part if number % 2 else change(part) for number, part in enumerate(parts)
    )


def framed(text: str, inside: Callable[[str], str]) -> str:
    """Keep the blank space and line breaks a sentence begins and ends with."""
    body = text.strip()
    if not body:
        return text
    start = text.index(body)
    return text[:start] + inside(body) + text[start + len(body) :]


def accented(text: str) -> str:
    def inside(body: str) -> str:
        wanted, words = round(len(PROTECTED.sub("", body)) * MORE), ""
        for number in range(wanted):
            if len(words) >= wanted:
                break
            words += " " + FILLER[number % len(FILLER)]
        return f"[{by_parts(body, lambda part: part.translate(ACCENTS))}{words}]"

    return framed(text, inside)


def mirrored(text: str) -> str:
    def word(found: re.Match[str]) -> str:
        return f"{RIGHT_TO_LEFT_MARK}{OVERRIDE}{found[0]}{POP}{RIGHT_TO_LEFT_MARK}"

    return by_parts(text, lambda part: re.sub(r"[^\W_]+(?:[’'-][^\W_]+)*", word, part))


LANGUAGES = {
    "en_XA": (accented, ENGLISH_PLURALS, 2),
    "ar_XB": (mirrored, ARABIC_PLURALS, 6),
}


def gather() -> polib.POFile:
    """Read every marked sentence out of the code and the templates."""
    LOCALE.mkdir(exist_ok=True)
    ignored = [word for name in KEPT_AWAY for word in ("--ignore", f"{name}/*")]
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", "en_XA",
         "--keep-pot", "--no-location", "--no-obsolete", "--pythonpath", str(TOP),
         "--settings", "config.settings.test", *ignored],
        cwd=TOP,
        check=True,
    )  # fmt: skip
    return polib.pofile(str(TEMPLATE))


def write(name: str, source: polib.POFile) -> int:
    change, plurals, forms = LANGUAGES[name]
    folder = LOCALE / name / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Project-Id-Version": "Common Ground",
        "Language": name,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plurals,
    }
    for entry in sorted(source, key=lambda e: (e.msgid, e.msgctxt or "")):
        keep = entry.msgctxt in FORMATS
        said = (lambda text: text) if keep else change
        made = polib.POEntry(
            msgid=entry.msgid,
            msgctxt=entry.msgctxt,
            msgid_plural=entry.msgid_plural,
            flags=[flag for flag in entry.flags if flag.endswith("-format")],
        )
        if entry.msgid_plural:
            one, many = said(entry.msgid), said(entry.msgid_plural)
            singular = {0} if forms == 2 else {1}  # noqa: PLR2004 - English has two forms
            made.msgstr_plural = {
                n: one if n in singular else many for n in range(forms)
            }
        else:
            made.msgstr = said(entry.msgid)
        catalogue.append(made)
    catalogue.save(str(folder / "django.po"))
    catalogue.save_as_mofile(str(folder / "django.mo"))
    return len(catalogue)


def main() -> None:
    source = gather()
    for name in LANGUAGES:
        print(f"{name}: {write(name, source)} sentences")
    TEMPLATE.unlink()


if __name__ == "__main__":
    main()
