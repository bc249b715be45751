"""The way through a survey as a drawing: boxes one below the other, and ways around.

Server-drawn SVG without script; looks come from CSS classes. The list of the page says
the same in words. In a language written from right to left the drawing is turned over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from feedback.checking import FaultKind
from feedback.choices import Match

if TYPE_CHECKING:
    from feedback.queries.making import Asked, Plan

WIDE: Final = 360
_LEFT, _BOX, _LANE = 8, 284, 326  # where boxes begin, how wide, the way around them
_MIDDLE: Final = _LEFT + _BOX // 2
_TITLE, _SMALL = 29, 37  # letters on a line
_MOST_LINES: Final = 4
_LINE: Final = 19
_RIM: Final = 12
_GAP, _JOIN = 30, 16  # an arrow; from a box to where its way around comes back


@dataclass(frozen=True)
class Step:
    """One part: what its box says, what is wrong with it, and when it is asked."""

    title: str
    notes: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    when: list[str] = field(default_factory=list)
    is_never: bool = False


def drawing_of(plan: Plan) -> SafeString:
    """Draw the way through a version, part by part."""
    return draw_way(steps_of(plan))


# -- what the boxes say ----------------------------------------------------------------


def steps_of(plan: Plan) -> list[Step]:
    """Say each part in few words, with what is wrong in it."""
    return [_step(number, part, plan) for number, part in enumerate(plan.sections, 1)]


def _step(number: int, part: Asked, plan: Plan) -> Step:
    kinds = Counter(f.kind for f in plan.faults if f.section == part.what.key)
    return Step(
        title=_("%(number)d. %(title)s") % {"number": number, "title": part.text},
        notes=list(_notes(part)),
        marks=list(_marks(kinds.copy())),
        when=_when(part),
        is_never=bool(kinds[FaultKind.SECTION_UNREACHABLE]),
    )


def _notes(part: Asked) -> Iterable[str]:
    asked = len(part.questions)
    if asked:
        yield ngettext("%(n)d question", "%(n)d questions", asked) % {"n": asked}
    some = sum(1 for one in part.questions if one.conditions)
    if some:
        yield ngettext(
            "%(n)d only after certain answers", "%(n)d only after certain answers", some
        ) % {"n": some}


def _marks(kinds: Counter[FaultKind]) -> Iterable[str]:
    """Say what is wrong; the list beside the drawing says where and why."""
    never = kinds.pop(FaultKind.UNREACHABLE, 0)
    if kinds.pop(FaultKind.SECTION_UNREACHABLE, 0):
        yield _("Never shown to anybody")
    elif never:
        yield ngettext(
            "%(n)d question is never asked", "%(n)d questions are never asked", never
        ) % {"n": never}
    if kinds.pop(FaultKind.EMPTY_SECTION, 0):
        yield _("Nothing is asked in it")
    if kinds.pop(FaultKind.UNANSWERABLE, 0):
        yield _("Dead end: a question nobody can answer")
    if kinds.total():
        yield _("A condition has to be put right")


def _when(part: Asked) -> list[str]:
    """Say when a part is asked; nothing where everybody is asked it."""
    if not part.conditions:
        if part.questions and all(one.conditions for one in part.questions):
            return [_("Only if one of its questions is asked")]
        return []
    if len(part.conditions) == 1:
        return [_("Asked only if"), *part.conditions]
    listed = [f"• {one}" for one in part.conditions]
    if part.match == Match.ANY:
        return [_("Asked only if any of these is so:"), *listed]
    return [_("Asked only if all of these are so:"), *listed]


# -- the drawing -----------------------------------------------------------------------


def draw_way(steps: Sequence[Step]) -> SafeString:
    """Draw the parts from top to bottom, each with the way around it."""
    sheet = _Sheet(is_turned=get_language_bidi())
    sheet.pill(_("Begin"))
    for step in steps:
        sheet.part(step)
    sheet.arrow(_GAP)
    sheet.pill(_("All answers once more, then they are sent"))
    return format_html(
        '<svg class="ui-way" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDE,
        sheet.y + 2,
        _("Drawing of the way through, part by part. The list says the same in words."),
        format_html_join("", "{}", ((one,) for one in sheet.drawn)),
    )


@dataclass
class _Sheet:
    """What is drawn so far, and how far down."""

    is_turned: bool
    y: int = 2
    drawn: list[SafeString] = field(default_factory=list)

    def x(self, value: int, wide: int = 0) -> int:
        return WIDE - value - wide if self.is_turned else value

    def draw(self, words: str, *values: object) -> None:
        self.drawn.append(format_html(words, *values))

    def part(self, step: Step) -> None:
        """Draw a part; where it is not for everybody, with its condition and a way around."""
        self.arrow(_GAP)
        look = " is-never" if step.is_never else ""
        if not step.when:
            self.box(step, look)
            return
        around = self.condition(step.when)
        self.arrow(_GAP, look)
        self.box(step, look)
        self.way_around(around)

    def pill(self, words: str) -> None:
        self.rows("ui-way__end", [("", line) for line in folded(words, _SMALL)], 17)

    def box(self, step: Step, look: str) -> None:
        rows = [("ui-way__title", line) for line in folded(step.title, _TITLE)]
        rows += [("", line) for note in step.notes for line in folded(note, _SMALL)]
        rows += [
            ("ui-way__mark", line)
            for mark in step.marks
            for line in folded(mark, _SMALL)
        ]
        faulty = " is-faulty" if step.marks else ""
        self.rows(f"ui-way__box{faulty}{look}", rows, 8)

    def condition(self, when: Sequence[str]) -> int:
        """Draw when a part is asked; give how far down the way around begins."""
        rows = [("", line) for one in when for line in folded(one, _SMALL)]
        top = self.y
        self.rows("ui-way__when", rows, 17)
        return (top + self.y) // 2

    def rows(self, look: str, rows: Sequence[tuple[str, str]], corner: int) -> None:
        """Draw a box around lines of words."""
        tall = len(rows) * _LINE + 2 * _RIM
        self.draw(
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>',
            look,
            self.x(_LEFT, _BOX),
            self.y,
            _BOX,
            tall,
            corner,
        )
        for nth, (kind, line) in enumerate(rows):
            self.draw(
                '<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>',
                f"ui-way__text {kind}".strip(),
                self.x(_MIDDLE),
                self.y + _RIM + nth * _LINE + 14,
                line,
            )
        self.y += tall

    def arrow(self, tall: int, look: str = "") -> None:
        x, end = self.x(_MIDDLE), self.y + tall
        self.draw('<path class="ui-way__line{}" d="M{} {}V{}"/>', look, x, self.y, end)
        self.draw(
            '<path class="ui-way__head" d="M{} {}l-6 -9h12z"/>',
            x,
            end,
        )
        self.y = end

    def way_around(self, top: int) -> None:
        """Lead from a condition past its part, back to the way below it."""
        side, lane = self.x(_LEFT + _BOX), self.x(_LANE)
        middle, end = self.x(_MIDDLE), self.y + _JOIN
        back, beside = (-9, _LANE + 20) if self.is_turned else (9, _LANE + 10)
        self.draw('<path class="ui-way__line" d="M{} {}V{}"/>', middle, self.y, end)
        self.draw(
            '<path class="ui-way__line" d="M{} {}H{}V{}H{}"/>',
            side,
            top,
            lane,
            end,
            middle,
        )
        self.draw(
            '<path class="ui-way__head" d="M{} {}l{} -6v12z"/>', middle, end, back
        )
        self.draw(
            '<text class="ui-way__text" text-anchor="middle" transform="translate({} {}) rotate(90)">{}</text>',
            self.x(beside),
            (top + end) // 2,
            _("otherwise"),
        )
        self.y = end


def folded(words: str, most: int) -> list[str]:
    """Break words into lines of so many letters; what is too long ends in dots."""
    lines = [""]
    for word in words.split():
        for piece in _pieces(word, most):
            joined = f"{lines[-1]} {piece}".strip()
            if _width(joined) <= most:
                lines[-1] = joined
            else:
                lines.append(piece)
    if len(lines) > _MOST_LINES:
        return [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1] + " …"]
    return lines


def _pieces(word: str, most: int) -> Iterable[str]:
    """Cut a word that is wider than a line."""
    piece = ""
    for letter in word:
        if _width(piece + letter) > most:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _width(words: str) -> int:
    """Count letters; those of East Asia take two places."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in words)
