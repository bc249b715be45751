"""Who invites, who speaks, who looks after a meeting; and the page of a letter."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.people.addresses import one_mailbox
from engagement.people.choices import InvitationState
from meetings.forms.people import ColleagueForm, HostForm, LetterForm, SpeakerForm
from meetings.permissions import can_add_organizer
from meetings.queries import active_organizers
from meetings.queries.organizing import colleagues_for, letter_of, open_letters_of
from meetings.services import (
    accept_organizing,
    add_host,
    add_organizer,
    add_speaker,
    end_organizer,
    invite_organizer,
    remove_host,
    remove_speaker,
    withdraw_letter,
)
from meetings.views.finding import own_meeting

MOST_COLLEAGUES = 200


@require_http_methods(["GET", "POST"])
def meeting_people(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Name hosts and speakers; each form says with its button which it is."""
    meeting = own_meeting(request, meeting_id)
    act = request.POST.get("act", "")
    hosts = HostForm(request.POST if act == "host" else None, prefix="host")
    speakers = SpeakerForm(request.POST if act == "speaker" else None, prefix="speaker")
    done = False
    try:
        if hosts.is_valid():
            add_host(
                meeting_id=meeting.pk,
                actor=request.user,
                now=now(),
                part=hosts.cleaned_data["part"],
                name=hosts.cleaned_data["name"],
                link=hosts.cleaned_data["link"],
            )
            done = True
        elif speakers.is_valid():
            add_speaker(
                meeting_id=meeting.pk,
                actor=request.user,
                now=now(),
                name=speakers.cleaned_data["name"],
                about=speakers.cleaned_data["about"],
            )
            done = True
        else:
            done = _removed(request, meeting.pk, act)
    except DomainError as error:
        (hosts if act == "host" else speakers).add_error(None, str(error))
    if done:
        messages.success(request, _("The page says so now."))
        return redirect("meetings:meeting_people", meeting.pk)
    context = {
        "meeting": meeting,
        "host_form": hosts,
        "speaker_form": speakers,
        "hosts": meeting.hosts.order_by("part", "pk"),
        "speakers": meeting.speakers.order_by("pk"),
    }
    return render(request, "meetings/meeting_people.html", context)


def _removed(request: SignedInRequest, meeting_id: int, act: str) -> bool:
    """Take off the one that is named, `host-3` or `speaker-7`."""
    kind, _dash, number = act.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):  # noqa: PLR2004 - digits of a bigint
        return False
    if kind == "host":
        remove_host(
            meeting_id=meeting_id, host_id=int(number), actor=request.user, now=now()
        )
    else:
        remove_speaker(
            meeting_id=meeting_id, speaker_id=int(number), actor=request.user, now=now()
        )
    return True


@require_http_methods(["GET", "POST"])
def meeting_organizers(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Who looks after a meeting: colleagues by name, others by letter."""
    meeting = own_meeting(request, meeting_id, can_add_organizer)
    people = list(colleagues_for(meeting, now())[:MOST_COLLEAGUES])
    act = request.POST.get("act", "")
    colleagues = ColleagueForm(
        request.POST if act == "colleague" else None, people=people
    )
    letters = LetterForm(request.POST if act == "letter" else None)
    said = ""
    try:
        if colleagues.is_valid():
            chosen = int(colleagues.cleaned_data["person"])
            add_organizer(
                meeting_id=meeting.pk, person_id=chosen, actor=request.user, now=now()
            )
            said = _("They look after it too, from now on.")
        elif letters.is_valid():
            invite_organizer(
                meeting_id=meeting.pk,
                address=letters.cleaned_data["address"],
                actor=request.user,
                language=get_language() or settings.LANGUAGE_CODE,
                now=now(),
            )
            said = _("A letter is on its way. The link in it is good for two weeks.")
    except DomainError as error:
        (colleagues if act == "colleague" else letters).add_error(None, str(error))
    if said:
        messages.success(request, said)
        return redirect("meetings:meeting_organizers", meeting.pk)
    context = {
        "meeting": meeting,
        "organizers": active_organizers(meeting),
        "letters": open_letters_of(meeting, now()),
        "colleague_form": colleagues,
        "letter_form": letters,
        "has_colleagues": bool(people),
    }
    return render(request, "meetings/meeting_organizers.html", context)


@require_POST
def organizer_end(
    request: SignedInRequest, meeting_id: int, organizer_id: int
) -> HttpResponse:
    meeting = own_meeting(request, meeting_id, can_add_organizer)
    organizer = get_object_or_404(active_organizers(meeting), pk=organizer_id)
    try:
        end_organizer(organizer_id=organizer.pk, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("They do not look after it any more."))
    if organizer.person_id == request.user.pk:
        return redirect("meetings:organize")
    return redirect("meetings:meeting_organizers", meeting.pk)


@require_POST
def letter_withdraw(
    request: SignedInRequest, meeting_id: int, letter_id: int
) -> HttpResponse:
    meeting = own_meeting(request, meeting_id, can_add_organizer)
    letter = get_object_or_404(open_letters_of(meeting, now()), pk=letter_id)
    withdraw_letter(letter_id=letter.pk, actor=request.user, now=now())
    messages.success(request, _("The invitation is taken back."))
    return redirect("meetings:meeting_organizers", meeting.pk)


# -- who was asked -----------------------------------------------------------------------
@login_not_required
@never_cache
@require_safe
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a letter asks, and the way to say yes."""
    letter = letter_of(token)
    if letter is None:
        raise Http404
    user = request.user if request.user.is_authenticated else None
    here = urlencode({"next": reverse("meetings:asked", args=[token])})
    is_open = letter.state_at(now()) == InvitationState.OPEN
    context = {
        "letter": letter,
        "token": token,
        "is_open": is_open and not letter.meeting.is_cancelled,
        "is_mine": user is not None and one_mailbox(user.email) == letter.address,
        "sign_in_url": f"{reverse(settings.LOGIN_URL)}?{here}",
        "sign_up_url": f"{reverse('account_signup')}?{here}",
    }
    answer = render(request, "meetings/asked.html", context)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def asked_accept(request: SignedInRequest, token: str) -> HttpResponse:
    here = redirect("meetings:asked", token)
    if request.method == "GET":  # led back here after signing in
        return here
    try:
        organizer = accept_organizing(token=token, user=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
        return here
    messages.success(request, _("Thank you. You look after this meeting now."))
    return redirect("meetings:meeting_desk", organizer.meeting_id)
