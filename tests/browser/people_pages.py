"""The pages about people and roles as a browser sees them: full, empty, wrong."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import now

from engagement.common.roles import Role
from engagement.moderation.choices import Verdict
from engagement.people.models import Grant, User
from tests.browser.visits import PageCase, Visit
from tests.factories.concerns import make_concern, make_issue
from tests.factories.moderation import make_decision, make_review
from tests.factories.people import (
    make_admin,
    make_grant,
    make_officer,
    make_organizer,
    make_user,
)
from tests.factories.places import make_neighborhood, make_town
from tests.factories.roles import make_invitation, make_role_request
from tests.harness.sessions import just_signed_in


def _boss() -> User:
    make_town()
    return make_admin("boss@example.org")


def _open(name: str, *args: object) -> Visit:
    boss = _boss()
    return Visit(reverse(f"people:{name}", args=args), boss)


def _people() -> Visit:
    boss, place = _boss(), make_neighborhood(name="Millbrook")
    officer = make_officer(of=place)
    make_grant(officer, Role.ORGANIZER, place)
    make_user("a.very.long.address.of.somebody@mail.riverside.example.org", name="Ann")
    make_role_request(by=boss)
    make_invitation(by=boss)
    User.objects.filter(pk=make_user().pk).update(is_active=False)
    return Visit(reverse("people:people"), boss)


def _nobody() -> Visit:
    return Visit(reverse("people:people") + "?words=zz", _boss())


def _person() -> Visit:
    boss, place = _boss(), make_neighborhood(name="Millbrook")
    user = make_officer(of=place)
    second = make_admin("second@example.org")
    make_role_request(by=boss, user=user, of=make_neighborhood())
    Grant.objects.create(
        user=user,
        role=Role.MODERATOR,
        granted_by=boss,
        seconded_by=second,
        reason="The queue is long",
        starts_at=now() - timedelta(days=30),
        ends_at=now() - timedelta(days=2),
        ended_by=second,
        end_reason="The queue is short again",
    )
    return Visit(reverse("people:person", args=[user.pk]), boss)


def _act(name: str) -> Visit:
    boss, user = _boss(), make_officer(of=make_neighborhood(name="Millbrook"))
    args = [user.pk]
    if name == "end":
        args.append(user.grants.get().pk)
    return Visit(reverse(f"people:{name}", args=args), boss)


def _resident() -> Visit:
    boss = _boss()
    return Visit(reverse("people:person", args=[make_user().pk]), boss)


def _requests() -> Visit:
    boss = _boss()
    for _one in range(2):
        make_role_request(by=boss, of=make_neighborhood())
    return Visit(reverse("people:requests"), boss)


def _request(*, own: bool) -> Visit:
    boss = _boss()
    asked = make_role_request(by=boss if own else make_admin())
    return Visit(reverse("people:request", args=[asked.pk]), boss)


def _invitations() -> Visit:
    boss = _boss()
    for _one in range(2):
        make_invitation(by=boss, of=make_neighborhood())
    return Visit(reverse("people:invitations"), boss)


def _organizers(*, any_there: bool) -> Visit:
    make_town()
    place = make_neighborhood(name="Millbrook")
    officer = make_officer(of=place)
    if any_there:
        make_organizer(of=place)
        make_invitation(of=place, by=officer)
    return Visit(reverse("people:organizers"), officer)


def _invitation(*, as_whom: str = "") -> Visit:
    boss, place = _boss(), make_neighborhood(name="Millbrook")
    make_invitation(address="ann@example.org", of=place, by=boss, token="link")
    user = make_user(as_whom) if as_whom else None
    return Visit(reverse("people:invitation", args=["link"]), user)


def _proved(user: User, path: str) -> Visit:
    """Somebody who has just shown that it is they."""
    client = just_signed_in(user)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return Visit(path, cookies=cookies)


def _asked(person: User | None) -> Visit:
    make_town()
    place, review = make_neighborhood("Millbrook"), make_review("canary of a text")
    make_concern(issue=make_issue(neighborhood=place), person=person, review=review)
    moderator = make_user(name="Kim Lee")
    ask = make_decision(
        review, Verdict.SENDER, words="Threatens a neighbor, every day", by=moderator
    )
    return _proved(make_admin(), reverse("concerns:sender_asked", args=[ask.pk]))


def _sender_asked() -> Visit:
    return _asked(make_user(name="Ann Example"))


def _no_sender_asked() -> Visit:
    return _asked(None)


def _sender() -> Visit:
    make_town()
    concern, moderator = make_concern(), make_user()
    make_grant(moderator, Role.MODERATOR, None)
    return _proved(moderator, reverse("concerns:sender", args=[concern.reference]))


def _old_invitation() -> Visit:
    make_invitation(by=_boss(), token="old", at=now() - timedelta(days=4))
    return Visit(reverse("people:invitation", args=["old"]))


PEOPLE_PAGES: list[PageCase] = [
    PageCase("people and roles", _people),
    PageCase("nobody found", _nobody),
    PageCase("somebody with roles", _person),
    PageCase("somebody without roles", _resident),
    PageCase("give a role", lambda: _act("grant")),
    PageCase("end a role", lambda: _act("end")),
    PageCase("close an account", lambda: _act("suspend")),
    PageCase("open an account", lambda: _act("open")),
    PageCase("sign somebody out", lambda: _act("sign_out")),
    PageCase("roles that wait", _requests),
    PageCase("no role waits", lambda: _open("requests")),
    PageCase("agree to a role", lambda: _request(own=False)),
    PageCase("a role one asked for", lambda: _request(own=True)),
    PageCase("open invitations", _invitations),
    PageCase("no open invitation", lambda: _open("invitations")),
    PageCase("invite somebody", lambda: _open("invite")),
    PageCase("organizers", lambda: _organizers(any_there=True)),
    PageCase("no organizers", lambda: _organizers(any_there=False)),
    PageCase("an invitation for somebody new", _invitation),
    PageCase("an invitation to accept", lambda: _invitation(as_whom="ann@example.org")),
    PageCase("an invitation of others", lambda: _invitation(as_whom="bob@example.org")),
    PageCase("an old invitation", _old_invitation),
    PageCase("close the account behind words", _sender),
    PageCase("an account a moderator asks about", _sender_asked),
    PageCase("an account a moderator asks about, none", _no_sender_asked),
    PageCase("my name", lambda: _open("name")),
]
