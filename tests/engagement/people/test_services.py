from datetime import timedelta

import pytest
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role
from engagement.people import services
from engagement.people.addresses import one_mailbox
from engagement.people.choices import ProofKind
from engagement.people.errors import (
    AddressTakenError,
    BadAddressError,
    WeakPasswordError,
)
from engagement.people.models import Grant, Proof, User
from engagement.people.queries import tier_of
from tests.factories.people import make_admin, make_officer, make_organizer, make_user
from tests.factories.places import make_neighborhood, make_town

pytestmark = pytest.mark.django_db
MOMENT = now()


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("Ann@Example.org", "ann@example.org"),
        ("ann+town@example.org", "ann@example.org"),
        ("ann+a+b@example.org", "ann@example.org"),
        ("+ann@example.org", "+ann@example.org"),
        (" ann@example.org ", "ann@example.org"),
    ],
)
def test_one_mailbox_has_one_name(address: str, mailbox: str) -> None:
    assert one_mailbox(address) == mailbox


@given(st.emails())
def test_the_mailbox_of_a_mailbox_is_itself(address: str) -> None:
    assert one_mailbox(one_mailbox(address)) == one_mailbox(address)


def test_an_account_is_made_once_per_mailbox() -> None:
    user = services.create_user(email="Ann+x@example.org", name=" Ann ", now=MOMENT)

    assert (user.email, user.name) == ("ann@example.org", "Ann")
    assert not user.has_usable_password()
    assert Entry.objects.get().action == "person.create"
    with pytest.raises(AddressTakenError, match=r"account for ann@example.org already"):
        services.create_user(email="ann@example.org", now=MOMENT)


def test_what_is_not_an_address_makes_no_account() -> None:
    with pytest.raises(BadAddressError, match="“ann” is not an e-mail address"):
        services.create_user(email="ann", now=MOMENT)

    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short", "password1234"])
def test_a_password_that_is_easy_to_guess_makes_no_account(password: str) -> None:
    with pytest.raises(WeakPasswordError):
        services.create_user(email="a@example.org", password=password, now=MOMENT)

    assert not User.objects.exists()


def test_a_role_is_held_where_it_was_granted_and_written_down() -> None:
    place, other = make_neighborhood(), make_neighborhood()
    admin, user = make_admin(), make_user()

    services.grant_role(
        user=user, role=Role.OFFICER, neighborhood=place, actor=admin, now=MOMENT
    )

    user = User.objects.get(pk=user.pk)
    assert user.holds(Role.OFFICER, place.pk)
    assert not user.holds(Role.OFFICER, other.pk)
    entry = Entry.objects.get()
    assert (entry.action, entry.actor, entry.place_id) == (
        "role.grant",
        admin,
        place.pk,
    )


def test_a_role_held_already_is_not_granted_twice() -> None:
    user, place = make_user(), make_neighborhood()

    grants = [
        services.grant_role(
            user=user, role=Role.OFFICER, neighborhood=place, actor=None, now=MOMENT
        )
        for _time in range(2)
    ]

    assert grants[0] == grants[1]
    assert Entry.objects.count() == 1


def test_a_role_taken_away_is_gone_at_once_and_can_be_given_again() -> None:
    place, user, admin = make_neighborhood(), make_user(), make_admin()
    grant = services.grant_role(
        user=user, role=Role.OFFICER, neighborhood=place, actor=None, now=MOMENT
    )

    for _time in range(2):
        services.end_grant(
            grant_id=grant.pk, actor=admin, reason="moved away", now=MOMENT
        )

    assert not User.objects.get(pk=user.pk).holds(Role.OFFICER, place.pk)
    actions = list(Entry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["role.grant", "role.revoke"]
    services.grant_role(
        user=user, role=Role.OFFICER, neighborhood=place, actor=None, now=MOMENT
    )
    assert User.objects.get(pk=user.pk).holds(Role.OFFICER, place.pk)


def test_nobody_gives_a_role_they_may_not_give() -> None:
    place, elsewhere = make_neighborhood(), make_neighborhood()
    officer, user, admin = make_officer(of=place), make_user(), make_admin()
    refused = [
        (make_user(), user, Role.ORGANIZER, place),
        (make_organizer(of=place), user, Role.ORGANIZER, place),
        (officer, user, Role.OFFICER, place),
        (officer, user, Role.ORGANIZER, elsewhere),
        (officer, user, Role.ORGANIZER, None),
        (admin, admin, Role.OFFICER, place),
    ]
    before = Grant.objects.count()

    for actor, to, role, where in refused:
        with pytest.raises(NotAllowedError):
            services.grant_role(
                user=to, role=role, neighborhood=where, actor=actor, now=MOMENT
            )
    assert Grant.objects.count() == before

    services.grant_role(
        user=user, role=Role.ORGANIZER, neighborhood=place, actor=officer, now=MOMENT
    )
    assert Grant.objects.count() == before + 1


def test_only_an_administrator_takes_a_role_away() -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    grant = officer.grants.get()

    with pytest.raises(NotAllowedError):
        services.end_grant(grant_id=grant.pk, actor=officer, now=now())

    grant.refresh_from_db()
    assert grant.ends_at is None


def test_a_pressed_link_makes_a_person_with_one_proof() -> None:
    ann = services.confirm_person_by_mail(
        email="Ann+1@example.org", language="ar-xb", now=MOMENT
    )
    again = services.confirm_person_by_mail(
        email="ann+2@example.org", language="en", now=MOMENT + timedelta(days=1)
    )

    assert ann == again
    assert (ann.email, again.language) == ("ann@example.org", "ar-xb")
    assert not ann.has_usable_password()
    assert Proof.objects.get() == Proof.objects.get(
        user=ann, kind=ProofKind.MAIL, at=MOMENT
    )


def test_the_tier_follows_the_proofs_at_the_moment(settings: Settings) -> None:
    user = make_user()
    before, after = MOMENT - timedelta(seconds=1), MOMENT + timedelta(seconds=1)
    services.add_proof(user=user, kind=ProofKind.MAIL, now=MOMENT)

    settings.TRUST_RULE = "confirmed"
    assert [tier_of(user, at) for at in (before, after)] == ["unverified", "verified"]
    settings.TRUST_RULE = "strong"
    assert tier_of(user, after) == "unverified"
    services.add_proof(user=user, kind=ProofKind.LETTER, now=MOMENT)
    assert [tier_of(user, at) for at in (before, after)] == ["unverified", "verified"]


def test_letters_speak_the_language_of_the_town_at_first() -> None:
    before = services.create_user(email="first@example.org", now=MOMENT)
    make_town(default_language="ar-xb")
    after = services.create_user(email="ann@example.org", now=MOMENT)
    chosen = services.create_user(email="bob@example.org", language="en", now=MOMENT)

    assert [one.language for one in (before, after, chosen)] == ["en", "ar-xb", "en"]


def test_a_language_is_remembered() -> None:
    user = make_user()

    services.use_language(user=user, language="ar-xb")

    user.refresh_from_db()
    assert user.language == "ar-xb"


def test_an_account_is_found_whatever_the_case_of_its_address() -> None:
    ann = User.objects.create_superuser("ann@example.org", "long enough for us")

    assert User.objects.get_by_natural_key("ANN@Example.org") == ann
    assert (ann.is_staff, ann.is_superuser) == (True, True)
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key(None)
