from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.test import RequestFactory
from django.utils.timezone import now

from engagement.common.http import RECEIPT_OPEN_FOR, open_receipt, viewer_of
from engagement.concerns.receipts import confirmation_token, confirmed_concern


def test_the_link_of_a_letter_names_its_concern_and_cannot_be_made_up() -> None:
    token = confirmation_token(12)

    assert confirmed_concern(token) == 12
    assert confirmed_concern(token[:-1]) is None
    assert confirmed_concern(signing.dumps(12, salt="something else")) is None


def test_an_opened_receipt_lasts_half_an_hour() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    late = (now() - RECEIPT_OPEN_FOR).timestamp()
    request.session = {"receipts": {"7": late}}  # type: ignore[assignment]  # a session is asked like a dict

    open_receipt(request, 12)

    assert viewer_of(request).receipts == {12}
    assert set(request.session["receipts"]) == {"12"}
