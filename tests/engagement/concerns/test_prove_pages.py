"""Showing that one is a person, as a browser does it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries, Settings

from engagement.common.ids import show_receipt
from engagement.common.sealed import unseal
from engagement.concerns.choices import Tier
from engagement.concerns.models import Voice
from engagement.outbox.models import SealedLetter
from engagement.people.choices import ProofKind
from engagement.people.models import LetterCode, PhoneCode, Proof, UsedPhone
from tests.factories.codes import make_meeting_code, make_sheet_of_codes
from tests.factories.concerns import make_issue
from tests.factories.people import make_user
from tests.factories.places import make_town

pytestmark = pytest.mark.django_db
PROVE, PHONE, CODE, DONE = (
    "/prove/",
    "/prove/phone/",
    "/prove/phone/code/",
    "/prove/done/",
)
NUMBER = "617 253 1000"


@pytest.fixture(autouse=True)
def _town() -> None:
    make_town()


def text_sent() -> str:
    words = unseal(SealedLetter.objects.latest("pk").sealed)
    found = re.search(r"\b(\d{6}) is your code", words)
    assert found
    return found[1]


def page(client: Client, path: str, **sent: Any) -> str:
    answer = client.post(path, sent) if sent else client.get(path)
    return answer.content.decode()


def me_too(client: Client) -> Voice:
    issue = make_issue()
    client.post(reverse("concerns:me_too", args=[issue.reference]))
    return Voice.objects.get(issue=issue)


def test_a_code_on_paper_makes_a_browser_count_fully_and_what_it_said_before(
    client: Client,
) -> None:
    _sheet, codes = make_sheet_of_codes()
    before = me_too(client)
    before_tier = before.tier

    answer = client.post(PROVE, {"code": show_receipt(codes[0]).lower()}, follow=True)

    before.refresh_from_db()
    after = me_too(client)
    assert answer.redirect_chain == [(DONE, 302)]
    assert "Your voice counts fully now" in answer.content.decode()
    assert (before_tier, before.tier, after.tier) == (
        Tier.UNVERIFIED,
        Tier.VERIFIED,
        Tier.VERIFIED,
    )
    assert LetterCode.objects.count() == 9
    proof = client.cookies["proof"]
    assert (proof["httponly"], proof["samesite"]) == (True, "Lax")
    assert codes[0] not in proof.value


def test_with_an_account_the_proof_is_the_persons_and_the_browser_has_none(
    client: Client,
) -> None:
    _sheet, codes = make_sheet_of_codes()
    person = make_user()
    client.force_login(person)
    before = me_too(client)

    client.post(PROVE, {"code": codes[0]})

    before.refresh_from_db()
    assert before.tier == Tier.VERIFIED
    assert Proof.objects.get().user == person
    assert "proof" not in client.cookies


def test_a_proof_copied_into_another_browser_is_worth_nothing(client: Client) -> None:
    _sheet, codes = make_sheet_of_codes()
    client.post(PROVE, {"code": codes[0]})
    other = Client()
    me_too(other)  # it has a number of its own
    other.cookies["proof"] = client.cookies["proof"].value

    assert me_too(other).tier == Tier.UNVERIFIED


def test_a_browser_that_proved_itself_counts_by_the_api_too(client: Client) -> None:
    """Its cookies alone: a number in the body is nobody’s proof."""
    _sheet, codes = make_sheet_of_codes()
    client.post(PROVE, {"code": codes[0]})
    other = Client()
    other.cookies["proof"] = client.cookies["proof"].value
    said = {"device": "a-number-of-its-own"}
    tiers = []
    for each in (client, other):
        issue = make_issue()
        address = f"/api/v1/issues/{issue.reference}/voice/"
        assert each.post(address, said, "application/json").status_code == 201
        tiers.append(Voice.objects.get(issue=issue).tier)

    assert tiers == [Tier.VERIFIED, Tier.UNVERIFIED]


@pytest.mark.parametrize("forged", ["", "yes", "abc:def:ghi"])
def test_a_made_up_proof_is_worth_nothing(client: Client, forged: str) -> None:
    client.cookies["proof"] = forged

    assert me_too(client).tier == Tier.UNVERIFIED


def test_the_square_code_fills_the_code_in_and_uses_nothing_up(client: Client) -> None:
    _sheet, codes = make_sheet_of_codes()
    shown = show_receipt(codes[0])

    first = client.get(PROVE, {"code": shown})

    assert f'value="{shown}"' in first.content.decode()
    assert LetterCode.objects.count() == 10
    assert "no-store" in first["Cache-Control"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Type the code."),
        ("K7Q2", "One of the characters is not right."),
        ("x" * 41, "This is longer than a code."),
        ("0000-0000-0000", "This code opens nothing."),
        ("\x00", "Take out the signs that nobody can read."),
    ],
)
def test_a_code_that_does_not_work_is_said_in_a_sentence_and_stays(
    client: Client, typed: str, says: str
) -> None:
    shown = page(client, PROVE, code=typed)

    assert says in shown
    if typed.isprintable() and typed:
        assert f'value="{typed}"' in shown


def test_after_thirty_wrong_codes_a_network_waits_and_right_ones_do_not_count(
    client: Client,
) -> None:
    meeting = make_meeting_code(most=50)
    _sheet, codes = make_sheet_of_codes(size=40)
    for code in codes[:35]:
        assert Client().post(PROVE, {"code": code}).status_code == 302
    for _number in range(30):
        assert Client().post(PROVE, {"code": "000000000000"}).status_code == 200

    answer = Client().post(PROVE, {"code": codes[36]})

    shown = answer.content.decode()
    assert answer.status_code == 429
    assert "There were many wrong codes from here." in shown
    assert f'value="{codes[36]}"' in shown
    assert meeting.used == 0


def test_who_has_shown_it_is_told_so_and_spends_nothing(client: Client) -> None:
    _sheet, codes = make_sheet_of_codes()
    client.post(PROVE, {"code": codes[0]})

    shown, again = page(client, PROVE), page(client, PROVE, code=codes[1])

    assert "This browser has shown that already." in shown
    assert "This browser has shown that already." in again
    assert LetterCode.objects.count() == 9


def test_what_changed_is_only_shown_to_whom_it_changed_for(client: Client) -> None:
    assert client.get(DONE).headers["Location"] == PROVE


def test_the_words_about_mail_follow_the_towns_rule(
    client: Client, settings: Settings
) -> None:
    person = make_user()
    Proof.objects.create(user=person, kind=ProofKind.MAIL, at=now() - timedelta(1))
    client.force_login(person)

    confirmed = page(client, PROVE)
    settings.TRUST_RULE = "strong"
    strong = page(client, PROVE)

    enough = "Your voice counts fully already"
    too_little = "a confirmed e-mail address is not enough"
    assert (enough in confirmed, too_little in confirmed) == (True, False)
    assert (enough in strong, too_little in strong) == (False, True)


# -- by phone ----------------------------------------------------------------------
def test_a_phone_shows_that_its_person_is_one(client: Client) -> None:
    asked = client.post(PHONE, {"number": NUMBER})
    taken = client.post(CODE, {"code": text_sent()}, follow=True)

    assert (asked.headers["Location"], taken.redirect_chain) == (CODE, [(DONE, 302)])
    assert me_too(client).tier == Tier.VERIFIED
    assert (UsedPhone.objects.count(), PhoneCode.objects.count()) == (1, 0)
    assert client.cookies["phone"].value == ""


def test_a_used_phone_is_answered_as_any_other_until_the_right_code(
    client: Client,
) -> None:
    client.post(PHONE, {"number": NUMBER})
    client.post(CODE, {"code": text_sent()})
    other, fresh = Client(), Client()

    used = other.post(PHONE, {"number": NUMBER})
    unused = fresh.post(PHONE, {"number": "617 253 1001"})
    fresh_page, used_page = page(fresh, CODE), page(other, CODE)
    SealedLetter.objects.latest("pk").delete()
    told = page(other, CODE, code=text_sent())

    assert (used.status_code, used["Location"]) == (
        unused.status_code,
        unused["Location"],
    )
    token = re.compile(r'value="[A-Za-z0-9]{64}"')
    assert token.sub("", used_page) == token.sub("", fresh_page)
    assert "This phone has shown already that somebody is a person." in told
    assert "proof" not in other.cookies


def test_wrong_codes_are_said_and_the_third_ends_it(client: Client) -> None:
    client.post(PHONE, {"number": NUMBER})
    wrong = f"{(int(text_sent()) + 1) % 10**6:06d}"

    said = [page(client, CODE, code=wrong) for _number in range(3)]

    assert ["This is not the code we sent." in one for one in said] == [
        True,
        True,
        False,
    ]
    assert "was tried too often" in said[2]
    assert "Use this code</button>" not in said[2]


def test_a_number_that_gets_no_text_is_said_and_stays(client: Client) -> None:
    shown = page(client, PHONE, number="+1 900 555 1234")

    assert "We can send a code to mobile phones only." in shown
    assert 'value="+1 900 555 1234"' in shown
    assert not SealedLetter.objects.exists()


def test_too_many_texts_are_429(client: Client) -> None:
    for _number in range(3):
        client.post(PHONE, {"number": NUMBER})

    answer = client.post(PHONE, {"number": NUMBER})

    assert answer.status_code == 429
    assert "Many codes were asked for." in answer.content.decode()


def test_without_texts_no_page_offers_them(client: Client, settings: Settings) -> None:
    settings.SMS_URL = ""

    shown = page(client, PROVE)

    assert "by text" not in shown
    assert "phone" not in shown
    assert [client.get(path).status_code for path in (PHONE, CODE)] == [404, 404]


# -- where it is offered ----------------------------------------------------------------
def test_it_is_offered_beside_a_voice_that_does_not_count_fully(client: Client) -> None:
    _sheet, codes = make_sheet_of_codes()
    issue = me_too(client).issue
    address = issue.get_absolute_url()
    link = 'href="/prove/"'

    before = page(client, address)
    client.post(PROVE, {"code": codes[0]})
    after = page(client, address)
    stranger = page(Client(), address)

    assert [link in shown for shown in (before, after, stranger)] == [
        True,
        False,
        False,
    ]


def test_my_page_leads_there(client: Client) -> None:
    client.force_login(make_user())

    assert 'href="/prove/"' in page(client, "/my/")


def test_the_page_asks_little_of_the_database(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(PROVE)

    with django_assert_max_num_queries(2):
        client.get(PROVE)
