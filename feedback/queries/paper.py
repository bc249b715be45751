"""Paper that comes late: how long it is typed in, and from when a wave is counted.

Sheets lie in boxes when a survey closes. Where typing began while it was out, it may go on
for a week; the wave is counted, once, when nothing can come in any more (decision 0082).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from engagement.common.roles import Role, Viewer
from feedback.choices import SurveyState
from feedback.models import PaperSheet, Survey, Wave
from feedback.queries.invited import PAPER, WAYS
from feedback.queries.visible import wave_now

PAPER_STAYS: Final = timedelta(days=7)


def sheets_typed_once(wave: Wave) -> list[int]:
    """List the numbers that wait for a second typing."""
    waiting = PaperSheet.objects.filter(wave=wave).exclude(sealed=b"")
    return list(waiting.order_by("number").values_list("number", flat=True))


def sheet_called(wave: Wave, number: int) -> PaperSheet | None:
    return PaperSheet.objects.filter(wave=wave, number=number).first()


def counted_from(wave: Wave) -> datetime:
    """Say from when a wave is counted: nothing is taken in any more then."""
    typed = PaperSheet.objects.filter(wave=wave).exists()
    return wave.closes_at + PAPER_STAYS if typed else wave.closes_at


def takes_paper(wave: Wave, now: datetime) -> bool:
    """Tell whether sheets may be typed: while it is out, and a week on if some were."""
    return wave.opens_at <= now < counted_from(wave) and not wave.results.exists()


def may_still_come(survey: Survey, now: datetime) -> bool:
    """Tell whether typing began, so that it goes on for a while after the end."""
    sheets = PaperSheet.objects.filter(
        wave__survey=survey,
        wave__closes_at__gt=now - PAPER_STAYS,
        wave__results=None,
    )
    return sheets.exists()


def surveys_to_type(viewer: Viewer, now: datetime) -> QuerySet[Survey]:
    """List the surveys whose sheets somebody may type now, the newest first.

    The second who types a sheet did not make the survey, as often as not.
    """
    served = [viewer.place_ids(role) for role in (Role.ORGANIZER, Role.OFFICER)]
    here = Q(neighborhood__in=frozenset[int]().union(*(one or () for one in served)))
    if None in served:
        here = Q(pk__isnull=False)
    kinds = [kind for kind, ways in WAYS.items() if PAPER in ways]
    typed = Exists(PaperSheet.objects.filter(wave=OuterRef("pk")))
    out = Q(closes_at__gt=now) | Q(typed, closes_at__gt=now - PAPER_STAYS)
    waves = Wave.objects.filter(
        out, survey=OuterRef("pk"), opens_at__lte=now, results=None
    )
    surveys = Survey.objects.filter(here, Exists(waves), kind__in=kinds)
    return surveys.exclude(state=SurveyState.DRAFT).order_by("-made_at", "-pk")


def wave_of_paper(survey: Survey, now: datetime) -> Wave | None:
    """Give the wave sheets are typed for: the one that is out, else the last one."""
    out = survey.waves.filter(opens_at__lte=now).order_by("-closes_at", "-number")
    return out.first() or wave_now(survey, now)


def over_and_typed(now: datetime) -> QuerySet[Wave]:
    """List the waves that are over and take no paper any more, the oldest first."""
    typed = Exists(PaperSheet.objects.filter(wave=OuterRef("pk")))
    over = Wave.objects.filter(closes_at__lte=now)
    late = over.filter(closes_at__gt=now - PAPER_STAYS).filter(typed)
    return over.exclude(pk__in=late).order_by("closes_at", "pk")
