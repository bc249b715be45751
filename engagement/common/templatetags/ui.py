"""The parts pages are made of; `docs/ui.md` shows each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import segno
from django import template
from django.forms import BaseForm, BoundField
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from engagement.common import charts, small_counts, staticmap
from engagement.common.icons import ICONS
from engagement.common.ids import show_receipt, show_reference
from engagement.common.languages import languages_offered
from engagement.common.suppression import public_count
from engagement.common.weeks import Week

register = template.Library()

TONES = {
    "new": "new",
    "planned": "new",
    "asked": "new",
    "proposed": "new",
    "looking": "progress",
    "under_way": "progress",
    "draft": "progress",
    "in_review": "progress",
    "done": "good",
    "kept": "good",
    "signed": "good",
    "published": "good",
    "late": "bad",
    "broken": "bad",
    "failed": "bad",
    "cannot": "bad",
}


# -- small marks -------------------------------------------------------------------
@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon; it repeats what the words beside it say."""
    drawing = SafeString(ICONS[name])
    return format_html(
        '<svg class="ui-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        "{}</svg>",
        drawing,
    )


@register.simple_tag
def status_tag(value: str, label: str, tone: str = "") -> SafeString:
    """Show a state as a word; color only repeats it."""
    tone = tone or TONES.get(str(value), "plain")
    return format_html('<span class="ui-tag ui-tag--{}">{}</span>', tone, label)


@register.filter
def reference(text: str) -> str:
    """Write `K7Q2M9XD` as `K7Q2-M9XD`."""
    return show_reference(text)


@register.filter
def receipt_groups(text: str) -> str:
    return show_receipt(text)


@register.filter
def phone_link(text: str) -> str:
    return "tel:" + "".join(c for c in str(text) if c in "+0123456789")


@register.filter
def people_count(people: int) -> str:
    """Say how many people in words that single nobody out; `12` or `fewer than 5`."""
    return small_counts.people_count(people)


@register.filter
def neighbors(people: int) -> str:
    """`12 people`, or `fewer than 5 people`."""
    shown = public_count(people)
    if shown is None:
        return gettext("%(few)s people") % {"few": small_counts.people_count(people)}
    return ngettext("%(n)s person", "%(n)s people", shown) % {"n": shown}


# -- days and weeks ----------------------------------------------------------------
def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def day(value: date | datetime | None) -> str:
    """`Monday 16 November 2026`."""
    if value is None:
        return ""
    return formats.date_format(_local(value), pgettext("a whole day", "l j F Y"))


@register.filter
def short_day(value: date | datetime | None) -> str:
    """`16 Nov 2026`."""
    if value is None:
        return ""
    return formats.date_format(_local(value), pgettext("a short day", "j M Y"))


@register.filter
def moment(value: datetime | None) -> str:
    """`Monday 16 November 2026, 6:00 am`."""
    if value is None:
        return ""
    words = formats.date_format(
        _local(value), pgettext("a day and time", "l j F Y, g:i a")
    )
    return words.replace("a.m.", "am").replace("p.m.", "pm")


@register.filter
def week(value: Week | str | date) -> str:
    """`9 to 15 November 2026`: the days of an ISO week."""
    if isinstance(value, str):
        value = Week.parse(value)
    elif isinstance(value, date):
        value = Week.of(value)
    same = value.monday.month == value.sunday.month
    first = pgettext("the first day of a week", "j" if same else "j F")
    return gettext("%(first)s to %(last)s") % {
        "first": formats.date_format(value.monday, first),
        "last": formats.date_format(value.sunday, pgettext("last day", "j F Y")),
    }


# -- the frame ---------------------------------------------------------------------
@register.simple_tag
def town_languages(town: Any) -> list[tuple[str, str]]:
    """Give the languages to choose from."""
    return languages_offered(getattr(town, "languages", None) or ())


@register.inclusion_tag("ui/page_header.html")
def page_header(
    title: str, caption: str = "", lead: str = "", size: str = "l"
) -> dict[str, str]:
    return {"title": title, "caption": caption, "lead": lead, "size": size}


@register.inclusion_tag("ui/steps.html")
def steps(now: int, total: int, name: str, after: str = "") -> dict[str, Any]:
    """Show where one is in a flow: `Step 2 of 5: Where · next: ...`."""
    states = ["is-done" if n < now else "" for n in range(1, total + 1)]
    states[now - 1] = "is-now"
    return {"now": now, "total": total, "name": name, "after": after, "states": states}


@register.inclusion_tag("ui/crumbs.html")
def crumbs(*pairs: str) -> dict[str, Any]:
    """Show the way back: address and label in turn, the page itself last."""
    links = list(zip(pairs[:-1:2], pairs[1::2], strict=False))
    return {"links": links, "here": pairs[-1]}


# -- forms -------------------------------------------------------------------------
def _first_input(field: BoundField) -> str:
    return field.id_for_label or f"{field.auto_id}_0"


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*forms: BaseForm | None) -> dict[str, Any]:
    """List what is wrong, each a link to its field; nothing when all is well."""
    problems: list[tuple[str, str]] = []
    for form in forms:
        if form is None or not form.is_bound or form.is_valid():
            continue
        problems += [("", str(message)) for message in form.non_field_errors()]
        problems += [
            (_first_input(field), str(message))
            for field in form
            for message in field.errors
        ]
        form.summary_shown = True  # type: ignore[attr-defined]  # the form template asks
    return {"problems": problems}


@register.simple_tag
def error_prefix(*forms: BaseForm | None) -> str:
    """Begin the title of a page with problems, so that it is heard first."""
    wrong = any(form and form.is_bound and not form.is_valid() for form in forms)
    return gettext("Error:") + " " if wrong else ""


# -- content -----------------------------------------------------------------------
@register.inclusion_tag("ui/stat.html")
def stat(
    value: Any,
    label: str,
    note: str = "",
    tone: str = "muted",
    mark: str = "",
    url: str = "",
    note_url: str = "",
) -> dict[str, Any]:
    """Show one number and what it counts; inside `<dl class="ui-stats">`.

    `url` and `note_url` open the number, and that of its note, to the rows they count.
    """
    return {
        "value": value,
        "label": label,
        "note": note,
        "tone": tone,
        "mark": mark,
        "url": url,
        "note_url": note_url,
    }


@register.inclusion_tag("ui/timeline.html")
def timeline(entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Show what happened: entries with `title`, `at`, and perhaps `text` and `by`."""
    return {"entries": list(entries)}


@register.inclusion_tag("ui/empty_state.html")
def empty_state(
    title: str, text: str = "", url: str = "", action: str = ""
) -> dict[str, str]:
    """Say what an empty list means, and one thing to do."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("ui/summary_list.html")
def summary_list(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Show answers: rows with `label`, `value`, and perhaps `change` (an address)."""
    return {"rows": rows}


@register.inclusion_tag("ui/pagination.html")
def pagination(newer: str = "", older: str = "") -> dict[str, str]:
    """Show the two ways through a keyset list: query strings, empty when at an end."""
    return {"newer": newer, "older": older}


@register.inclusion_tag("ui/table.html")
def data_table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[Any]]
) -> dict[str, Any]:
    """Show a table that turns into cards on a phone; the first cell names its row."""
    labelled = [[*zip(head, row, strict=True)] for row in rows]
    return {"caption": caption, "head": head, "rows": labelled}


# -- pictures ----------------------------------------------------------------------
@register.simple_tag
def sparkline(values: Sequence[float], label: str) -> SafeString:
    return charts.sparkline(values, label)


@register.simple_tag
def meter(share: float, label: str) -> SafeString:
    return charts.meter(share, label)


@register.inclusion_tag("ui/columns_chart.html")
def columns_chart(
    labels: Sequence[str], series: Sequence[charts.Series], title: str, reading: str
) -> dict[str, Any]:
    """Draw stacked columns with their key and the same numbers as a table."""
    rows = [
        (label, [charts.number(one.values[i]) for one in series])
        for i, label in enumerate(labels)
    ]
    drawing = charts.stacked_columns(labels, series, title=title, reading=reading)
    return {"drawing": drawing, "series": series, "rows": rows, "title": title}


@register.simple_tag
def smap(label: str, bounds: staticmap.Bounds, **parts: Any) -> SafeString:
    """Draw part of the town; parts as `staticmap.draw_map` takes them."""
    return staticmap.draw_map(label=label, bounds=bounds, **parts)


# -- asking ------------------------------------------------------------------------
@register.inclusion_tag("ui/filter_bar.html")
def filter_bar(form: BaseForm, clear: str, is_filtered: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - a template hands over what it has
    """Show a form that narrows a list by address, with a way back to the whole list."""
    return {"form": form, "clear": clear, "is_filtered": is_filtered}


@register.inclusion_tag("ui/confirm_panel.html")
def confirm_panel(title: str, text: str = "") -> dict[str, str]:
    """Show what was done, large, at the end of a flow."""
    return {"title": title, "text": text}


@register.simple_tag
def qr(url: str, label: str) -> SafeString:
    """Draw an address as a code for a phone's camera."""
    drawing = segno.make(url, error="m").svg_inline(
        border=2, svgclass="ui-qr", lineclass=None, omitsize=True
    )
    return format_html(
        '<span role="img" aria-label="{}">{}</span>', label, SafeString(drawing)
    )
