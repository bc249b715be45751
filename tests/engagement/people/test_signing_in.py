"""Signing up and in, by mailed code and by password; nobody learns who has an account."""

import json
import re

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.sealed import unseal
from engagement.outbox.models import Job, SealedLetter
from engagement.people import services
from engagement.people.choices import ProofKind
from engagement.people.forms import NO_ADDRESS
from engagement.people.models import Proof, User
from tests.factories.people import make_officer
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "three good words"  # noqa: S105 - of nobody
REQUEST = reverse("account_request_login_code")
CONFIRM = reverse("account_confirm_login_code")
SIGN_UP = reverse("account_signup")


def last_letter() -> dict[str, str]:
    words: dict[str, str] = json.loads(unseal(SealedLetter.objects.latest("id").sealed))
    return words


def mailed_code() -> str:
    found = re.search(r"^\d{6}$", last_letter()["text"], re.MULTILINE)
    assert found is not None
    return found[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_somebody_signs_in_with_a_mailed_code(client: Client) -> None:
    ann = services.create_user(email="ann@example.org", now=now())

    asked = client.post(REQUEST, {"email": "Ann+x@example.org"})
    letter = last_letter()
    answer = client.post(CONFIRM, {"code": mailed_code()})

    assert (asked.status_code, asked["Location"]) == (302, CONFIRM)
    assert letter["to"] == "ann@example.org"
    assert letter["subject"] == f"Your code: {mailed_code()}"
    assert Job.objects.get().task == "outbox.send_sealed"
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    assert signed_in(client)
    assert Proof.objects.get().user == ann


def test_a_wrong_code_is_said_and_the_third_ends_it(client: Client) -> None:
    services.create_user(email="ann@example.org", now=now())
    client.post(REQUEST, {"email": "ann@example.org"})
    code = mailed_code()

    first = client.post(CONFIRM, {"code": wrong(code)})
    client.post(CONFIRM, {"code": wrong(code)})
    client.post(CONFIRM, {"code": wrong(code)})
    late = client.post(CONFIRM, {"code": code})

    assert "This code is not right." in first.content.decode()
    assert late.status_code == 302
    assert not signed_in(client)


def test_a_code_asked_for_again_is_another_letter(client: Client) -> None:
    services.create_user(email="ann@example.org", now=now())
    client.post(REQUEST, {"email": "ann@example.org"})
    old = mailed_code()

    client.post(CONFIRM, {"action": "resend"})
    client.post(CONFIRM, {"code": old})
    assert old == mailed_code() or not signed_in(client)
    client.post(CONFIRM, {"code": mailed_code()})

    assert SealedLetter.objects.count() == 2
    assert signed_in(client)


def test_an_unknown_address_is_answered_like_a_known_one(client: Client) -> None:
    services.create_user(email="ann@example.org", now=now())
    other = Client()

    known = client.post(REQUEST, {"email": "ann@example.org"})
    unknown = other.post(REQUEST, {"email": "bob@example.org"})
    pages = [one.get(CONFIRM).content.decode() for one in (client, other)]

    assert (known.status_code, known["Location"]) == (302, CONFIRM)
    assert (unknown.status_code, unknown["Location"]) == (302, CONFIRM)
    plain = [
        re.sub(r'(csrfmiddlewaretoken" value=)"\w+"|ann@|bob@', "", page)
        for page in pages
    ]
    assert plain[0] == plain[1]
    letter = last_letter()
    assert letter["to"] == "bob@example.org"
    assert letter["subject"] == "There is no account with your address"
    assert f"{configured.SITE_URL}/account/signup/" in letter["text"]


def test_sign_up_confirms_the_address_with_a_code(client: Client) -> None:
    asked = client.post(
        reverse("account_signup"), {"email": "Ann+1@example.org", "name": "Ann"}
    )
    assert not User.objects.exists()
    assert not signed_in(client)

    answer = client.post(asked["Location"], {"code": mailed_code()})

    ann = User.objects.get()
    assert asked["Location"] == reverse("sign_up_code")
    assert (ann.email, ann.name, ann.language) == ("ann@example.org", "Ann", "en")
    assert not ann.has_usable_password()
    assert answer["Location"] == "/my/"
    assert signed_in(client)
    assert Proof.objects.get(user=ann).kind == ProofKind.MAIL


def test_sign_up_with_a_taken_address_opens_it_to_its_owner_alone(
    client: Client,
) -> None:
    ann = services.create_user(email="ann@example.org", name="Ann", now=now())
    User.objects.update(last_login=now())
    sent = {"email": "ann@example.org", "name": "Somebody"}
    asked = client.post(SIGN_UP, sent)
    code = mailed_code()
    for typed in (wrong(code), ""):
        client.post(asked["Location"], {"code": typed})
    assert not signed_in(client)

    said = client.post(asked["Location"], {"code": code}, follow=True)

    assert client.session["_auth_user_id"] == str(ann.pk)
    assert [one.name for one in User.objects.all()] == ["Ann"]
    assert "There was an account with this address already." in said.content.decode()


def test_a_sign_up_code_typed_wrong_three_times_is_over(client: Client) -> None:
    asked = client.post(SIGN_UP, {"email": "ann@example.org"})
    code = mailed_code()
    for _try in range(3):
        over = client.post(asked["Location"], {"code": wrong(code)})

    client.post(asked["Location"], {"code": code})

    assert over["Location"] == SIGN_UP
    assert not signed_in(client)
    assert not User.objects.exists()


def test_a_sign_up_code_works_ten_minutes_in_its_browser_and_once(
    client: Client,
) -> None:
    asked = client.post(SIGN_UP, {"email": "ann@example.org"})["Location"]
    code = mailed_code()
    foreign = Client()
    foreign.post(asked, {"code": code})
    session = client.session
    session["sign_up"] = {**session["sign_up"], "at": now().timestamp() - 601}
    session.save()
    client.post(asked, {"code": code})
    assert not signed_in(client)

    client.post(SIGN_UP, {"email": "ann@example.org"})
    code = mailed_code()
    client.post(asked, {"code": code})
    client.post(reverse("account_logout"))
    client.post(asked, {"code": code})

    assert [signed_in(one) for one in (client, foreign)] == [False, False]
    assert User.objects.count() == 1


def test_another_sign_up_code_can_be_had_and_ends_the_first(client: Client) -> None:
    asked = client.post(SIGN_UP, {"email": "ann@example.org"})["Location"]
    first = mailed_code()
    for _more in range(3):  # the last one is one too many in a minute
        client.post(asked, {"action": "resend"})

    client.post(asked, {"code": first})
    assert not signed_in(client)
    client.post(asked, {"code": mailed_code()})

    assert SealedLetter.objects.count() == 3
    assert signed_in(client)


@pytest.mark.parametrize("following", ["zz", "/n/", "\0", "//elsewhere.example.org/"])
def test_whoever_is_signed_in_needs_no_sign_up(client: Client, following: str) -> None:
    client.force_login(services.create_user(email="ann@example.org", now=now()))

    pages = [
        client.get(page, {"next": following})
        for page in (SIGN_UP, reverse("sign_up_code"))
    ]

    assert [page.status_code for page in pages] == [302, 302]
    assert "elsewhere" not in pages[0]["Location"]


def test_a_closed_account_does_not_open_by_sign_up(client: Client) -> None:
    services.create_user(email="ann@example.org", now=now())
    User.objects.update(is_active=False)
    asked = client.post(SIGN_UP, {"email": "ann@example.org"})

    answer = client.post(asked["Location"], {"code": mailed_code()})

    assert answer["Location"] == reverse("account_inactive")
    assert not signed_in(client)


def test_somebody_signs_in_with_a_password(client: Client) -> None:
    services.create_user(email="ann@example.org", password=PASSWORD, now=now())

    answer = client.post(
        reverse("account_login"), {"login": "Ann@example.org", "password": PASSWORD}
    )

    assert answer["Location"] == "/my/"
    assert signed_in(client)
    assert not SealedLetter.objects.exists()
    assert not Proof.objects.exists()


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(
    client: Client,
) -> None:
    services.create_user(email="ann@example.org", password=PASSWORD, now=now())
    login = reverse("account_login")

    answers = [
        client.post(login, {"login": address, "password": "wrong wrong wrong"})
        for address in ("ann@example.org", "bob@example.org")
    ]

    for answer in answers:
        assert answer.status_code == 200
        assert "The e-mail address or the password is not right." in (
            answer.content.decode()
        )
    assert not signed_in(client)


def test_the_sixth_wrong_password_is_refused_and_the_code_still_works(
    client: Client,
) -> None:
    services.create_user(email="ann@example.org", password=PASSWORD, now=now())
    login = reverse("account_login")
    for _try in range(5):
        client.post(
            login, {"login": "ann@example.org", "password": "wrong wrong wrong"}
        )

    refused = client.post(login, {"login": "ann@example.org", "password": PASSWORD})

    assert "There were too many tries." in refused.content.decode()
    assert not signed_in(client)
    client.post(REQUEST, {"email": "ann@example.org"})
    client.post(CONFIRM, {"code": mailed_code()})
    assert signed_in(client)


def test_codes_cannot_be_ordered_without_end(client: Client) -> None:
    services.create_user(email="ann@example.org", now=now())

    for _try in range(5):
        Client().post(REQUEST, {"email": "ann@example.org"})

    assert SealedLetter.objects.count() == 3


def test_a_forwarded_address_is_not_believed(client: Client) -> None:
    """Twenty sign-ups an hour from one network; a header written by hand is no other."""
    for number in range(21):
        answer = Client(headers={"x-forwarded-for": f"10.0.0.{number}"}).post(
            reverse("account_signup"), {"email": f"p{number}@example.org"}
        )

    assert answer.status_code == 429
    assert SealedLetter.objects.count() == 20


def test_a_closed_account_does_not_open(client: Client) -> None:
    ann = services.create_user(email="ann@example.org", password=PASSWORD, now=now())
    User.objects.update(is_active=False)

    client.post(
        reverse("account_login"), {"login": "ann@example.org", "password": PASSWORD}
    )

    assert not signed_in(client)
    assert not User.objects.get(pk=ann.pk).is_active


def test_a_forgotten_password_is_replaced_with_a_mailed_code(client: Client) -> None:
    ann = services.create_user(email="ann@example.org", password=PASSWORD, now=now())
    asked = client.post(reverse("account_reset_password"), {"email": "ann@example.org"})
    proven = client.post(asked["Location"], {"code": mailed_code()})

    client.post(
        proven["Location"],
        {"password1": "four even better words", "password2": "four even better words"},
    )

    ann.refresh_from_db()
    assert ann.check_password("four even better words")
    assert last_letter()["subject"] == "You have a new password"


def test_an_address_changes_only_when_the_new_one_is_confirmed(client: Client) -> None:
    ann = services.create_user(email="ann@example.org", now=now())
    client.post(REQUEST, {"email": "ann@example.org"})
    client.post(CONFIRM, {"code": mailed_code()})

    asked = client.post(
        reverse("account_email"), {"action_add": "", "email": "new@example.org"}
    )
    ann.refresh_from_db()
    assert ann.email == "ann@example.org"
    client.post(asked["Location"], {"code": mailed_code()})

    ann.refresh_from_db()
    assert ann.email == "new@example.org"
    told = [
        json.loads(unseal(kept.sealed))["to"]
        for kept in SealedLetter.objects.order_by("-id")[:1]
    ]
    assert told == ["ann@example.org"]


def test_signing_in_remembers_the_language_chosen_before(client: Client) -> None:
    ann = services.create_user(email="ann@example.org", password=PASSWORD, now=now())
    client.cookies[configured.LANGUAGE_COOKIE_NAME] = "ar-xb"

    client.post(
        reverse("account_login"), {"login": "ann@example.org", "password": PASSWORD}
    )

    ann.refresh_from_db()
    assert ann.language == "ar-xb"


def test_signing_in_speaks_the_language_of_the_account(client: Client) -> None:
    services.create_user(
        email="ann@example.org", password=PASSWORD, language="ar-xb", now=now()
    )

    answer = client.post(
        reverse("account_login"), {"login": "ann@example.org", "password": PASSWORD}
    )

    assert answer.cookies[configured.LANGUAGE_COOKIE_NAME].value == "ar-xb"


def test_choosing_a_language_signed_in_is_for_letters_too(client: Client) -> None:
    ann = services.create_user(email="ann@example.org", now=now())
    client.force_login(ann)

    client.post(reverse("set_language"), {"language": "ar-xb"})
    client.post(reverse("set_language"), {"language": "tlh"})

    ann.refresh_from_db()
    assert ann.language == "ar-xb"


def test_signing_out_needs_a_press(client: Client) -> None:
    ann = services.create_user(email="ann@example.org", now=now())
    client.force_login(ann)

    page = client.get(reverse("account_logout"))
    assert signed_in(client)
    client.post(reverse("account_logout"))

    assert "Do you want to sign out on this device?" in page.content.decode()
    assert not signed_in(client)


def test_nobody_is_sent_to_another_site_after_signing_in(client: Client) -> None:
    services.create_user(email="ann@example.org", password=PASSWORD, now=now())

    answer = client.post(
        reverse("account_login"),
        {
            "login": "ann@example.org",
            "password": PASSWORD,
            "next": "https://example.com/",
        },
    )

    assert answer["Location"] == "/my/"


def test_an_officer_lands_at_the_desk_unless_going_elsewhere(client: Client) -> None:
    officer = make_officer()
    for asked, lands in (("", "/desk/"), ("/n/", "/n/")):
        client.post(REQUEST, {"email": officer.email, "next": asked})
        answer = client.post(CONFIRM, {"code": mailed_code(), "next": asked})
        client.post(reverse("account_logout"))

        assert answer["Location"] == lands


def test_a_taken_address_is_not_told_to_somebody_who_wants_it(client: Client) -> None:
    services.create_user(email="bob@example.org", now=now())
    Client().post(REQUEST, {"email": "bob@example.org"})
    sign_in(client, services.create_user(email="ann@example.org", now=now()))

    answers = [
        client.post(reverse("account_email"), {"action_add": "", "email": email})
        for email in ("bob@example.org", "new@example.org")
    ]

    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1


@pytest.mark.parametrize(
    ("page", "sent", "said"),
    [
        ("account_login", {}, ["Enter your e-mail address.", "Enter your password."]),
        ("account_login", {"login": "ann", "password": "x"}, [str(NO_ADDRESS)]),
        ("account_request_login_code", {}, ["Enter your e-mail address."]),
        ("account_signup", {"email": "ann@"}, [str(NO_ADDRESS)]),
        ("account_reset_password", {}, ["Enter your e-mail address."]),
    ],
)
def test_a_fault_says_what_to_do(
    client: Client, page: str, sent: dict[str, str], said: list[str]
) -> None:
    form = client.post(reverse(page), sent).context["form"]

    assert [str(one) for errors in form.errors.values() for one in errors] == said


def test_a_saved_password_leads_back_to_where_one_belongs(client: Client) -> None:
    sign_in(client, services.create_user(email="ann@example.org", now=now()))
    words = dict.fromkeys(("password1", "password2"), PASSWORD)

    answer = client.post(reverse("account_set_password"), words)

    assert answer["Location"] == "/my/"
