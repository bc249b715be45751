"""The set-up pages: what administrators change goes through the same services."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.roles import Role
from engagement.concerns.models import Kind
from engagement.people import services
from engagement.people.models import Grant, User
from tests.factories.concerns import make_issue
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import make_neighborhood, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> User:
    admin = make_admin()
    client.force_login(admin)
    return admin


def test_every_set_up_page_opens(client: Client, admin: User) -> None:
    names = ["index", "people_user_changelist", "people_grant_changelist"]
    names += ["concerns_kind_changelist", "concerns_kind_add"]
    names += ["places_town_changelist", "places_holiday_add"]

    answers = {name: client.get(reverse(f"admin:{name}")).status_code for name in names}

    assert answers == dict.fromkeys(names, 200)


def test_the_set_up_pages_are_not_there_for_anybody_else(client: Client) -> None:
    page = reverse("admin:concerns_kind_changelist")
    asked = client.get(page, follow=True)
    client.force_login(make_user())

    answer = client.get(page, follow=True)

    assert asked.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert answer.status_code == 404


def test_a_role_that_ended_closes_the_set_up_pages_at_once(
    client: Client, admin: User
) -> None:
    page = reverse("admin:concerns_kind_changelist")
    assert client.get(page).status_code == 200
    make_admin()

    services.end_grant(grant_id=admin.grants.get().pk, actor=None, now=now())

    assert client.get(page).status_code == 302


def test_an_administrator_changes_a_kind(client: Client, admin: User) -> None:
    kind = Kind.objects.lines()[0]
    page = reverse("admin:concerns_kind_change", args=[kind.pk])
    form = client.get(page).context["adminform"].form
    words = {
        name: "" if value is None else value for name, value in form.initial.items()
    }

    assert "{emergency}" in client.get(page).text
    client.post(page, {**words, "name": "Loud music", "harm_level": 4})

    kind.refresh_from_db()
    assert (kind.name, kind.harm_level) == ("Loud music", 4)
    entry = Entry.objects.get(action="kind.save")
    assert (entry.actor, entry.detail) == (
        admin,
        {"changed": {"name": "Loud music", "harm_level": "4"}},
    )


def test_a_kind_stands_under_a_group_alone(client: Client, admin: User) -> None:
    group, kind = Kind.objects.groups()[0], Kind.objects.lines()[0]
    make_issue(kind=kind)

    problems = {
        name: save_under(client, moved, above)
        for name, moved, above in [
            ("nothing", kind, None),
            ("another group", group, Kind.objects.groups()[1]),
        ]
    }

    assert problems == {
        "nothing": ["Concerns stand under it: choose its group."],
        "another group": ["Kinds stand under it, so it has to stay a group."],
    }
    assert save_under(client, kind, Kind.objects.groups()[1]) == []


def save_under(client: Client, kind: Kind, above: Kind | None) -> list[str]:
    """Try to give a kind its group; what the page says is wrong with it."""
    page = reverse("admin:concerns_kind_change", args=[kind.pk])
    form = client.get(page).context["adminform"].form
    words = {name: value or "" for name, value in form.initial.items()}
    answer = client.post(page, {**words, "parent": above.pk if above else ""})
    if answer.status_code == 302:
        return []
    return list(answer.context["adminform"].form.errors["parent"])


def test_a_kind_is_never_deleted(client: Client, admin: User) -> None:
    kind = Kind.objects.lines()[0]

    answer = client.post(reverse("admin:concerns_kind_delete", args=[kind.pk]))

    assert answer.status_code == 403
    assert Kind.objects.filter(pk=kind.pk).exists()


def test_accounts_and_roles_are_only_looked_at_here(
    client: Client, admin: User
) -> None:
    """They are changed on the pages about people: one door, one set of rules."""
    user = make_officer(of=make_neighborhood())
    grant, before = user.grants.get(), Grant.objects.count()
    sent = {"user": user.pk, "role": Role.ADMIN, "neighborhood": ""}
    end = {"action": "end_now", "_selected_action": [grant.pk]}
    change = reverse("admin:people_user_change", args=[user.pk])
    assert client.get(change).status_code == 200

    answers = [
        client.post(reverse("admin:people_grant_add"), sent).status_code,
        client.post(change, {}).status_code,
        client.post(reverse("admin:people_grant_changelist"), end).status_code,
    ]

    user.refresh_from_db()
    grant.refresh_from_db()
    assert answers == [403, 403, 200]  # an action that is not offered does nothing
    assert (user.is_active, grant.ends_at) == (True, None)
    assert Grant.objects.count() == before
    acts = set(Entry.objects.values_list("action", flat=True))
    assert acts == {"access.denied"}


def test_who_is_no_administrator_finds_nothing_here_and_is_not_sent_in_circles(
    client: Client,
) -> None:
    client.force_login(make_officer())

    answer = client.get(reverse("admin:index"), follow=True)

    assert answer.status_code == 404
    assert len(answer.redirect_chain) == 1


def test_only_what_a_town_sets_up_is_written_here(client: Client, admin: User) -> None:
    listed = client.get(reverse("admin:index")).context["app_list"]

    names = {model["object_name"] for app in listed for model in app["models"]}
    assert names == {
        "CredentialKind",
        "Grant",
        "Holiday",
        "Kind",
        "LegalHold",
        "Town",
        "User",
    }


@pytest.mark.parametrize(
    ("door", "leads_to"),
    [("logout", "account_logout"), ("password_change", "account_change_password")],
)
def test_the_account_is_minded_where_everybody_minds_it(
    client: Client, admin: User, door: str, leads_to: str
) -> None:
    answer = client.post(reverse(f"admin:{door}"))

    assert answer["Location"] == reverse(leads_to)


def test_a_town_chooses_its_languages_from_a_list(client: Client, admin: User) -> None:
    town = make_town()
    page = reverse("admin:places_town_change", args=[town.pk])
    sent = {"name": "Ford", "contact_email": "a@example.org"}

    client.post(page, {**sent, "languages": ["tlh"]})
    town.refresh_from_db()
    assert town.languages == []
    client.post(page, {**sent, "languages": ["en", "ar-xb"]})

    town.refresh_from_db()
    assert town.languages == ["en", "ar-xb"]
