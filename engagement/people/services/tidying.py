"""What of codes is not needed any more."""

from __future__ import annotations

from datetime import datetime

from engagement.people.models import LetterCode, PhoneCode


def purge_codes(*, now: datetime) -> int:
    """Forget codes that are out of date; how many were used stays with their sheet."""
    phones, _by_table = PhoneCode.objects.filter(expires_at__lte=now).delete()
    letters, _by_table = LetterCode.objects.filter(sheet__expires_at__lte=now).delete()
    return phones + letters
