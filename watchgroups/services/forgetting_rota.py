"""What the rota forgets about people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from watchgroups.models import Call, SignUp

KEPT_FOR: Final = timedelta(days=365)
CALLS_KEPT_FOR: Final = timedelta(days=30)


@transaction.atomic
def forget_sign_ups(*, now: datetime) -> int:
    """Let go of who was on a patrol a year after, of who was called after a month."""
    old = SignUp.objects.filter(patrol__ends_at__lt=now - KEPT_FOR)
    calls = Call.objects.filter(made_at__lt=now - CALLS_KEPT_FOR)
    return sum(rows.delete()[0] for rows in (old, calls))
