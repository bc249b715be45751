"""A build of reports: run and part rows are the truth, the queue only wakes (RULINGS 4)."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.common.weeks import Week, week_just_ended
from engagement.outbox.services import enqueue
from engagement.people.models import User
from engagement.places.models import Neighborhood
from engagement.priorities.choices import PartState
from engagement.priorities.errors import BuildRefusedError
from engagement.priorities.models import Part, Run, WeightsVersion
from engagement.priorities.permissions import can_build
from engagement.priorities.queries.aggregate import (
    city_dispersion,
    parameters,
    take_room,
)
from engagement.priorities.queries.facts import city_of
from engagement.priorities.queries.runs import (
    places_without_report,
    progress_of,
    stuck_runs,
    unfinished_runs,
)
from engagement.priorities.scoring import Weights
from engagement.priorities.services.composing import compose
from engagement.priorities.services.reviewers import tell_reviewers
from engagement.priorities.services.writing import write_report

log = logging.getLogger(__name__)
ATTEMPTS = 3
BEAT_HOUR = 6
_ERROR_LENGTH = 500


@transaction.atomic
def start_run(
    *,
    week: Week,
    as_of: datetime | None = None,
    neighborhood_ids: Sequence[int] | None = None,
    asked_by: User | None = None,
    now: datetime,
) -> Run:
    """Write down that a week's reports are to be built, one part a neighborhood.

    Without a moment it is the end of the week, or now while the week goes on.
    Raises BuildRefusedError.
    """
    moment = min(now, week_ends(week)) if as_of is None else as_of
    _refuse_the_future(week, moment, now)
    places = Neighborhood.objects.filter(is_active=True)
    if neighborhood_ids is not None:
        places = places.filter(pk__in=neighborhood_ids)
    ids = list(places.order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise BuildRefusedError(_("There is no neighborhood to build a report for."))
    run = Run.objects.create(
        week_year=week.year,
        week_number=week.number,
        as_of=moment,
        weights=current_weights(now),
        asked_by=asked_by,
        started_at=now,
    )
    Part.objects.bulk_create(Part(run=run, neighborhood_id=pk) for pk in ids)
    return run


@transaction.atomic
def ask_for_build(
    *,
    week: Week,
    neighborhood_ids: Sequence[int] | None,
    actor: User,
    now: datetime,
) -> Run:
    """Start a run on an officer's word; the outbox wakes the workers.

    Raises NotAllowedError, BuildRefusedError.
    """
    viewer = Viewer(user=actor)
    asked = [None] if neighborhood_ids is None else neighborhood_ids
    if not all(can_build(viewer, place) for place in asked):
        raise NotAllowedError(_("Only this neighborhood’s officers may do that."))
    run = start_run(
        week=week, neighborhood_ids=neighborhood_ids, asked_by=actor, now=now
    )
    record(actor=actor, action="report.build", subject=run, now=now, week=str(week))
    _wake(run, now)
    return run


@transaction.atomic
def retry_run(*, run_id: int, actor: User, now: datetime) -> Run:
    """Give the failed neighborhoods of a run that are the actor's another chance.

    Raises NotAllowedError, BuildRefusedError.
    """
    run = Run.objects.select_for_update().get(pk=run_id)
    failed = run.parts.filter(state=PartState.FAILED)
    places = list(failed.values_list("neighborhood_id", flat=True))
    own = [place for place in places if can_build(Viewer(user=actor), place)]
    if places and not own:
        raise NotAllowedError(_("Only this neighborhood’s officers may do that."))
    if not places:
        raise BuildRefusedError(_("No neighborhood of this build has failed."))
    again = failed.filter(neighborhood__in=own)
    again.update(state=PartState.WAITING, attempts=0, error="")
    run.finished_at, run.retries = None, run.retries + 1
    run.save(update_fields=["finished_at", "retries"])
    record(actor=actor, action="report.retry_build", subject=run, now=now)
    _wake(run, now)
    return run


@transaction.atomic
def prepare_run(*, run_id: int) -> list[int]:
    """Freeze the town's own numbers once; give the neighborhoods still to be built."""
    run = (
        Run.objects.select_for_update(of=("self",))
        .select_related("weights")
        .get(pk=run_id)
    )
    if not run.city:
        take_room()
        weights = Weights.of(run.weights.values)
        run.dispersion = city_dispersion(
            as_of=run.as_of, week=run.week, weights=weights
        )
        run.city = city_of(parameters(None, run.as_of, run.week, weights))
        run.save(update_fields=["dispersion", "city"])
    waiting = run.parts.filter(state=PartState.WAITING).order_by("neighborhood_id")
    return list(waiting.values_list("neighborhood_id", flat=True))


def build_part(*, run_id: int, neighborhood_id: int, now: datetime) -> None:
    """Build one neighborhood's report; a failure is written down, not raised.

    Everything of the report is one transaction: a killed worker leaves nothing behind
    but the note that it had begun.
    """
    if not _begin(run_id, neighborhood_id, now):
        return
    try:
        _build(run_id, neighborhood_id, now)
    except Exception as error:
        log.exception("Neighborhood %s of run %s failed", neighborhood_id, run_id)
        _parts(run_id, neighborhood_id).exclude(state=PartState.DONE).update(
            state=PartState.FAILED,
            error=_first_line(error),
            finished_at=now,
        )


@transaction.atomic
def finish_run(*, run_id: int, now: datetime) -> list[int]:
    """End a run in which nothing is left to do; give the neighborhoods to try again.

    A neighborhood that failed is tried three times before its name stays on the list.
    Finishing twice changes nothing.
    """
    run = Run.objects.select_for_update().get(pk=run_id)
    again = run.parts.filter(state=PartState.FAILED, attempts__lt=ATTEMPTS)
    ids = list(
        again.order_by("neighborhood_id").values_list("neighborhood_id", flat=True)
    )
    again.update(state=PartState.WAITING)
    if not ids and run.finished_at is None and progress_of(run).is_over:
        run.finished_at = now
        run.save(update_fields=["finished_at"])
        tell_reviewers(run, now)
    return ids


@transaction.atomic
def missed_run(*, now: datetime) -> Run | None:
    """Start the week just ended for whoever has no report of it, after Monday 06:00."""
    week = week_just_ended(now, _zone())
    due = week_ends(week).replace(hour=BEAT_HOUR)
    ids = list(places_without_report(week).values_list("pk", flat=True))
    if now < due or not ids or unfinished_runs().filter(**_of(week)).exists():
        return None
    return start_run(week=week, neighborhood_ids=ids, now=now)


@transaction.atomic
def sweep_runs(*, now: datetime) -> list[int]:
    """Free what a dead worker held in runs that stand still; give those to wake again.

    What stopped its worker three times is failed, with that as the reason.
    """
    runs = list(stuck_runs(now).values_list("pk", flat=True))
    held = Part.objects.filter(run__in=runs, state=PartState.RUNNING)
    held.filter(attempts__gte=ATTEMPTS).update(
        state=PartState.FAILED, error=_("The worker stopped in the middle three times.")
    )
    held.update(state=PartState.WAITING)
    return runs


def current_weights(now: datetime) -> WeightsVersion:
    """The newest numbers of the method; who counts as verified is one of them."""
    newest = WeightsVersion.objects.latest("number")
    if newest.values.get("trust_rule") == settings.TRUST_RULE:
        return newest
    return WeightsVersion.objects.create(
        number=newest.number + 1,
        values=newest.values | {"trust_rule": settings.TRUST_RULE},
        made_at=now,
        reason=_("TRUST_RULE was set to “%(rule)s”.") % {"rule": settings.TRUST_RULE},
    )


def _first_line(error: Exception) -> str:
    words = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {words}"[:_ERROR_LENGTH]


def _begin(run_id: int, neighborhood_id: int, now: datetime) -> bool:
    """Note that somebody works on it; a part that is done is left alone."""
    begun = _parts(run_id, neighborhood_id).exclude(state=PartState.DONE)
    return bool(
        begun.update(
            state=PartState.RUNNING,
            attempts=F("attempts") + 1,
            started_at=now,
            error="",
        )
    )


@transaction.atomic
def _build(run_id: int, neighborhood_id: int, now: datetime) -> None:
    part = (
        Part.objects.select_for_update(of=("self",))
        .select_related("run__weights", "neighborhood")
        .get(run=run_id, neighborhood=neighborhood_id)
    )
    if part.state == PartState.DONE:
        return
    began = time.monotonic()
    take_room()
    composed = compose(part.run, part.neighborhood)
    write_report(
        run=part.run, neighborhood=part.neighborhood, composed=composed, now=now
    )
    took = timedelta(seconds=time.monotonic() - began)
    part.state, part.finished_at = PartState.DONE, now + took
    part.save(update_fields=["state", "finished_at"])


def _parts(run_id: int, neighborhood_id: int) -> QuerySet[Part]:
    return Part.objects.filter(run=run_id, neighborhood=neighborhood_id)


def _of(week: Week) -> dict[str, int]:
    return {"week_year": week.year, "week_number": week.number}


def _wake(run: Run, now: datetime) -> None:
    enqueue(
        task="priorities.build_reports",
        about=f"priorities.run:{run.pk}",
        version=1 + run.retries,
        now=now,
        run_id=run.pk,
    )


def week_ends(week: Week) -> datetime:
    """Monday 00:00 in the town after the week."""
    return week.ends_at(_zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _refuse_the_future(week: Week, moment: datetime, now: datetime) -> None:
    begins = week_ends(week.after(-1))
    if now < begins:
        raise BuildRefusedError(
            _("Week %(week)s has not begun yet.") % {"week": str(week)}
        )
    if moment > now:
        raise BuildRefusedError(
            _("A report can only count up to now, not up to a time to come.")
        )
    if moment < begins:
        raise BuildRefusedError(
            _("That moment is before week %(week)s begins.") % {"week": str(week)}
        )
