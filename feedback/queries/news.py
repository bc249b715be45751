"""Who hears that results are out; never whether somebody answered.

A letter goes to everybody who was asked by mail. Ballots are not looked at: a list of
those who answered, or of those who did not, would tell who did.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from engagement.people.models import Follow, User
from feedback.choices import Channel
from feedback.models import Invitation, Result, SurveyStop, Wave
from feedback.queries.results import PUBLIC


def people_to_tell(wave: Wave) -> QuerySet[User]:
    """List whoever was asked by mail or follows where the survey was out."""
    asked = Invitation.objects.filter(
        wave=wave, channel=Channel.MAIL, person=OuterRef("pk")
    )
    follows = Follow.objects.filter(user=OuterRef("pk"))
    if wave.survey.neighborhood_id is not None:
        follows = follows.filter(neighborhood=wave.survey.neighborhood_id)
    stopped = SurveyStop.objects.filter(person=OuterRef("pk"))
    people = User.objects.filter(Exists(asked) | Exists(follows), is_active=True)
    return people.exclude(Exists(stopped)).exclude(email="")


def addresses_to_tell(wave: Wave) -> QuerySet[Invitation]:
    """List the addresses that were asked and are still kept, each once."""
    kept = Invitation.objects.filter(wave=wave, channel=Channel.MAIL)
    earlier = kept.filter(address_mark=OuterRef("address_mark"), pk__lt=OuterRef("pk"))
    return kept.exclude(address_mark="").exclude(sealed=b"").exclude(Exists(earlier))


def is_anything_public(wave: Wave) -> bool:
    return Result.objects.filter(PUBLIC, wave=wave).exists()


def came_by_file(wave: Wave) -> bool:
    """Tell whether a wave was taken in from another tool: nobody waits for its news."""
    return wave.responses.filter(channel=Channel.IMPORT).exists()
