"""The library of questions that were tried out: each a file, read strictly.

The questions of a module are asked together, in their words and their order, or what
comes out cannot be compared with other towns and other years.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from feedback.bounds import LONGEST, LONGEST_SOURCE, MOST_OPTIONS, MOST_QUESTIONS
from feedback.choices import Measure, QuestionKind
from feedback.shapes import in_language, word_of

SHIPPED: Final = Path(__file__).with_name("modules")
LONGEST_FILE: Final = 200_000  # characters
MARK: Final = "m--"  # begins the key of a section made of a module; none typed has it
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z]{2,4})?")


class UnreadableModuleError(Exception):
    """A file is no module; says where and why."""


@dataclass(frozen=True)
class Module:
    """Questions that belong together; `questions` as the tables hold them."""

    code: str
    words: Mapping[str, Mapping[str, str]]  # language → title, intro
    about: Mapping[str, str]
    source: str
    licence: str
    questions: tuple[dict[str, Any], ...]

    def title(self, language: str) -> str:
        return word_of(self.words, "title", language)

    def told(self, language: str) -> str:
        return in_language(self.about, language)

    @property
    def key(self) -> str:
        return f"{MARK}{self.code}"


def is_of_module(section_key: str) -> bool:
    """Tell whether a section of a survey was taken from the library."""
    return section_key.startswith(MARK)


@cache
def shipped_modules() -> tuple[Module, ...]:
    """Give the modules that come with the software."""
    files = sorted(SHIPPED.glob("*.json"))
    return tuple(read_module(file.read_text(encoding="utf-8")) for file in files)


def read_module(text: str) -> Module:
    """Read a module’s file. Raises UnreadableModuleError for anything not as it must be."""
    if len(text) > LONGEST_FILE:
        raise UnreadableModuleError(_("The file is too long."))
    try:
        plain = json.loads(text)
    except ValueError as error:
        raise UnreadableModuleError(_("The file is not JSON.")) from error
    return module_from(plain)


def module_from(plain: Any) -> Module:
    """Make a module of plain values. Raises UnreadableModuleError."""
    found = _fields(plain, "module", _OF_MODULE, required=set(_OF_MODULE))
    keys = [question["key"] for question in found["questions"]]
    if len(set(keys)) != len(keys):
        raise UnreadableModuleError(_("Two questions have the same key."))
    for question in found["questions"]:
        if set(found["words"]) - set(question["words"]):
            raise _wrong("questions.words")
    return Module(**{**found, "questions": tuple(found["questions"])})


# -- reading, strictly -----------------------------------------------------------------

Read = Callable[[Any, str], Any]


def _wrong(where: str) -> UnreadableModuleError:
    return UnreadableModuleError(
        _("This is not as it must be: %(where)s") % {"where": where[:120]}
    )


def _fields(
    plain: Any, where: str, reads: Mapping[str, Read], required: set[str]
) -> dict[str, Any]:
    if not isinstance(plain, dict) or not required <= set(plain) <= set(reads):
        raise _wrong(where)
    return {
        name: reads[name](value, f"{where}.{name}") for name, value in plain.items()
    }


def _text(longest: int) -> Read:
    def read(value: Any, where: str) -> str:
        if not isinstance(value, str) or not 0 < len(value) <= longest:
            raise _wrong(where)
        return value

    return read


def _code(value: Any, where: str) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise _wrong(where)
    return value


def _number(value: Any, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 1_000_000:  # noqa: PLR2004 - no scale is longer
        raise _wrong(where)
    return value


def _yes_or_no(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(where)
    return value


def _one_of(values: list[str]) -> Read:
    def read(value: Any, where: str) -> str:
        if value not in values:
            raise _wrong(where)
        return str(value)

    return read


def _by_language(read: Read) -> Read:
    def read_all(value: Any, where: str) -> dict[str, Any]:
        if not isinstance(value, dict) or "en" not in value:
            raise _wrong(where)
        if not all(_LANGUAGE.fullmatch(str(code)) for code in value):
            raise _wrong(where)
        return {code: read(said, f"{where}.{code}") for code, said in value.items()}

    return read_all


def _list_of(read: Read, most: int) -> Read:
    def read_all(value: Any, where: str) -> list[Any]:
        if not isinstance(value, list) or not 0 < len(value) <= most:
            raise _wrong(where)
        return [read(one, f"{where}.{at}") for at, one in enumerate(value, start=1)]

    return read_all


def _said(*names: str) -> Read:
    reads = {name: _text(LONGEST[name]) for name in names}

    def read(value: Any, where: str) -> dict[str, Any]:
        return _fields(value, where, reads, required={names[0]})

    return read


def _option(value: Any, where: str) -> dict[str, Any]:
    reads = {"code": _code, "words": _by_language(_text(LONGEST["label"]))}
    return _fields(value, where, reads, required=set(reads))


def _question(value: Any, where: str) -> dict[str, Any]:
    return _fields(value, where, _OF_QUESTION, required={"key", "kind", "words"})


_OPTIONS: Final = _list_of(_option, MOST_OPTIONS)
_OF_QUESTION: Final[dict[str, Read]] = {
    "key": _code,
    "kind": _one_of(QuestionKind.values),
    "words": _by_language(_said("text", "hint", "low", "high")),
    "options": _OPTIONS,
    "rows": _OPTIONS,
    "lowest": _number,
    "highest": _number,
    "most": _number,
    "measure": _one_of(Measure.values),
    "is_reversed": _yes_or_no,
    "is_required": _yes_or_no,
    "is_personal": _yes_or_no,
}
_OF_MODULE: Final[dict[str, Read]] = {
    "code": _code,
    "words": _by_language(_said("title", "intro")),
    "about": _by_language(_text(LONGEST["why"])),
    "source": _text(LONGEST_SOURCE),
    "licence": _text(LONGEST_SOURCE),
    "questions": _list_of(_question, MOST_QUESTIONS),
}
