"""Who may read which survey, and whether it is out."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from engagement.common.roles import Role, Viewer
from engagement.places.models import Neighborhood
from feedback.choices import SurveyKind, SurveyState
from feedback.models import Response, Survey, Wave


def surveys_visible_to(viewer: Viewer) -> QuerySet[Survey]:
    """What everybody reads: what is or was out; drafts for those who work on them."""
    surveys = Survey.objects.select_related("neighborhood")
    return surveys.filter(~Q(state=SurveyState.DRAFT) | worked_on_by(viewer))


def worked_on_by(viewer: Viewer) -> Q:
    """The surveys somebody made or whose place they serve as officer."""
    if viewer.user is None:
        return Q(pk__in=())
    places = viewer.place_ids(Role.OFFICER)
    as_officer = Q(pk__isnull=False) if places is None else Q(neighborhood__in=places)
    mine = Q(made_by=viewer.user.pk)
    here = viewer.place_ids(Role.ORGANIZER)
    if here is not None:
        mine &= Q(neighborhood__in=here | (places or frozenset()))
    return as_officer | mine


def surveys_at_the_desk(viewer: Viewer) -> QuerySet[Survey]:
    """List what somebody works on, the newest first."""
    return surveys_visible_to(viewer).filter(worked_on_by(viewer))


def with_room(wave: str = "pk", survey: str = "survey") -> Q:
    """Find what has not all the answers it can take, by the ways to wave and survey."""
    given = Response.objects.filter(wave=OuterRef(wave)).order_by().values("wave")
    many = Coalesce(Subquery(given.annotate(many=Count("pk")).values("many")), 0)
    most = f"{survey}__most_answers"
    return Q(**{most: None}) | Q(**{f"{most}__gt": many})


def is_full(wave: Wave) -> bool:
    """Tell whether a wave has all the answers it can take."""
    most = wave.survey.most_answers
    return most is not None and wave.responses.count() >= most


def open_waves(now: datetime) -> QuerySet[Wave]:
    """List the waves that take answers now of surveys everybody may answer."""
    return (
        Wave.objects.filter(
            with_room(),
            survey__state=SurveyState.PUBLISHED,
            survey__kind=SurveyKind.OPEN,
            opens_at__lte=now,
            closes_at__gt=now,
        )
        .select_related("survey__neighborhood")
        .order_by("closes_at", "pk")
    )


def open_waves_of(place: Neighborhood, now: datetime) -> QuerySet[Wave]:
    """List those of a neighborhood and of the whole town."""
    return open_waves(now).filter(
        Q(survey__neighborhood=place) | Q(survey__neighborhood=None)
    )


def wave_now(survey: Survey, now: datetime) -> Wave | None:
    """Give the wave that is out, else the next to come, else the last."""
    waves = list(survey.waves.order_by("opens_at", "number"))
    out = [wave for wave in waves if wave.is_open(now)]
    coming = [wave for wave in waves if wave.opens_at > now]
    return next(iter([*out, *coming, *waves[::-1]]), None)
