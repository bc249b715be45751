"""What a survey still needs before it is published."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Survey
from feedback.queries.making import Plan


@dataclass(frozen=True)
class Row:
    """One thing a survey needs, or is better with."""

    is_there: bool
    words: str
    url: str
    blocks: bool = False


def checklist_of(survey: Survey, plan: Plan) -> list[Row]:
    """List what is there and what is missing, in the order one does it."""

    def at(name: str) -> str:
        return reverse(f"feedback:{name}", args=[survey.slug])

    first = survey.words.get(plan.language, {})
    edit = at("survey_edit")
    rows = [
        _row(first.get("why"), _("It says why you ask"), _("Say why you ask"), edit),
        _row(
            first.get("who_sees"),
            _("It says who sees the answers"),
            _("Say who sees the answers"),
            edit,
        ),
        _row(
            survey.results_on,
            _("It says when results come"),
            _("Say when results come"),
            edit,
        ),
        _row(
            plan.count,
            _("It asks something"),
            _("Ask something"),
            at("questions"),
            blocks=True,
        ),
    ]
    if plan.count:
        rows.append(_way_row(len(plan.faults), at("flow")))
    if plan.missing:
        rows.append(_words_row(sum(plan.missing.values()), at("languages")))
    return rows


def _row(
    there: object, words: str, missing: str, url: str, *, blocks: bool = False
) -> Row:
    return Row(bool(there), words if there else missing, url, blocks)


def _way_row(faults: int, url: str) -> Row:
    wrong = ngettext(
        "%(n)d thing is wrong with the way through",
        "%(n)d things are wrong with the way through",
        faults,
    ) % {"n": faults}
    words = wrong if faults else _("Everything can be asked and answered")
    return Row(not faults, words, url, blocks=True)


def _words_row(missing: int, url: str) -> Row:
    left = ngettext(
        "%(n)d text is not translated", "%(n)d texts are not translated", missing
    ) % {"n": missing}
    return Row(not missing, left if missing else _("Everything is translated"), url)
