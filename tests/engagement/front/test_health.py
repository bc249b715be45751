"""The two lights, and what is told to machines."""

from __future__ import annotations

import re
from time import monotonic

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories.places import make_neighborhood, make_town

NOWHERE = {"HOST": "127.0.0.1", "PORT": "1"}


def test_healthz_never_touches_the_database(client: Client) -> None:
    answer = client.get("/healthz")  # without the mark, any query fails this test

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "sessionid" not in answer.cookies


@pytest.mark.django_db
def test_readyz_is_on_while_the_database_answers(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):  # it asks beside the pool
        answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (200, b"ready\n")


def test_readyz_is_off_within_five_seconds_of_a_lost_database(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in NOWHERE.items():
        monkeypatch.setitem(connection.settings_dict, name, value)
    began = monotonic()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"not ready\n")
    assert monotonic() - began < 5


@pytest.mark.django_db
def test_robots_are_kept_from_what_is_somebodys_own(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert {"Disallow: /desk/", "Disallow: /my/", "Disallow: /r/"} <= set(lines)


@pytest.mark.django_db
def test_security_txt_names_where_to_write_and_until_when(client: Client) -> None:
    make_town(contact_email="town@example.org")

    said = client.get("/.well-known/security.txt").content.decode()

    assert "Contact: mailto:town@example.org" in said
    assert "\nExpires: 20" in said


@pytest.mark.django_db
def test_the_sitemap_lists_pages_that_are_there(client: Client) -> None:
    place = make_neighborhood()

    said = client.get("/sitemap.xml").text
    listed = re.findall(r"<loc>(.*?)</loc>", said)
    paths = [url.removeprefix(configured.SITE_URL) for url in listed]

    assert place.get_absolute_url() in paths
    assert {client.get(path).status_code for path in paths} == {200}
    assert f"{configured.SITE_URL}/sitemap.xml" in client.get("/robots.txt").text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/about/", "/privacy/", "/accessibility/", "/contact/", "/how-priorities-work/"],
)
def test_pages_that_explain_also_stand_before_there_is_a_town(
    client: Client, path: str
) -> None:
    assert client.get(path).status_code == 200
