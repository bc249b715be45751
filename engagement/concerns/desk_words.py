"""How old a concern is and when its reply is due, in words."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext, ngettext

from engagement.concerns.models import Issue

_WEEKS_FROM = 14


def age_words(since: date, today: date) -> str:
    days = max((today - since).days, 0)
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    if days < _WEEKS_FROM:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    weeks = days // 7
    return ngettext("%(n)d week ago", "%(n)d weeks ago", weeks) % {"n": weeks}


def due_words(issue: Issue, today: date) -> tuple[str, str]:
    """Say when the reply is due, and in which tone; nothing when none is owed."""
    if issue.replied_at is not None:
        return gettext("Replied"), "good"
    if issue.reply_due_on is None or not issue.is_open:
        return "", "plain"
    return _until((issue.reply_due_on - today).days)


def _until(days: int) -> tuple[str, str]:
    if days < 0:
        late = ngettext("Reply %(n)d day late", "Reply %(n)d days late", -days)
        return late % {"n": -days}, "bad"
    if days == 0:
        return gettext("Reply due today"), "progress"
    if days == 1:
        return gettext("Reply due tomorrow"), "progress"
    return gettext("Reply due in %(n)d days") % {"n": days}, "plain"
