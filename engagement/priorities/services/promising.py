"""A promise made for a line; it stays with the neighborhood's kind from week to week."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from engagement.priorities.models import Line, LinePromise
from engagement.priorities.permissions import can_review
from engagement.priorities.services.publishing import HIDDEN_KINDS
from engagement.promises.models import Promise
from engagement.promises.services import make_promise


@transaction.atomic
def promise_for_line(
    *,
    line_id: int,
    actor: User,
    what: str,
    who: str,
    due_on: date,
    owner: User | None,
    now: datetime,
) -> Promise:
    """Say who does what by when about a line, on a draft or a published report.

    Raises NotAllowedError, PromiseIncompleteError.
    """
    line = Line.objects.select_related("report", "kind").get(pk=line_id)
    if not can_review(Viewer(user=actor), line.report):
        raise NotAllowedError(_("Only this neighborhood’s officers may do that."))
    promise = make_promise(
        neighborhood_id=line.report.neighborhood_id,
        what=what,
        who=who,
        due_on=due_on,
        owner=owner,
        actor=actor,
        is_public=line.kind.privacy not in HIDDEN_KINDS,
        now=now,
    )
    LinePromise.objects.create(
        neighborhood_id=line.report.neighborhood_id,
        kind_id=line.kind_id,
        promise=promise,
    )
    return promise
