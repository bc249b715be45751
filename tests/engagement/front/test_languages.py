"""The pseudo-languages prove that every sentence can be translated, fits and mirrors."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client

from tests.factories.concerns import make_issue, make_kind
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import make_neighborhood, make_town
from tests.factories.priorities import make_report
from tests.factories.promises import make_open_promise
from tests.harness.sessions import sign_in

CATALOGUES = sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po"))
PLACEHOLDER = re.compile(r"%\([A-Za-z_]+\)[sd]|%[sd]|\{[A-Za-z_]*\}|<[^>]+>")
TOWN, PLACE, PERSON = "Zz-Townname", "Zz-Placename", "zz-person@example.org"
DATA = re.compile(
    r"\b(?:zz-\w+|town)(?:@example\.org)?|\bperson\d+@example\.org|911|\b[0-9A-Z]{4}-[0-9A-Z]{4}\b|English|hsilgnE"
    # what a date is made of comes from Django's own catalogues
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\b[ap]m\b",
    re.IGNORECASE,
)
SPOKEN = {"aria-label", "title", "alt", "placeholder"}
NO_PAGE = "/no/such/page/"
PAGES = (
    "/", "/n/", "/n/zz-placename/", "/about/", "/privacy/", "/accessibility/",
    "/contact/", "/how-priorities-work/", "/report/", "/report/what/", "/around/",
    "/track/", "/account/login/", "/account/signup/", NO_PAGE, "/prove/",
    "/complain/", "/how-moderation-works/", "/account/password/reset/",
)  # fmt: skip
RESIDENTS_PAGES = (
    "/my/", "/my/looks/", "/my/data/", "/account/signed-in/", "/account/second-step/",
    "/account/email/", "/account/name/",
)  # fmt: skip
OFFICERS_PAGES = (
    "/desk/", "/desk/inbox/", "/desk/priorities/", "/desk/codes/", "/desk/codes/sheet/",
    "/desk/codes/meeting/",
)  # fmt: skip
ADMINISTRATORS_PAGES = (
    "/manage/people/", "/manage/people/invitations/new/", "/manage/people/invitations/",
    "/manage/people/requests/", "/desk/break-glass/", "/desk/record/",
    "/desk/retention/", "/desk/dead-letters/",
)  # fmt: skip


class Words(HTMLParser):
    """All that is seen or heard on a page, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0
        self.direction = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"script", "style"}
        if tag == "html":
            self.direction = dict(attrs).get("dir") or ""
        self.said += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.said.append(data)


def words_of(client: Client, path: str, language: str) -> Words:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    words = Words()
    answer = client.get(path)
    assert (answer.status_code == 404) == (path == NO_PAGE), answer.status_code
    words.feed(answer.content.decode())
    return words


def outside_brackets(said: list[str]) -> list[str]:
    """Give the words no bracket stands around; a sentence may hold several nodes."""
    depth, found = 0, []
    for text in said:
        bare = ""
        for sign in DATA.sub("", text):
            depth += (sign == "[") - (sign == "]")
            bare += sign if depth == 0 and sign.isalpha() else " "
        if bare.strip():
            found.append(text.strip())
    return found


@pytest.fixture
def _town(db: None) -> None:
    make_town(name=TOWN, emergency_number="911")
    place = make_neighborhood(name=PLACE)
    officer = make_officer(of=place)
    officer.name = TOWN
    officer.save()
    kind = make_kind("speeding")
    line = {"kind": kind.code, "few": False, "rank": 1, "people": 9, "supporters": 0,
            "weekly": [], "decision": None}  # fmt: skip
    make_report(neighborhood=place, signed=True, published={"lines": [line]})
    make_open_promise(neighborhood=place, what=TOWN, who=TOWN)
    make_issue(neighborhood=place, kind=kind)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_compiled_catalogue_is_the_one_people_read(path: Path) -> None:
    assert polib.pofile(str(path)).to_binary() == path.with_suffix(".mo").read_bytes()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_no_sentence_lost_what_the_program_puts_in(path: Path) -> None:
    catalogue = polib.pofile(str(path))
    assert len(catalogue) > 500
    for entry in catalogue:
        forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        for said in forms:
            wanted = {tuple(sorted(PLACEHOLDER.findall(entry.msgid)))}
            if entry.msgid_plural:
                wanted.add(tuple(sorted(PLACEHOLDER.findall(entry.msgid_plural))))
            assert tuple(sorted(PLACEHOLDER.findall(said))) in wanted


def test_both_pseudo_languages_are_there() -> None:
    assert [path.parts[-3] for path in CATALOGUES] == ["ar_XB", "en_XA"]


@pytest.mark.usefixtures("_town")
@pytest.mark.parametrize("path", PAGES)
def test_nothing_on_a_public_page_stays_untranslated(client: Client, path: str) -> None:
    words = words_of(client, path, "en-xa")

    assert len(words.said) > 5
    assert outside_brackets(words.said) == []


@pytest.mark.usefixtures("_town")
@pytest.mark.parametrize(
    "path", [*RESIDENTS_PAGES, *OFFICERS_PAGES, *ADMINISTRATORS_PAGES]
)
def test_nothing_on_ones_own_pages_stays_untranslated(
    client: Client, path: str
) -> None:
    user = {
        path in OFFICERS_PAGES: lambda: make_officer(email=PERSON),
        path in RESIDENTS_PAGES: lambda: make_user(PERSON),
        path in ADMINISTRATORS_PAGES: lambda: make_admin(PERSON),
    }[True]()
    sign_in(client, user)

    words = words_of(client, path, "en-xa")

    assert len(words.said) > 5
    assert outside_brackets(words.said) == []


@pytest.mark.usefixtures("_town")
@pytest.mark.parametrize("path", PAGES)
def test_pages_run_from_right_to_left(client: Client, path: str) -> None:
    words = words_of(client, path, "ar-xb")

    assert words.direction == "rtl"
    assert any("\u202e" in text for text in words.said)


def test_the_control_a_bare_sentence_is_noticed() -> None:
    assert outside_brackets(["[Ŕéâď", "ţĥîš one]", "and this"]) == ["and this"]


def test_no_code_hides_a_sentence_from_the_gatherer() -> None:
    """Makemessages knows gettext by its own names and by `_`, not by an alias."""
    hidden = re.compile(r"import \w*gettext\w* as (?!_$)\w+", re.MULTILINE)
    sources = (Path(settings.BASE_DIR) / "engagement").rglob("*.py")

    assert [str(path) for path in sources if hidden.search(path.read_text())] == []
