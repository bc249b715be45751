"""Who was asked, how far that is, and whose link is whose; never who answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from engagement.common.marks import marks_of
from engagement.common.roles import Viewer
from engagement.common.sealed import unseal
from engagement.common.suppression import answers_shown
from engagement.people.addresses import one_mailbox
from engagement.people.choices import STRONG_PROOFS
from engagement.people.models import Follow, Proof, User
from feedback.choices import Channel, SurveyKind, SurveyState
from feedback.models import (
    Ballot,
    Invitation,
    Stand,
    Survey,
    SurveyStop,
    Wave,
)
from feedback.queries.visible import is_full, wave_now, with_room
from feedback.tokens import (
    invitation_mark,
    tokens_of_address,
    tokens_of_code,
    tokens_of_person,
    tokens_of_stand,
)

ADDRESS: Final = "survey-address"
MAIL, LETTERS, SCREEN, KIOSK, PAPER, DRAW = (
    "mail",
    "letters",
    "screen",
    "kiosk",
    "paper",
    "draw",
)
# How each kind may be answered: whoever was not drawn would bend what was drawn.
WAYS: Final[dict[str, tuple[str, ...]]] = {
    SurveyKind.OPEN: (SCREEN, KIOSK, PAPER),
    SurveyKind.LINKS: (MAIL, LETTERS, SCREEN, KIOSK, PAPER),
    SurveyKind.EVENT: (SCREEN,),
    SurveyKind.RANDOM: (DRAW,),
    SurveyKind.PULSE: (DRAW,),
}
DRAWN: Final = (SurveyKind.RANDOM, SurveyKind.PULSE)
RESTING: Final = (*DRAWN, SurveyKind.EVENT)


def link_token(invitation: Invitation) -> str | None:
    """Work out again the link of who has an account or a mail address; else None."""
    wave, subject = invitation.wave_id, invitation.subject
    if invitation.sealed:
        mailbox = one_mailbox(unseal(invitation.sealed))
        tokens = tokens_of_address(wave, mailbox, subject)
    elif invitation.person_id is not None:
        tokens = tokens_of_person(wave, invitation.person_id, subject)
    else:
        return None
    fits = (one for one in tokens if invitation_mark(one) == invitation.token_hash)
    return next(fits, None)


def link_of_code(code: str) -> str | None:
    """Give the link a code of a letter stands for; None when there is none."""
    tokens = {invitation_mark(one): one for one in tokens_of_code(code)}
    letters = Invitation.objects.filter(
        token_hash__in=tokens, channel=Channel.LETTER
    ).values_list("token_hash", flat=True)
    return next((tokens[mark] for mark in letters), None)


def answered_with(token: str) -> Invitation | None:
    """Give the invitation of a link that was used; None while it may, or is no link."""
    used = Invitation.objects.filter(
        ~Exists(Ballot.objects.filter(pk=OuterRef("pk"))),
        token_hash=invitation_mark(token),
    )
    return used.select_related("wave__survey").first()


def own_links(viewer: Viewer, wave: Wave) -> list[str]:
    """Give the links somebody signed in has for a wave, the first asked first."""
    if viewer.user is None:
        return []
    theirs = Invitation.objects.filter(wave=wave, person=viewer.user.pk)
    return [token for one in theirs.order_by("pk") if (token := link_token(one))]


def stand_token(stand: Stand) -> str:
    """Work out the link of a stand."""
    tokens = tokens_of_stand(stand.pk)
    fits = (one for one in tokens if invitation_mark(one) == stand.token_hash)
    return next(fits, tokens[0])


def stand_of_link(token: str, kind: str) -> Stand | None:
    stands = Stand.objects.select_related("wave__survey__neighborhood", "wave__version")
    return stands.filter(token_hash=invitation_mark(token), kind=kind).first()


def stand_of_number(stand_id: int) -> Stand | None:
    return Stand.objects.select_related("wave__survey").filter(pk=stand_id).first()


def open_stands(wave: Wave) -> list[Stand]:
    """List the screens and kiosks of a wave that were not closed."""
    stands = Stand.objects.filter(wave=wave, closed_at=None).select_related("wave")
    return list(stands.order_by("kind", "pk"))


def open_stand_of(wave: Wave, kind: str) -> Stand | None:
    stands = Stand.objects.filter(wave=wave, kind=kind, closed_at=None)
    return stands.select_related("wave__survey").order_by("pk").first()


def wants_no_letters(*, person: User | None, address: str = "") -> bool:
    """Tell whether somebody stopped letters about surveys.

    A stop of an account holds for its address, and one of an address for its account:
    whoever pressed the link in one letter wants none of the others either.
    """
    return stops_of(person, address).exists()


def stops_of(person: User | None, address: str = "") -> QuerySet[SurveyStop]:
    """List what stops letters to an account or an address."""
    found = Q(pk__in=())
    if person is not None:
        found |= Q(person=person)
    mail = address or (person.email if person else "")
    if mail:
        mailbox = one_mailbox(mail)
        found |= Q(address_mark__in=marks_of(ADDRESS, mailbox))
        found |= Q(person__email=mailbox)
    return SurveyStop.objects.filter(found)


def stops_of_mark(mark: str) -> QuerySet[SurveyStop]:
    """List what stops letters to the address of a mark, its account’s stop among them."""
    by_account = SurveyStop.objects.exclude(person=None).select_related("person")
    its = [one.pk for one in by_account if mark in marks_of_person(one.person)]
    return SurveyStop.objects.filter(Q(address_mark=mark) | Q(pk__in=its))


def stopped_marks() -> set[str]:
    """Give the marks of all addresses that want no letters about surveys."""
    found: set[str] = set()
    stops = SurveyStop.objects.select_related("person")
    for stop in stops.iterator(chunk_size=2000):
        found |= {stop.address_mark} if stop.address_mark else set()
        found |= marks_of_person(stop.person)
    return found


def marks_of_person(person: User | None) -> set[str]:
    """Give the marks of the address of an account."""
    if person is None or not person.email:
        return set()
    return set(marks_of(ADDRESS, one_mailbox(person.email)))


# -- the draw --------------------------------------------------------------------------
def residents_to_draw(survey: Survey, wave: Wave, now: datetime) -> QuerySet[User]:
    """List verified residents who rest from no other survey and want to be asked."""
    proofs = Proof.objects.filter(user=OuterRef("pk"), at__lte=now)
    if settings.TRUST_RULE == "strong":
        proofs = proofs.filter(kind__in=STRONG_PROOFS)
    people = User.objects.filter(Exists(proofs), is_active=True)
    if survey.neighborhood_id is not None:
        follows = Follow.objects.filter(
            user=OuterRef("pk"), neighborhood=survey.neighborhood_id
        )
        people = people.filter(Exists(follows))
    stopped = SurveyStop.objects.filter(person=OuterRef("pk"))
    here = Invitation.objects.filter(wave=wave, person=OuterRef("pk"))
    people = people.exclude(Exists(stopped) | Exists(here))
    return people.exclude(Exists(asked_lately(survey, now, DRAWN)))


def asked_lately(
    survey: Survey, now: datetime, kinds: tuple[str, ...]
) -> QuerySet[Invitation]:
    """Find the letters within a survey’s weeks of rest to the person of a query."""
    since = now - timedelta(weeks=survey.rest_weeks)
    return Invitation.objects.filter(
        person=OuterRef("pk"), wave__survey__kind__in=kinds, made_at__gt=since
    )


# -- the pages -------------------------------------------------------------------------
def asked_of(viewer: Viewer, now: datetime) -> list[tuple[Wave, str]]:
    """List what somebody signed in was asked and can still answer, with their link."""
    if viewer.user is None:
        return []
    theirs = Invitation.objects.filter(
        Exists(Ballot.objects.filter(pk=OuterRef("pk"))),
        with_room("wave", "wave__survey"),
        person=viewer.user.pk,
        channel=Channel.MAIL,
        wave__survey__state=SurveyState.PUBLISHED,
        wave__opens_at__lte=now,
        wave__closes_at__gt=now,
    ).select_related("wave__survey")
    found = ((one.wave, link_token(one)) for one in theirs.order_by("expires_at", "pk"))
    return [(wave, token) for wave, token in found if token]


def may_remind(wave: Wave) -> bool:
    """Tell whether letters left that were followed by no reminder, and there is room."""
    return not is_full(wave) and to_remind(wave).exists()


def to_remind(wave: Wave) -> QuerySet[Invitation]:
    """List those who got a letter, no reminder, and still have their ballot."""
    stands = Ballot.objects.filter(pk=OuterRef("pk"))
    return Invitation.objects.filter(
        Exists(stands),
        wave=wave,
        channel=Channel.MAIL,
        sent_at__isnull=False,
        reminded_at=None,
    )


def invite_context(survey: Survey, now: datetime) -> dict[str, Any]:
    """Give what the desk tells of asking: numbers that tell of no single person."""
    wave = wave_now(survey, now)
    if wave is None:
        return {"asking": None}
    invited = Invitation.objects.filter(wave=wave)
    unanswered = Ballot.objects.filter(invitation__wave=wave).count()
    total = invited.count()
    return {
        "asking": {
            "wave": wave,
            "is_open": wave.is_open(now) and survey.state == SurveyState.PUBLISHED,
            "is_full": is_full(wave),
            "ways": WAYS[survey.kind],
            "invited": answers_shown(total),
            "answered": answers_shown(total - unanswered),
            "reminded": answers_shown(
                invited.filter(reminded_at__isnull=False).count()
            ),
        }
    }
