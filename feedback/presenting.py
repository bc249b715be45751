"""Results in words and shares. Pure: every share is of the printed, rounded numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from engagement.common.charts import Series
from engagement.common.shares import wilson
from engagement.common.suppression import FEWEST_ANSWERS
from feedback.choices import RATHER_NOT, QuestionKind
from feedback.disclosure import OTHERS
from feedback.figures import share_of
from feedback.grouping import HOME
from feedback.placemap import Cell, cells_of, map_of
from feedback.queries.ground import Ground
from feedback.scaling import scale_points
from feedback.shapes import Question
from feedback.tables import HIDDEN

INDICATIVE: Final = 30
MOST_COLORS: Final = 7
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Line:
    """One answer: how many gave it, as a share with its range, and weighted."""

    label: str
    count: str
    share: float | None = None
    between: str = ""
    weighted: str = ""
    place: str = ""
    groups: list[str] = field(default_factory=list)

    @property
    def percent(self) -> str:
        return "" if self.share is None else percent(self.share)


@dataclass(frozen=True)
class Part:
    """One question, or one statement of it."""

    title: str
    people: str
    lines: list[Line]
    mean: str = ""
    middle: str = ""
    worth: str = ""
    is_overweight: bool = False
    groups: list[str] = field(default_factory=list)
    columns: list[Series] = field(default_factory=list)
    points: list[str] = field(default_factory=list)  # of a scale, without their words

    @property
    def has_weights(self) -> bool:
        return any(line.weighted for line in self.lines)

    @property
    def has_places(self) -> bool:
        return any(line.place for line in self.lines)

    @property
    def stack(self) -> list[tuple[str, float]] | None:
        """Give the shares side by side; None where one is not shown."""
        shares = [(line.label, line.share) for line in self.lines]
        if any(share is None for _label, share in shares):
            return None
        return [(label, share or 0.0) for label, share in shares]


@dataclass(frozen=True)
class Shown:
    """The results of one question."""

    key: str
    text: str
    kind: str
    people: str
    is_thin: bool
    is_hidden: bool
    parts: list[Part]
    themes: list[Line] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    map: SafeString | None = None
    is_chosen_freely: bool = False


def shown(
    question: Question,
    table: Mapping[str, Any],
    names: Names,
    language: str,
    by: str = "",
    ground: Ground | None = None,
) -> Shown:
    """Put one question’s table into words; `by` is the trait it is looked at by.

    `ground` is what its places are drawn on.
    """
    n, cells = table.get("n"), cells_of(table)
    return Shown(
        key=question.key,
        text=question.text(language) or question.key,
        kind=question.kind,
        people=people_in_words(n),
        is_thin=n is not None and n < INDICATIVE,
        is_hidden=n is None,
        parts=[
            _part(question, part, names, language, by)
            for part in table.get("parts", ())
        ],
        themes=[
            Line(_named(one["words"], language), count_in_words(one["count"]))
            for one in table.get("themes", ())
        ],
        cells=cells,
        map=map_of(cells, ground) if cells and ground else None,
        is_chosen_freely=question.kind == QuestionKind.MULTIPLE,
    )


def people_in_words(count: int | None) -> str:
    if count is None:
        return _("fewer than %(fewest)d") % {"fewest": FEWEST_ANSWERS}
    return number_format(count, force_grouping=True)


def count_in_words(count: int | None) -> str:
    """Say a count, or why it is not said."""
    if count == HIDDEN:
        return _("not shown")
    return people_in_words(count)


def percent(share: float) -> str:
    return _("%(number)d%%") % {"number": round(100 * share)}


def _part(
    question: Question, part: Mapping[str, Any], names: Names, language: str, by: str
) -> Part:
    labels = labels_of(question, part, names, language)
    points = [*part.get("answers", ())]
    groups = part.get("by", {}).get(by, {}) if by else {}
    ordered = [group for group in names.get(by, {}) if group in groups]
    ordered += [group for group in groups if group not in ordered]
    lines = list(_lines(part, labels, [groups[group] for group in ordered]))
    weighted = part.get("weighted") or {}
    return Part(
        title=_row(question, part.get("row", ""), language),
        people=people_in_words(part.get("n")),
        lines=lines,
        mean=_mean(part.get("mean")),
        middle=_middle(
            part.get("middle"),
            points if question.kind == QuestionKind.SCALE else labels,
        ),
        worth=str(weighted.get("worth", "")),
        is_overweight=bool(weighted.get("is_too_much")),
        groups=[group_in_words(group, by, names) for group in ordered],
        columns=_columns(question, part),
        points=points,
    )


def _lines(
    part: Mapping[str, Any], labels: Sequence[str], groups: Sequence[Mapping[str, Any]]
) -> Iterator[Line]:
    n = part.get("n") or 0
    weighted = part.get("weighted") or {}
    weights = weighted.get("shares") or [None] * len(labels)
    places = part.get("places") or [None] * len(labels)
    for at, label in enumerate(labels):
        count = part["counts"][at]
        share, between = None, ""
        if count is not None and count > 0 and n:
            share, low, high = share_of(count, n)
            between = _("%(low)d–%(high)d%%") % {
                "low": round(100 * low),
                "high": round(100 * high),
            }
        yield Line(
            label=label,
            count=count_in_words(count),
            share=share,
            between=between,
            weighted=_weighted(weights[at], weighted.get("worth", 0)),
            place="" if places[at] is None else number_format(places[at], 1),
            groups=[_of_group(one, at) for one in groups],
        )
    if part.get("others"):
        share = share_of(part["others"], n)[0] if n else None
        yield Line(_("Those that are too few, together"), str(part["others"]), share)


def _weighted(share: int | None, worth: float) -> str:
    """Say a weighted share with the range that so few unweighted answers would have."""
    if share is None or not worth:
        return ""
    low, high = wilson(share / 100 * worth, worth)
    return _("%(share)d%% (%(low)d–%(high)d%%)") % {
        "share": share,
        "low": round(100 * low),
        "high": round(100 * high),
    }


def _of_group(told: Mapping[str, Any], at: int) -> str:
    count, n = told["counts"][at], told["n"]
    if not count or not n:
        return "–"
    return percent(min(count / n, 1.0))


def labels_of(
    question: Question, part: Mapping[str, Any], names: Names, language: str
) -> list[str]:
    """Give the words for the answers of a part."""
    said = {option.code: option.label(language) for option in question.options}
    if question.kind == QuestionKind.SCALE:
        said |= dict(scale_points(question, language))
    said |= dict(names.get(HOME, {}))
    said |= {RATHER_NOT: _("Rather not say")}
    if question.kind == QuestionKind.CONSENT:
        said["yes"] = _("Agreed")
    return [said.get(code) or code for code in part.get("answers", ())]


def group_in_words(group: str, trait: str, names: Names) -> str:
    if (
        group == OTHERS and trait == HOME
    ):  # a place whose numbers are hidden is not there
        return _("Some other places, together")
    if group == OTHERS:
        return _("All others")
    return str(names.get(trait, {}).get(group, group))


def _row(question: Question, code: str, language: str) -> str:
    found = (row.label(language) for row in question.rows if row.code == code)
    return next(found, "")


def _named(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or next(iter(words.values()), "")


def _mean(mean: Sequence[float] | None) -> str:
    if mean is None:
        return ""
    said = [number_format(one, 1) for one in mean]
    return _("Average %(mean)s (between %(low)s and %(high)s)") % {
        "mean": said[0],
        "low": said[1],
        "high": said[2],
    }


def _middle(middle: int | None, labels: Sequence[str]) -> str:
    if middle is None:
        return ""
    return _("Half chose %(answer)s or less") % {"answer": labels[middle]}


def _columns(question: Question, part: Mapping[str, Any]) -> list[Series]:
    """Draw a scale as columns; what is not shown has none."""
    is_drawn = question.kind in {QuestionKind.SCALE, QuestionKind.NUMBER}
    if not is_drawn or not any(count and count > 0 for count in part.get("counts", ())):
        return []
    heights = [float(max(count or 0, 0)) for count in part["counts"]]
    return [Series(_("Answers"), heights)]
