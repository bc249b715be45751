"""A kiosk, and the code on a screen: whoever is there begins afresh."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.roles import Actor
from feedback.choices import Channel, StandKind
from feedback.errors import SurveyClosedError
from feedback.models import Invitation, Stand
from feedback.services.asking import wave_to_ask
from feedback.services.inviting import invite, require_open
from feedback.services.locks import note, survey_of_editor
from feedback.tokens import invitation_mark, new_token, tokens_of_stand

CHANNELS = {StandKind.KIOSK: Channel.KIOSK, StandKind.SCREEN: Channel.SCREEN}


@transaction.atomic
def open_stand(*, survey_id: int, kind: str, actor: Actor, now: datetime) -> Stand:
    """Open a kiosk, or the code for a screen: of the last there is one a wave.

    Raises NotAllowedError, AskingError.
    """
    survey = survey_of_editor(survey_id, actor)
    wave = wave_to_ask(survey, kind, now)
    there = wave.stands.filter(kind=kind, closed_at=None).first()
    if there is not None and kind == StandKind.SCREEN:
        return there
    stand = Stand.objects.create(
        wave=wave, kind=kind, token_hash=new_token(), made_by_id=actor.pk, made_at=now
    )
    stand.token_hash = invitation_mark(tokens_of_stand(stand.pk)[0])
    stand.save(update_fields=["token_hash"])
    note(survey, actor, "survey.open_stand", now, kind=kind)
    return stand


@transaction.atomic
def close_stand(*, stand_id: int, actor: Actor, now: datetime) -> None:
    """Let nobody begin there any more. Raises NotAllowedError."""
    found = Stand.objects.select_related("wave").get(pk=stand_id)
    survey = survey_of_editor(found.wave.survey_id, actor)
    stand = Stand.objects.select_for_update().get(pk=stand_id)
    if stand.closed_at is None:
        stand.closed_at = now
        stand.save(update_fields=["closed_at"])
        note(survey, actor, "survey.close_stand", now, kind=stand.kind)


def require_stand(stand: Stand, now: datetime) -> None:
    """Raise SurveyClosedError with a sentence for a stand where nobody begins now."""
    if stand.closed_at is not None:
        raise SurveyClosedError(_("This survey is closed. Thank you for coming."))
    require_open(stand.wave, now)


@transaction.atomic
def begin_at_stand(*, stand: Stand, now: datetime) -> str:
    """Give a new link to whoever stands there; what the one before left is worth nothing.

    Raises SurveyClosedError.
    """
    require_stand(stand, now)
    subject = f"stand:{stand.pk}"
    if stand.kind == StandKind.KIOSK:
        left = Invitation.objects.filter(wave=stand.wave_id, subject=subject)
        left.filter(ballot__isnull=False).delete()
    token = new_token()
    invite(
        wave=stand.wave,
        channel=CHANNELS[StandKind(stand.kind)],
        now=now,
        token=token,
        subject=subject,
    )
    return token
