import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

STORY = "Cars race past the school gate every morning"


PAGES = ["400", "403", "403_csrf", "404", "405", "413", "429", "500", "503"]


@pytest.mark.parametrize("page", PAGES)
def test_every_error_page_says_what_happened_without_any_context(page: str) -> None:
    text = " ".join(render_to_string(f"{page}.html").split())

    assert text.count("<h1") == 1
    assert "{{" not in text


@pytest.mark.parametrize("page", ["500", "503"])
def test_a_page_about_our_own_fault_needs_no_database(page: str) -> None:
    """The test has no database mark: a query would fail it."""
    assert "do not wait for this site" in render_to_string(f"{page}.html")


@pytest.mark.django_db
def test_a_form_we_cannot_trust_gives_back_what_was_typed_but_no_secret() -> None:
    client = Client(enforce_csrf_checks=True)
    sent = {"story": STORY, "password": "a very long secret of mine", "kind": "noise"}

    answer = client.post("/language/", sent)

    assert answer.status_code == 403
    assert answer.context["typed"] == [STORY]
    assert STORY in answer.text


@pytest.mark.django_db
def test_an_unknown_address_answers_with_our_own_page() -> None:
    answer = Client().get("/no/such/page/")

    assert answer.status_code == 404
    assert "There is no page here" in answer.text
    for way in ("/", "/around/", "/track/"):
        assert f'class="govuk-link" href="{way}"' in answer.text


@pytest.mark.django_db
def test_an_address_that_only_takes_a_button_says_so_and_is_not_blank() -> None:
    answer = Client().get("/desk/concerns/K7Q2M9XD/reply/", follow=True)
    page = Client().put("/about/")

    assert answer.status_code == 200  # the sign-in page stands before it
    assert (page.status_code, page["Allow"]) == (405, "GET, HEAD")
    assert "Nothing to see at this address" in page.text


def test_a_page_about_our_own_fault_speaks_the_language_of_the_others() -> None:
    with override("ar-xb"):
        text = render_to_string("500.html")

    assert '<html lang="ar-xb" dir="rtl"' in text
    assert "govuk-frontend.rtl.min.css" in text


@pytest.mark.django_db
def test_what_is_too_large_is_said_as_such() -> None:
    answer = Client().post("/language/", {"language": "x" * 3_000_000})

    assert answer.status_code == 413
    assert "This is too much at once" in answer.text
