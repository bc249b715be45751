"""Writing down what was seen, and making it a concern with one press."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.common.weeks import town_hour
from engagement.concerns.services import Find, take_in_find
from engagement.people.models import User
from engagement.places.models import SnapPoint
from engagement.places.queries import Hit, snap_for
from watchgroups.choices import Seen, SeenWhen
from watchgroups.errors import ObservationError
from watchgroups.models import Group, Membership, Observation, Patrol
from watchgroups.permissions import leads
from watchgroups.queries.log import past_patrols, places_called
from watchgroups.queries.walks import active_member, last_walk_of
from watchgroups.services.locks import locked_group, note, require_active
from watchgroups.services.wording import about_nobody

LONGEST_WORDS: Final = 500
NEED_WORDS: Final = (Seen.BEHAVIOR, Seen.HAZARD, Seen.OTHER)
BECOMES: Final = {
    Seen.LIGHT: "street_lighting",
    Seen.HAZARD: "road_damage",
    Seen.GRAFFITI: "graffiti",
    Seen.ABANDONED: "dumping",
    Seen.BEHAVIOR: "other",
    Seen.OTHER: "other",
}
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What somebody saw, as they typed it; `key` makes two sendings one."""

    kind: str
    key: str
    words: str = ""
    place: str = ""
    seen_when: str = SeenWhen.NOW


@transaction.atomic
def observe(
    *,
    group_id: int,
    sight: Sight,
    actor: User,
    now: datetime,
    patrol_id: int | None = None,
    is_patient: bool = False,
) -> Observation:
    """Write one thing into the log; a second sending gives the first.

    Who is, or was until a day ago, on a walk writes of it; captains of any patrol of
    the last months (`patrol_id`), which counts as typed later. `is_patient` takes a
    place nobody can be asked about any more as the likeliest, or none. Raises
    NotAllowedError, GroupRestsError, ObservationError.
    """
    group = locked_group(group_id)
    me = active_member(actor, group.pk)
    if me is None:
        raise NotAllowedError(_("Only active members of this group may do that."))
    if not _KEY.fullmatch(sight.key):
        raise ObservationError(_("Open the page again, then send it."))
    before = Observation.objects.filter(writer=me, key=sight.key).first()
    if before is not None:
        return before
    require_active(group)
    patrol, is_later = _patrol_for(group, me, actor, patrol_id, now)
    words = _checked_words(sight, group)
    label, point = _placed(sight.place, group, is_patient=is_patient)
    seen = Observation.objects.create(
        group=group,
        patrol=patrol,
        writer=me,
        key=sight.key,
        kind=sight.kind,
        words=words,
        place=label,
        snap_point=point,
        seen_when=sight.seen_when,
        written_at=town_hour(localtime(now)),
        is_typed_later=is_later,
    )
    note(group, actor, "patrol.observe", now, kind=seen.kind)
    return seen


@transaction.atomic
def make_concern(*, observation_id: int, actor: User, now: datetime) -> Observation:
    """Tell the officers of it: one concern, without a person, with the source patrol.

    Who wrote it and captains may. Raises NotAllowedError, GroupRestsError,
    ObservationError, NotCollectedError.
    """
    found = Observation.objects.get(pk=observation_id)
    group = locked_group(found.group_id)
    seen = Observation.objects.select_for_update(of=("self",)).get(pk=found.pk)
    me = active_member(actor, group.pk)
    is_own = me is not None and seen.writer_id == me.pk
    if not is_own and not leads(Viewer(user=actor), group):
        raise NotAllowedError(_("Only who wrote it and captains may do that."))
    if seen.concern_id is not None:
        return seen
    require_active(group)
    if seen.kind not in BECOMES:
        raise ObservationError(_("Good news is no concern. It stays in the log."))
    seen.concern = take_in_find(
        find=Find(
            kind_code=BECOMES[Seen(seen.kind)],
            source_id=str(seen.pk),
            neighborhood_id=_where(seen, group),
            text=seen.words,
            place=seen.place,
            snap_point=seen.snap_point,
        ),
        actor=actor,
        now=now,
    )
    seen.save(update_fields=["concern"])
    note(group, actor, "patrol.make_concern", now, observation=seen.pk)
    return seen


def _where(seen: Observation, group: Group) -> int:
    point = seen.snap_point
    return point.neighborhood_id if point else group.neighborhood_id


def _patrol_for(
    group: Group, me: Membership, actor: User, patrol_id: int | None, now: datetime
) -> tuple[Patrol, bool]:
    """Find which patrol it was, and whether it is typed later."""
    walk = last_walk_of(me, now)
    if walk is not None and patrol_id in (None, walk.patrol_id):
        return walk.patrol, False
    if not leads(Viewer(user=actor), group):
        raise NotAllowedError(
            _("You can log what you saw until a day after your patrol.")
        )
    past = past_patrols(group, now)
    patrol = past.filter(pk=patrol_id).first() if patrol_id else past.first()
    if patrol is None:
        raise ObservationError(_("Choose a patrol of the last three months."))
    return patrol, True


def _checked_words(sight: Sight, group: Group) -> str:
    if sight.kind not in Seen.values or sight.seen_when not in SeenWhen.values:
        raise ObservationError(_("Choose one from the list."))
    places = [*group.streets, sight.place]
    words = about_nobody(sight.words, LONGEST_WORDS, places)
    if not words and sight.kind == Seen.BEHAVIOR:
        raise ObservationError(_("Say what somebody did, in a few words."))
    if not words and sight.kind in NEED_WORDS:
        raise ObservationError(_("Say in a few words what it is."))
    return words


def _placed(
    place: str, group: Group, *, is_patient: bool
) -> tuple[str, SnapPoint | None]:
    """Give a place by the map's own name, and the public point nearest to it."""
    words = place.strip()
    hits: list[Hit] = places_called(words, [group.neighborhood_id])
    if not words or (not hits and is_patient):
        return "", None
    if not hits:
        raise ObservationError(
            _("We could not find that place. Try a street or a landmark nearby.")
        )
    hit = hits[0]
    return hit.label[:200], snap_for(hit.neighborhood_id, hit.lat, hit.lon)
