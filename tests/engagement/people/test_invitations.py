"""Invitations: one mailbox, one use, three days, looked at at every entrance."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role
from engagement.common.sealed import unseal
from engagement.outbox.models import SealedLetter
from engagement.people import services
from engagement.people.choices import ProofKind
from engagement.people.errors import (
    AddressTakenError,
    BadAddressError,
    InvitationClosedError,
    OtherMailboxError,
    ReasonMissingError,
    TooManyInvitationsError,
)
from engagement.people.models import Grant, Invitation, Proof, RoleRequest, User
from engagement.people.queries import token_hash
from engagement.people.services import Terms
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import make_neighborhood, make_town
from tests.factories.roles import make_invitation
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


def invite(
    actor: User,
    address: str = "ann@example.org",
    *,
    role: Role = Role.ORGANIZER,
    at: datetime = NOW,
) -> Invitation:
    return services.invite(
        address=address,
        terms=Terms(role, None, "Knows everybody"),
        actor=actor,
        language="en",
        now=at,
    )


def mailed_token() -> str:
    """The token in the letter that went out last; it is nowhere else."""
    letter = json.loads(unseal(SealedLetter.objects.latest("pk").sealed))
    found = re.search(r"/invitation/([\w-]+)/", letter["text"])
    assert found is not None
    return found[1]


def test_a_letter_goes_out_and_only_a_hash_of_its_link_is_kept() -> None:
    admin = make_admin()

    invitation = invite(admin, "Ann+town@Example.org")

    token = mailed_token()
    letter = json.loads(unseal(SealedLetter.objects.get().sealed))
    assert (letter["to"], invitation.address) == ("ann@example.org", "ann@example.org")
    assert len(token) >= 43  # 32 random bytes
    assert invitation.token_hash == token_hash(token)
    assert invitation.expires_at == NOW + 72 * HOUR
    written = json.dumps(list(Invitation.objects.values()), default=str) + json.dumps(
        list(Entry.objects.values()), default=str
    )
    assert token not in written


def test_accepting_gives_the_role_once() -> None:
    admin, user = make_admin(), make_user("ann@example.org")
    invitation = invite(admin)
    token = mailed_token()

    grant = services.accept_invitation(token=token, user=user, now=NOW + HOUR)

    assert isinstance(grant, Grant)
    assert (grant.user, grant.role, grant.granted_by) == (user, Role.ORGANIZER, admin)
    assert Proof.objects.get(user=user).kind == ProofKind.MAIL
    invitation.refresh_from_db()
    assert (invitation.accepted_by, invitation.accepted_at) == (user, NOW + HOUR)
    acts = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert acts == ["invitation.send", "role.grant", "invitation.accept"]
    services.end_grant(grant_id=grant.pk, actor=None, now=NOW + 2 * HOUR)
    with pytest.raises(InvitationClosedError, match="has been used"):
        services.accept_invitation(token=token, user=user, now=NOW + 3 * HOUR)


def test_another_mailbox_does_not_take_it() -> None:
    invite(make_admin())

    with pytest.raises(OtherMailboxError, match="sent to another address"):
        services.accept_invitation(
            token=mailed_token(), user=make_user("bob@example.org"), now=NOW
        )

    assert Grant.objects.count() == 1


def closed_ways(admin: User) -> dict[str, tuple[str, datetime]]:
    """Links that open nothing any more, and when one comes with each."""
    invitation = invite(admin, "old@example.org")
    ways = {"too old": (mailed_token(), NOW + 72 * HOUR)}
    back = invite(admin, "back@example.org")
    ways["taken back"] = (mailed_token(), NOW + HOUR)
    services.withdraw_invitation(invitation_id=back.pk, actor=admin, now=NOW)
    assert invitation.pk != back.pk
    return ways


@pytest.mark.parametrize("way", ["too old", "taken back"])
def test_what_is_over_opens_at_no_entrance(way: str) -> None:
    admin = make_admin()
    token, moment = closed_ways(admin)[way]
    address = Invitation.objects.get(token_hash=token_hash(token)).address

    with pytest.raises(InvitationClosedError):
        services.join_by_invitation(token=token, name="", language="en", now=moment)
    user = make_user(address)
    with pytest.raises(InvitationClosedError):
        services.accept_invitation(token=token, user=user, now=moment)

    assert Grant.objects.count() == 1


def last_code() -> str:
    letter = json.loads(unseal(SealedLetter.objects.latest("pk").sealed))
    found = re.search(r"\b\d{6}\b", letter["text"])
    assert found is not None
    return found[0]


@pytest.mark.parametrize("entrance", ["sign up", "code", "new password"])
def test_no_other_way_in_revives_it(client: Client, entrance: str) -> None:
    """Decidim CVE-2023-48220: a new password brought a dead invitation back."""
    make_town()
    admin = make_admin()
    token = "a-token-of-ours"  # noqa: S105 - made up here
    invited = make_invitation(address="ann@example.org", by=admin, token=token)
    Invitation.objects.update(withdrawn_at=now(), withdrawn_by=admin)
    if entrance != "sign up":
        services.create_user(
            email="ann@example.org", password="three good words", now=now()
        )

    address = {"email": "ann@example.org"}
    asked = client.post(
        reverse(
            {
                "sign up": "account_signup",
                "code": "account_request_login_code",
                "new password": "account_reset_password",
            }[entrance]
        ),
        address,
    )
    proven = client.post(asked["Location"], {"code": last_code()})
    if entrance == "new password":
        words = dict.fromkeys(("password1", "password2"), "four even better words")
        client.post(proven["Location"], words)
        client.post(
            reverse("account_login"),
            {"login": "ann@example.org", "password": words["password1"]},
        )
    assert "_auth_user_id" in client.session
    shown = client.get(reverse("people:invitation", args=[token]))
    accepted = client.post(reverse("people:accept", args=[token]))

    assert "was taken back" in shown.content.decode()
    assert accepted["Location"] == reverse("people:invitation", args=[token])
    assert not Grant.objects.filter(user__email="ann@example.org").exists()
    invited.refresh_from_db()
    assert invited.accepted_at is None


def test_who_invited_must_still_be_somebody_who_may() -> None:
    admin, user = make_admin(), make_user("ann@example.org")
    invite(admin)
    make_admin()
    admin.grants.update(ends_at=NOW)

    with pytest.raises(NotAllowedError, match="may not give this role any more"):
        services.accept_invitation(token=mailed_token(), user=user, now=NOW + HOUR)

    assert not user.grants.exists()


def test_a_high_role_waits_for_a_second_person_after_it_is_accepted() -> None:
    admin, user = make_admin(), make_user("ann@example.org")
    second = make_admin()
    invite(admin, role=Role.OFFICER)

    asked = services.accept_invitation(token=mailed_token(), user=user, now=NOW)

    assert isinstance(asked, RoleRequest)
    assert not user.grants.exists()
    grant = services.agree_to_role(request_id=asked.pk, actor=second, now=NOW)
    assert (grant.user, grant.granted_by, grant.seconded_by) == (user, admin, second)


def test_nobody_invites_to_what_they_may_not_give() -> None:
    place = make_neighborhood()
    officer, admin = make_officer(of=place), make_admin("boss@example.org")
    terms = Terms(Role.ORGANIZER, place, "why")
    refused = [
        (officer, Terms(Role.OFFICER, place, "why"), "a@example.org"),
        (officer, Terms(Role.ORGANIZER, make_neighborhood(), "why"), "a@example.org"),
        (make_user(), terms, "a@example.org"),
        (admin, terms, "Boss+2@example.org"),  # one's own mailbox
    ]

    for actor, wanted, address in refused:
        with pytest.raises(NotAllowedError):
            services.invite(
                address=address, terms=wanted, actor=actor, language="en", now=NOW
            )
    with pytest.raises(BadAddressError):
        invite(admin, "nobody")
    with pytest.raises(ReasonMissingError):
        services.invite(
            address="a@example.org",
            terms=Terms(Role.ORGANIZER, place),
            actor=admin,
            language="en",
            now=NOW,
        )

    assert not Invitation.objects.exists()
    services.invite(
        address="a@example.org", terms=terms, actor=officer, language="en", now=NOW
    )
    assert Invitation.objects.get().invited_by == officer


def test_twenty_a_day_are_enough() -> None:
    admin, other = make_admin(), make_admin()
    for _number in range(20):
        make_invitation(by=admin, at=NOW - HOUR)

    with pytest.raises(TooManyInvitationsError, match="20 invitations within a day"):
        invite(admin)

    assert invite(other).invited_by == other
    Invitation.objects.filter(invited_by=admin).update(invited_at=NOW - 25 * HOUR)
    assert invite(admin, "b@example.org").invited_by == admin


def test_a_second_letter_takes_the_place_of_the_first() -> None:
    admin, user = make_admin(), make_user("ann@example.org")
    invite(admin)
    first = mailed_token()
    invite(admin, at=NOW + timedelta(minutes=2))

    with pytest.raises(InvitationClosedError, match="taken back"):
        services.accept_invitation(token=first, user=user, now=NOW)

    services.accept_invitation(token=mailed_token(), user=user, now=NOW)
    assert user.grants.count() == 1


def test_two_presses_send_one_letter_whose_link_works() -> None:
    admin, user = make_admin(), make_user("ann@example.org")

    first, again = invite(admin), invite(admin, at=NOW + timedelta(seconds=59))

    assert (first, Invitation.objects.count()) == (again, 1)
    assert SealedLetter.objects.count() == 1
    services.accept_invitation(token=mailed_token(), user=user, now=NOW)
    assert user.grants.count() == 1


def test_another_role_or_another_hand_is_another_letter() -> None:
    admin = make_admin()

    invite(admin)
    invite(admin, role=Role.OVERSEER)
    invite(make_admin())

    assert SealedLetter.objects.count() == 3


def test_only_who_invited_or_an_administrator_takes_it_back() -> None:
    place = make_neighborhood()
    officer, colleague = make_officer(of=place), make_officer(of=place)
    invited = [make_invitation(of=place, by=officer, at=NOW) for _one in range(2)]

    with pytest.raises(NotAllowedError):
        services.withdraw_invitation(
            invitation_id=invited[0].pk, actor=colleague, now=NOW
        )
    services.withdraw_invitation(invitation_id=invited[0].pk, actor=officer, now=NOW)
    services.withdraw_invitation(
        invitation_id=invited[1].pk, actor=make_admin(), now=NOW
    )

    assert not Invitation.objects.filter(withdrawn_at=None).exists()
    with pytest.raises(InvitationClosedError):
        services.withdraw_invitation(
            invitation_id=invited[0].pk, actor=officer, now=NOW
        )


def test_addresses_are_let_go_of_a_month_after_the_letter_stopped_working() -> None:
    make_invitation(at=NOW)
    kept = make_invitation(at=NOW + timedelta(days=10))

    services.forget_invitations(now=NOW + timedelta(days=33, seconds=1))

    assert list(Invitation.objects.all()) == [kept]


# -- the letter's page -------------------------------------------------------------------
def test_somebody_without_an_account_gets_one_by_the_letter(client: Client) -> None:
    make_town()
    admin, place = make_admin(), make_neighborhood(name="Millbrook")
    make_invitation(address="ann@example.org", of=place, by=admin, token="link")
    page = reverse("people:invitation", args=["link"])
    assert "Organizer in Millbrook" in client.get(page).content.decode()

    joined = client.post(reverse("people:join", args=["link"]), {"name": " Ann "})
    ann = User.objects.get(email="ann@example.org")
    assert (joined["Location"], ann.name) == (page, "Ann")
    assert not ann.grants.exists()
    accepted = client.post(reverse("people:accept", args=["link"]))

    assert accepted["Location"] == "/my/"
    assert ann.grants.get().neighborhood == place
    assert Proof.objects.get(user=ann).kind == ProofKind.MAIL
    assert not ann.has_usable_password()


def test_a_letter_signs_nobody_in_to_an_account_that_is_there(client: Client) -> None:
    """A second step, a password: what guards the account is not gone around."""
    make_town()
    make_user("ann@example.org")
    make_invitation(address="ann@example.org", token="link")

    shown = client.get(reverse("people:invitation", args=["link"])).content.decode()
    client.post(reverse("people:join", args=["link"]), {"name": "Ann"})

    assert "Sign in to accept." in shown
    assert "_auth_user_id" not in client.session
    with pytest.raises(AddressTakenError):
        services.join_by_invitation(token="link", name="", language="en", now=now())


def test_the_page_says_what_is_the_matter(client: Client) -> None:
    make_town()
    make_invitation(address="ann@example.org", token="open")
    make_invitation(token="old", at=now() - 73 * HOUR)
    make_invitation(token="used")
    Invitation.objects.filter(token_hash=token_hash("used")).update(accepted_at=now())
    client.force_login(make_user("bob@example.org"))
    said = {
        "open": "You are signed in as bob@example.org. This invitation was sent to another address.",
        "old": "older than three days",
        "used": "has been used",
    }

    pages = {
        name: client.get(reverse("people:invitation", args=[name])) for name in said
    }
    missing = client.get(reverse("people:invitation", args=["never"]))

    assert [n for n, words in said.items() if words not in pages[n].text] == []
    assert "ann@example.org" not in pages["open"].text
    assert missing.status_code == 404
    assert pages["open"].headers["Referrer-Policy"] == "same-origin"  # decision 0029
    assert "no-store" in pages["open"].headers["Cache-Control"]


def test_looking_at_the_link_accepts_nothing(client: Client) -> None:
    """Mail programs open links before people do."""
    make_town()
    ann = make_user("ann@example.org")
    make_invitation(address="ann@example.org", token="link")
    client.force_login(ann)

    for name in ("invitation", "join", "accept"):
        client.get(reverse(f"people:{name}", args=["link"]))

    assert not ann.grants.exists()


def test_officers_invite_and_see_invitations_of_their_area_alone(
    client: Client,
) -> None:
    make_town()
    place, elsewhere = make_neighborhood(), make_neighborhood()
    officer = make_officer(of=place)
    mine = make_invitation(of=place)
    make_invitation(of=elsewhere)
    make_invitation(of=place, role=Role.OFFICER)
    sign_in(client, officer)
    page = reverse("people:organizers")
    sent = {"address": "a@example.org", "reason": "Good at it"}

    shown = client.get(page).context["invitations"]
    assert list(shown) == [mine]
    client.post(page, {**sent, "neighborhood": elsewhere.pk})
    assert not Invitation.objects.filter(address="a@example.org").exists()
    client.post(page, {**sent, "neighborhood": place.pk, "role": Role.ADMIN})

    made = Invitation.objects.get(address="a@example.org")
    assert (made.role, made.neighborhood) == (Role.ORGANIZER, place)
