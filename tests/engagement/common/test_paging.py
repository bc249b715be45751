from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl

import pytest
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from engagement.common.paging import Cursor, page_of
from engagement.concerns.models import Issue
from tests.factories.concerns import make_issue

FIELD = "first_at"


def made(count: int) -> list[int]:
    """Some issues, newest first; every three share one hour."""
    start = now()
    issues = [make_issue(at=start - timedelta(hours=n // 3)) for n in range(count)]
    ordered = sorted(issues, key=lambda one: (one.first_at, one.pk), reverse=True)
    return [one.pk for one in ordered]


def walk(size: int, way: str, query: str = "") -> list[list[int]]:
    """Follow the links to the end."""
    pages = []
    while True:
        page = page_of(
            Issue.objects.all(), dict(parse_qsl(query)), field=FIELD, size=size
        )
        pages.append([row.pk for row in page.rows])
        query = getattr(page, way)
        if not query:
            return pages


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3, 10])
def test_the_pages_together_are_the_list_and_nothing_twice(size: int) -> None:
    ids = made(7)

    pages = walk(size, "older")

    assert [pk for page in pages for pk in page] == ids
    assert all(len(page) == size for page in pages[:-1])


@pytest.mark.django_db
def test_the_way_back_shows_the_same_rows() -> None:
    ids = made(7)
    last = page_of(Issue.objects.all(), {}, field=FIELD, size=5)
    oldest = page_of(
        Issue.objects.all(), dict(parse_qsl(last.older)), field=FIELD, size=5
    )

    back = walk(2, "newer", oldest.newer)

    assert [row.pk for row in oldest.rows] == ids[5:]
    assert back == [ids[3:5], ids[1:3], ids[:1]]


@pytest.mark.django_db
def test_a_row_that_arrives_meanwhile_moves_nothing() -> None:
    ids = made(4)
    first = page_of(Issue.objects.all(), {}, field=FIELD, size=2)
    make_issue(at=now() + timedelta(hours=1))

    second = page_of(
        Issue.objects.all(), dict(parse_qsl(first.older)), field=FIELD, size=2
    )

    assert [row.pk for row in second.rows] == ids[2:]


@pytest.mark.django_db
def test_filters_stay_in_the_links() -> None:
    made(3)

    page = page_of(
        Issue.objects.all(), {"kind": "noise", "older": "x"}, field=FIELD, size=2
    )

    assert parse_qs(page.older).keys() == {"kind", "older"}
    assert page.newer == ""


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_one_page_is_one_query(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made(count)

    with django_assert_num_queries(1):
        page_of(Issue.objects.all(), {}, field=FIELD, size=2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "x-1",
        "1-x",
        "9" * 40 + "-1",
        "1-" + "9" * 30,
        "²-1",
        "1700000000000000",
    ],
)
def test_a_cursor_nobody_wrote_is_no_cursor(text: str) -> None:
    assert Cursor.read(text) is None


def test_a_cursor_reads_what_it_wrote() -> None:
    cursor = Cursor(now(), 12)

    assert Cursor.read(str(cursor)) == cursor
