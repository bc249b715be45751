"""Small server-drawn SVG charts: no script, printable, with a reading in words.

Looks come from CSS classes only, so the content policy needs no exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

MOST_SERIES = 4
_LABELS = 6  # as many words as fit under the columns
_SLOT = 0.66  # the part of its slot a column fills


@dataclass(frozen=True)
class Series:
    """One color of a stacked chart: its name, and a number for every column."""

    name: str
    values: Sequence[float]


def number(value: float) -> str:
    """Write 3.0 as 3 and 3.25 as 3.2: what a person reads."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"


def sparkline(
    values: Sequence[float], label: str, *, width: int = 168, height: int = 44
) -> SafeString:
    """Draw a small line with its average and its last value."""
    if not values:
        return SafeString('<span class="ui-muted">–</span>')
    top = max(*values, 0) or 1
    step = (width - 8) / max(len(values) - 1, 1)
    heights = [height - 5 - max(v, 0) / top * (height - 12) for v in values]
    points = [(4 + i * step, y) for i, y in enumerate(heights)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    mean = height - 5 - sum(values) / len(values) / top * (height - 12)
    return format_html(
        '<svg class="ui-spark" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">'
        '<line class="ui-spark__avg" x1="4" x2="{right}" y1="{mean}" y2="{mean}"/>'
        '<polygon class="ui-spark__area" points="{x0},{floor} {line} {x},{floor}"/>'
        '<polyline class="ui-spark__line" points="{line}"/>'
        '<circle class="ui-spark__dot" cx="{x}" cy="{y}" r="4.5"/></svg>',
        w=width,
        h=height,
        label=label,
        right=width - 4,
        mean=f"{mean:.1f}",
        x0=f"{points[0][0]:.1f}",
        x=f"{points[-1][0]:.1f}",
        y=f"{points[-1][1]:.1f}",
        floor=height - 3,
        line=line,
    )


def dot_ranges(
    dots: Sequence[tuple[float, float, float]],
    label: str,
    *,
    target: float | None = None,
    width: int = 168,
    height: int = 88,
) -> SafeString:
    """Draw values of 0 to 100 with the range each lies in: (value, low, high)."""
    slot = width / max(len(dots), 1)

    def y(value: float) -> str:
        return f"{height - 6 - min(max(value, 0.0), 100.0) / 100 * (height - 12):.1f}"

    drawn = [
        (f"{slot * (number + 0.5):.1f}", y(value), y(low), y(high))
        for number, (value, low, high) in enumerate(dots)
    ]
    wanted = (
        format_html(
            '<line class="ui-spark__avg" x1="0" x2="{w}" y1="{y}" y2="{y}"/>',
            w=width,
            y=y(target),
        )
        if target is not None
        else SafeString("")
    )
    return format_html(
        '<svg class="ui-spark ui-spark--tall" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '{}<polyline class="ui-spark__line" points="{}"/>{}{}</svg>',
        width,
        height,
        label,
        wanted,
        " ".join(f"{x},{middle}" for x, middle, _low, _high in drawn),
        format_html_join(
            "",
            '<line class="ui-spark__range" x1="{}" x2="{}" y1="{}" y2="{}"/>',
            ((x, x, low, high) for x, _middle, low, high in drawn),
        ),
        format_html_join(
            "",
            '<circle class="ui-spark__dot" cx="{}" cy="{}" r="3.5"/>',
            ((x, middle) for x, middle, _low, _high in drawn),
        ),
    )


def meter(share: float, label: str) -> SafeString:
    """Draw a bar filled to `share` (0 to 1; more or less is held at the ends)."""
    return format_html(
        '<svg class="ui-meter" viewBox="0 0 96 9" role="img" aria-label="{}">'
        '<rect class="ui-meter__track" width="96" height="9" rx="4.5"/>'
        '<rect class="ui-meter__fill" width="{}" height="9" rx="4.5"/></svg>',
        label,
        f"{96 * min(max(share, 0.0), 1.0):.1f}",
    )


def tick_step(peak: float) -> int:
    """Choose a round step that cuts the axis into at most five."""
    step = 1
    while peak / step > 5:  # noqa: PLR2004 - five lines are enough to read
        step = step * 2 if str(step).startswith(("1", "5")) else step * 5 // 2
    return step


@dataclass(frozen=True)
class _Frame:
    """Where things lie on the drawing."""

    columns: int
    peak: float
    width: int = 520
    height: int = 250
    left: int = 34
    bottom: int = 30
    top: int = 24

    @property
    def plot(self) -> int:
        return self.height - self.bottom - self.top

    @property
    def slot(self) -> float:
        return (self.width - self.left) / max(self.columns, 1)

    def y(self, value: float) -> str:
        return f"{self.top + self.plot * (1 - value / self.peak):.1f}"

    def x(self, column: int, within: float) -> str:
        return f"{self.left + (column + within) * self.slot:.1f}"


def _grid(frame: _Frame, step: int) -> SafeString:
    return format_html_join(
        "",
        '<line class="ui-chart__{}" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (
                "grid" if tick else "base",
                frame.left,
                frame.width,
                frame.y(tick),
                frame.y(tick),
                frame.left - 7,
                f"{float(frame.y(tick)) + 4:.1f}",
                tick,
            )
            for tick in range(0, int(frame.peak) + 1, step)
        ),
    )


def _bars(frame: _Frame, series: Sequence[Series]) -> SafeString:
    bars: list[tuple[object, ...]] = []
    base = [0.0] * frame.columns
    for color, one in enumerate(series, 1):
        for i, value in enumerate(one.values):
            base[i] += value
            tall = max(frame.plot * value / frame.peak - 1.5, 0)
            x, y = frame.x(i, (1 - _SLOT) / 2), frame.y(base[i])
            bars.append((color, x, y, f"{frame.slot * _SLOT:.1f}", f"{tall:.1f}"))
    drawing = '<rect class="ui-s{}" x="{}" y="{}" width="{}" height="{}"/>'
    return format_html_join("", drawing, bars)


def _words(frame: _Frame, labels: Sequence[str]) -> SafeString:
    every = -(-len(labels) // _LABELS)
    last = len(labels) - 1
    shown = [i for i in range(len(labels)) if (last - i) % every == 0]
    return format_html_join(
        "",
        '<text{} x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (
                SafeString(' class="ui-chart__minor"') if n % 2 else "",
                frame.x(i, 0.5),
                frame.height - 8,
                labels[i],
            )
            for n, i in enumerate(reversed(shown))
        ),
    )


def stacked_columns(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    reading: str,
    are_weeks: bool = True,
) -> SafeString:
    """Draw columns by color; `reading` says in one sentence what can be seen.

    Of weeks the last bears its number; of other things none does.
    """
    series = series[:MOST_SERIES]
    totals = [sum(one.values[i] for one in series) for i in range(len(labels))]
    highest = max(totals, default=0) or 1
    step = tick_step(highest)
    frame = _Frame(columns=len(labels), peak=-(-highest // step) * step)
    last = ""
    if totals and are_weeks:
        last = format_html(
            '<text class="ui-chart__strong" x="{}" y="{}" text-anchor="middle">{}</text>',
            frame.x(len(totals) - 1, 0.5),
            f"{float(frame.y(totals[-1])) - 6:.1f}",
            number(totals[-1]),
        )
    return format_html(
        '<svg class="ui-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        "{}{}{}{}</svg>",
        frame.width,
        frame.height,
        f"{title}. {reading}",
        _grid(frame, step),
        _bars(frame, series),
        _words(frame, labels),
        last,
    )
