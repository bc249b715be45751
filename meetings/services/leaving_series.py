"""Those enrolled leave by themselves: a month after the last meeting, or after they left."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from meetings.choices import EnrolmentState
from meetings.models import Meeting, SeriesEnrolment
from meetings.services.booking import CONFIRM_WITHIN
from meetings.services.leaving import LIST_KEPT


@transaction.atomic
def leave_enrolled(*, now: datetime) -> int:
    """Delete who left a month ago, and everybody a month after the last meeting."""
    lately = Meeting.objects.filter(
        series=OuterRef("series"), ends_at__gt=now - LIST_KEPT
    )
    old = Q(ended_at__lte=now - LIST_KEPT) | ~Exists(lately)
    asked = Q(state=EnrolmentState.ASKED)
    gone, _by_model = SeriesEnrolment.objects.filter(old & ~asked).delete()
    return gone


@transaction.atomic
def leave_unconfirmed_enrolments(*, now: datetime) -> int:
    """Forget who asked by mail and did not press the link within a day."""
    old = SeriesEnrolment.objects.filter(
        state=EnrolmentState.ASKED, asked_at__lte=now - CONFIRM_WITHIN
    )
    gone, _by_model = old.delete()
    return gone
