"""Our own cookies are kept to this host, and an older name still counts."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from engagement.common.cookies import give_cookie, read_cookie


@pytest.mark.parametrize(
    ("secure", "called"), [(True, "__Host-device"), (False, "device")]
)
def test_over_https_a_cookie_is_this_hosts_alone(
    settings: Settings, *, secure: bool, called: str
) -> None:
    settings.SESSION_COOKIE_SECURE = secure
    response = HttpResponse()

    give_cookie(response, "device", "k7q2", max_age=60)

    kept = response.cookies[called]
    assert list(response.cookies) == [called]
    assert (bool(kept["secure"]), kept["httponly"], kept["path"], kept["domain"]) == (
        secure,
        True,
        "/",
        "",
    )
    assert kept["samesite"] == "Lax"


def _asked(response: HttpResponse) -> str:
    request = RequestFactory().get("/")
    for called, kept in response.cookies.items():
        request.COOKIES[called] = kept.value
    return read_cookie(request, "device")


def test_what_was_given_is_read_and_what_was_changed_is_not(settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    response = HttpResponse()
    give_cookie(response, "device", "k7q2", max_age=60)

    changed = HttpResponse()
    changed.set_cookie("__Host-device", f"x{response.cookies['__Host-device'].value}")

    assert _asked(response) == "k7q2"
    assert _asked(changed) == ""


def test_a_cookie_of_the_older_name_still_counts_and_a_forged_one_never(
    settings: Settings,
) -> None:
    settings.SESSION_COOKIE_SECURE = False
    older = HttpResponse()
    give_cookie(older, "device", "k7q2", max_age=60)
    settings.SESSION_COOKIE_SECURE = True
    forged = HttpResponse()
    forged.set_cookie("device", "k7q2:1xWi2u:DZJLxIj2yUrDqUqShb8nvzhPmlFdfCJiS")

    assert _asked(older) == "k7q2"
    assert _asked(forged) == ""
