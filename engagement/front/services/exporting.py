"""A copy of everything kept about somebody: asked for, made by a worker, handed out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, override
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.sealed import seal, unseal
from engagement.front.choices import ExportState
from engagement.front.errors import AskedTooOftenError
from engagement.front.models import Export, ExportPiece
from engagement.front.personal.archive import write_archive
from engagement.front.personal.owners import everything_about
from engagement.front.personal.sealing import new_key, opened_pieces, sealed_pieces
from engagement.outbox.services import deliver, enqueue, finish, withhold
from engagement.people.models import User

AT_MOST_EVERY: Final = timedelta(hours=24)
_IN_MEMORY: Final = 16 * 1024 * 1024


def may_ask_again(last: Export, now: datetime) -> bool:
    """One a day; what did not work does not count."""
    failed = last.state_at(now) == ExportState.FAILED
    return failed or now >= last.asked_at + AT_MOST_EVERY


@transaction.atomic
def ask_for_export(*, actor: User, now: datetime) -> Export:
    """Have a copy made; one that did not work may be asked for again at once.

    Raises AskedTooOftenError.
    """
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    earlier = Export.objects.filter(person=actor)
    last = earlier.order_by("-asked_at").first()
    if last is not None and not may_ask_again(last, now):
        raise AskedTooOftenError(
            _("You can ask for a copy once a day. Ask again tomorrow.")
        )
    earlier.delete()
    export = Export.objects.create(person=actor, asked_at=now)
    record(actor=actor, action="person.ask_export", subject=actor, now=now)
    enqueue(
        task="front.make_export",
        about=f"front.export:{export.pk}",
        person=actor,
        now=now,
        export_id=export.pk,
    )
    return export


@transaction.atomic
def make_export(*, job_id: int, export_id: int, now: datetime) -> None:
    """Write the copy, seal it and ask for the letter; twice is once.

    Whoever was erased or closed meanwhile gets none.
    """
    wanted = Export.objects.select_for_update(of=("self",)).select_related("person")
    export = wanted.filter(pk=export_id, ready_at=None).first()
    if export is not None and not export.person.is_active:
        withhold(job_id=job_id, person_id=export.person_id, now=now)
        return
    if export is not None:
        _fill(export, now)
        enqueue(
            task="front.tell_of_export",
            about=f"front.export:{export.pk}",
            person=export.person,
            now=now,
            export_id=export.pk,
        )
    finish(job_id, now)


def _fill(export: Export, now: datetime) -> None:
    key, person = new_key(), export.person
    with _room() as file:
        with override(person.language):
            write_archive(
                file,
                everything_about(person),
                language=get_language() or person.language,
                rtl=get_language_bidi(),
                now=now,
            )
        export.size = file.tell()
        file.seek(0)
        for number, sealed in enumerate(sealed_pieces(file, key)):
            ExportPiece.objects.create(export=export, number=number, sealed=sealed)
    export.key_sealed, export.ready_at = seal(key), now
    export.save(update_fields=["key_sealed", "ready_at", "size"])


def _room() -> AbstractContextManager[Any]:
    """Give a file without a name: gone when closed, and when the worker is killed."""
    return SpooledTemporaryFile(max_size=_IN_MEMORY)


def tell_of_export(*, job_id: int, export_id: int, now: datetime) -> None:
    """Write that the copy is ready, as long as it is there."""
    export = Export.objects.select_related("person").filter(pk=export_id).first()
    if export is None or export.state_at(now) != ExportState.READY:
        finish(job_id, now)
        return
    if not export.person.is_active:
        withhold(job_id=job_id, person_id=export.person_id, now=now)
        return
    deliver(
        job_id=job_id,
        to=export.person.email,
        language=export.person.language,
        template="export_ready",
        values={
            "link": f"{settings.SITE_URL}{reverse('front:my_data')}",
            "ends_at": export.ends_at,
        },
        now=now,
    )


@transaction.atomic
def hand_out_export(*, actor: User, now: datetime) -> Export | None:
    """Note that somebody takes their copy; none when there is none (any more).

    Only one's own can be asked for: there is no number to try.
    """
    found = Export.objects.filter(person=actor.pk).order_by("-asked_at").first()
    if found is None or found.state_at(now) != ExportState.READY:
        return None
    record(actor=actor, action="person.take_export", subject=actor, now=now)
    return found


def bytes_of(export: Export) -> Iterator[bytes]:
    """Open a copy piece by piece."""
    pieces = ExportPiece.objects.filter(export=export).order_by("number")
    sealed = pieces.values_list("sealed", flat=True).iterator(chunk_size=1)
    return opened_pieces(sealed, unseal(export.key_sealed))
