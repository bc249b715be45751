"""Explanations as sentences in the reader's language (SCIENCE 1.5, RULINGS 9).

People come first, no number has more than three significant digits, a factor of 1 is
left out, and on public pages a count of people under five is “fewer than 5”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from math import floor, log10

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from engagement.common.suppression import public_count
from engagement.priorities.choices import AdjustReason
from engagement.priorities.frozen import Sentence

Names = Mapping[str, str]
DIGITS = 3
_TEENS = range(11, 14)


def sentences(
    explanation: Iterable[Sentence], names: Names, *, public: bool = False
) -> list[str]:
    """Tell a whole explanation; `names` gives the label of each kind's code."""
    return [sentence(said, names, public=public) for said in explanation]


def sentence(said: Sentence, names: Names, *, public: bool = False) -> str:
    """Tell one part of an explanation. Raises KeyError for a key nobody knows."""
    if said["key"] in _ABOUT_PEOPLE and public and public_count(said["count"]) is None:
        return _FEWER[said["key"]]()
    return _TOLD[said["key"]](said, names)


def significant(number: float) -> str:
    """Round to three significant digits, as the reader's language writes it."""
    if number == 0:
        return number_format(0)
    most = DIGITS - 1 - floor(log10(abs(number)))
    rounded = round(number, most)
    decimals = next((d for d in range(most) if round(rounded, d) == rounded), most)
    return number_format(rounded, max(0, decimals), force_grouping=True)


def grouped(count: int) -> str:
    """A count to the last one, its thousands apart as the reader's language writes it."""
    return number_format(count, force_grouping=True)


def percent(share: float) -> str:
    """A share in whole percent; what is not quite nothing or all says so."""
    value = round(100 * share)
    if value in (0, 100) and share not in (0.0, 1.0):
        return _("under 1 %") if value == 0 else _("over 99 %")
    return _("%(value)d %%") % {"value": value}


def ordinal(rank: int) -> str:
    """1st, 2nd, 3rd; each language's catalogue writes its own."""
    endings = {
        1: pgettext("rank: 1, 21, 31", "%(rank)dst"),
        2: pgettext("rank: 2, 22, 32", "%(rank)dnd"),
        3: pgettext("rank: 3, 23, 33", "%(rank)drd"),
    }
    other = pgettext("rank: all others", "%(rank)dth")
    ending = other if rank % 100 in _TEENS else endings.get(rank % 10, other)
    return ending % {"rank": rank}


def joined(labels: list[str]) -> str:
    """Two or more names as one list."""
    if len(labels) == 1:
        return labels[0]
    return _("%(first)s and %(last)s") % {
        "first": ", ".join(labels[:-1]),
        "last": labels[-1],
    }


# -- where it stands --------------------------------------------------------------


def _place(said: Sentence, names: Names) -> str:
    low, high = ordinal(said["low"]), ordinal(said["high"])
    labels = [names[code] for code in said["equal_with"]]
    values = {
        "low": low,
        "high": high,
        "of": said["of"],
        "others": joined(labels) if labels else "",
    }
    if low == high:
        text = _("%(low)s of %(of)d (about equal with %(others)s).")
        return (text if labels else _("%(low)s of %(of)d.")) % values
    text = _("%(low)s to %(high)s of %(of)d (about equal with %(others)s).")
    return (text if labels else _("%(low)s to %(high)s of %(of)d.")) % values


def _too_thin(said: Sentence, _names: Names) -> str:
    return ngettext(
        "We can’t rank these yet: %(voices)d person spoke up in 120 days, and a ranking "
        "needs %(needed)d.",
        "We can’t rank these yet: %(voices)d people spoke up in 120 days, and a ranking "
        "needs %(needed)d.",
        said["voices"],
    ) % {"voices": said["voices"], "needed": said["needed"]}


def _too_early(said: Sentence, _names: Names) -> str:
    return _(
        "We can’t rank these yet: %(voices)d people spoke up in 120 days. From "
        "%(needed)d on there is a ranking; until then we mark early signals only."
    ) % {"voices": said["voices"], "needed": said["needed"]}


def _few_people(said: Sentence, _names: Names) -> str:
    return _("We can’t rank this yet: a rank needs at least %(needed)d people.") % {
        "needed": said["needed"]
    }


def _few(_said: Sentence, _names: Names) -> str:
    return _("Fewer than 5 people reported it, so we give no rank.")


def _early_signal(_said: Sentence, _names: Names) -> str:
    return _("Early signal: it came in the top 3 in at least 8 of 10 redraws.")


# -- who says so ------------------------------------------------------------------


def _people(said: Sentence, _names: Names) -> str:
    return ngettext(
        "%(count)s person reported it.", "%(count)s people reported it.", said["count"]
    ) % {"count": grouped(said["count"])}


def _supporters(said: Sentence, _names: Names) -> str:
    return ngettext(
        "%(count)s more said “me too”.", "%(count)s more said “me too”.", said["count"]
    ) % {"count": grouped(said["count"])}


def _issues(said: Sentence, _names: Names) -> str:
    return ngettext(
        "It is about %(count)s problem.",
        "It is about %(count)s problems.",
        said["count"],
    ) % {"count": grouped(said["count"])}


def _late(said: Sentence, _names: Names) -> str:
    if said["days"] is None:
        return ngettext(
            "%(count)d of them is past its target.",
            "%(count)d of them are past their target.",
            said["count"],
        ) % {"count": said["count"]}
    return ngettext(
        "%(count)d of them is past its %(days)d-day target.",
        "%(count)d of them are past their %(days)d-day target.",
        said["count"],
    ) % {"count": said["count"], "days": said["days"]}


def _visitors(said: Sentence, _names: Names) -> str:
    return _("%(share)s of them said that they do not live here.") % {
        "share": percent(said["share"])
    }


def _staff_found(said: Sentence, _names: Names) -> str:
    return ngettext(
        "Officers or patrols found %(count)d more; it is shown here and not scored.",
        "Officers or patrols found %(count)d more; they are shown here and not scored.",
        said["count"],
    ) % {"count": said["count"]}


# -- the sum ----------------------------------------------------------------------


def _harm(said: Sentence, _names: Names) -> str:
    return _("Level %(level)d of 5 for harm, so each problem counts %(counts)d.") % {
        "level": said["level"],
        "counts": said["counts"],
    }


def _points(said: Sentence, _names: Names) -> str:
    factors = [
        (said["harm"], _("%(number)s (harm)")),
        (said["weight"], _("%(number)s (weight of concern)")),
        (said["overdue"], _("%(number)s (overdue)")),
        (said["adjustment"], _("%(number)s (officer)")),
    ]
    told = [
        words % {"number": significant(number)}
        for number, words in factors
        if significant(number) != significant(1)
    ]
    values = {
        "sum": " × ".join(told),
        "points": significant(said["points"]),
        "share": percent(said["share"]),
    }
    if not told:
        return (
            _("Points: %(points)s, %(share)s of this neighborhood’s points.") % values
        )
    return (
        _("Points: %(sum)s = %(points)s, %(share)s of this neighborhood’s points.")
        % values
    )


def _draws(said: Sentence, _names: Names) -> str:
    return _(
        "We re-drew the reports %(draws)s times: it came 1st in %(first)s, in the top 3 "
        "in %(top3)s."
    ) % {
        "draws": number_format(said["draws"], force_grouping=True),
        "first": percent(said["p_first"]),
        "top3": percent(said["p_top3"]),
    }


# -- would it change --------------------------------------------------------------


def _without_harm(said: Sentence, names: Names) -> str:
    if said["first"] == said["self"]:
        return _("If harm were ignored, this would be first.")
    return _("If harm were ignored, %(first)s would be first.") % {
        "first": names[said["first"]]
    }


def _without_overdue(said: Sentence, names: Names) -> str:
    if said["first"] == said["self"]:
        return _("If nothing were overdue, this would be first.")
    return _("If nothing were overdue, %(first)s would be first.") % {
        "first": names[said["first"]]
    }


def _not_adjusted(_said: Sentence, _names: Names) -> str:
    return _("No officer has adjusted this line.")


def _adjusted(said: Sentence, _names: Names) -> str:
    values = {
        "by": said.get("by") or _("An officer"),
        "factor": significant(said["factor"]),
        "reason": AdjustReason(said["reason"]).label,
        "until": date_format(date.fromisoformat(said["until"]), "j F Y"),
        "text": said.get("text", ""),
    }
    told = _("%(by)s made it count × %(factor)s until %(until)s: %(reason)s.") % values
    if values["text"]:
        told = (
            _(
                "%(by)s made it count × %(factor)s until %(until)s: %(reason)s. “%(text)s”"
            )
            % values
        )
    if said["rank"] is None or said["rank_unadjusted"] is None:
        return told
    both = {"rank": ordinal(said["rank"]), "plain": ordinal(said["rank_unadjusted"])}
    return f"{told} {_('It stands %(rank)s; without that, %(plain)s.') % both}"


def _codes_add(said: Sentence, _names: Names) -> str:
    return _(
        "If everybody here confirmed with a code from a letter or a meeting, it would "
        "stand %(rank)s."
    ) % {"rank": ordinal(said["rank"])}


# -- check this -------------------------------------------------------------------


def _new_accounts(said: Sentence, _names: Names) -> str:
    return _(
        "Check this: %(share)s of its weight is from accounts under 14 days old."
    ) % {"share": percent(said["share"])}


def _burst(said: Sentence, _names: Names) -> str:
    return _(
        "Check this: %(share)s of its weight is from problems that one person each "
        "reported this week, more than is usual here."
    ) % {"share": percent(said["share"])}


def _one_person(said: Sentence, _names: Names) -> str:
    return _("Check this: one person sent %(share)s of its reports.") % {
        "share": percent(said["share"])
    }


def _fewer_people() -> str:
    return _("Fewer than 5 people reported it.")


def _fewer_supporters() -> str:
    return _("Fewer than 5 more said “me too”.")


_ABOUT_PEOPLE = ("people", "supporters")
_FEWER = {"people": _fewer_people, "supporters": _fewer_supporters}
_TOLD: dict[str, Callable[[Sentence, Names], str]] = {
    "place": _place,
    "too_thin": _too_thin,
    "too_early": _too_early,
    "few_people": _few_people,
    "few": _few,
    "early_signal": _early_signal,
    "people": _people,
    "supporters": _supporters,
    "issues": _issues,
    "late": _late,
    "visitors": _visitors,
    "staff_found": _staff_found,
    "harm": _harm,
    "points": _points,
    "draws": _draws,
    "without_harm": _without_harm,
    "without_overdue": _without_overdue,
    "not_adjusted": _not_adjusted,
    "adjusted": _adjusted,
    "codes_add": _codes_add,
    "new_accounts": _new_accounts,
    "burst": _burst,
    "one_person": _one_person,
}
