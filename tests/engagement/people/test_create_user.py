from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from engagement.common.roles import Role
from engagement.people.models import Grant, User
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db


def run(*words: str, typed: str = "") -> str:
    said = StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", StringIO(typed))
        call_command("create_user", *words, stdout=said, stderr=StringIO())
    return said.getvalue().strip()


def test_an_account_with_roles_by_slug_by_name_and_for_the_whole_town() -> None:
    first, second = make_neighborhood(), make_neighborhood()

    said = run(
        "ann@example.org",
        "--name=Ann",
        f"--grant=officer:{first.slug}",
        f"--grant=organizer:{second.name}",
        "--grant=admin:*",
    )

    ann = User.objects.get()
    held = set(ann.grants.values_list("role", "neighborhood"))
    assert held == {("officer", first.pk), ("organizer", second.pk), ("admin", None)}
    assert said == (
        f"ann@example.org officer:{first.slug} organizer:{second.slug} admin:*"
    )


def test_an_account_that_exists_gets_what_is_missing() -> None:
    place = make_neighborhood()
    run("ann@example.org", f"--grant=officer:{place.slug}")

    run("Ann@example.org", f"--grant=officer:{place.slug}", "--grant=admin:*")

    assert User.objects.get().holds(Role.ADMIN)
    assert Grant.objects.count() == 2


def test_a_password_is_read_from_standard_input() -> None:
    run("ann@example.org", "--password-stdin", typed="a long good one\n")
    assert User.objects.get().check_password("a long good one")

    run("ann@example.org", "--password-stdin", typed="another good one\n")
    assert User.objects.get().check_password("another good one")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ann"], "“ann” is not an e-mail address"),
        (["a@example.org", "--grant=officer"], "“officer” is not ROLE:NEIGHBORHOOD"),
        (["a@example.org", "--grant=king:*"], "“king:\\*” is not ROLE:NEIGHBORHOOD"),
        (["a@example.org", "--grant=officer:atlantis"], "no neighborhood “atlantis”"),
    ],
)
def test_what_cannot_be_read_is_said_and_changes_nothing(
    words: list[str], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        run(*words)

    assert not User.objects.exists()


def test_a_weak_password_is_said_and_changes_nothing() -> None:
    place = make_neighborhood()

    with pytest.raises(CommandError, match="at least 12 characters"):
        run("a@example.org", f"--grant=officer:{place.slug}", "--password-stdin")

    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("grants", "said"),
    [
        (["officer:*", "overseer:*"], "An overseer looks into complaints"),
        (["admin:{slug}"], "This role is for the whole town"),
    ],
)
def test_the_command_keeps_the_rules_of_roles_too(grants: list[str], said: str) -> None:
    slug = make_neighborhood().slug

    with pytest.raises(CommandError, match=said):
        run(
            "ann@example.org", *(f"--grant={each.format(slug=slug)}" for each in grants)
        )

    assert not User.objects.exists()
