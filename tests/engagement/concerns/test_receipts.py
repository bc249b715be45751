"""A receipt outlives the secret it was made with."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engagement.concerns.models import Concern
from engagement.concerns.queries import concern_by_receipt
from engagement.concerns.receipts import receipt_again
from engagement.concerns.services import submit_concern
from engagement.concerns.services.intake import Receipt
from tests.factories.concerns import make_submission

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)


def send() -> Receipt:
    return submit_concern(
        submission=make_submission(),
        person=None,
        device=None,
        idempotency_key="a-key-of-its-own",
        now=NOW,
    )


def replace_secret(settings) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = f"{settings.SECRET_KEY}, replaced"


def test_a_receipt_opens_its_concern_after_the_secret_was_replaced(settings) -> None:
    before = send()

    replace_secret(settings)

    found = concern_by_receipt(before.receipt)
    assert found is not None
    assert found.reference == before.reference
    assert receipt_again(found.idempotency_key or "", found.receipt_hash) == (
        before.receipt
    )


def test_a_receipt_given_afterwards_opens_its_concern_too(settings) -> None:
    replace_secret(settings)

    after = send()

    concern = Concern.objects.get()
    assert concern_by_receipt(after.receipt) == concern
    assert receipt_again(concern.idempotency_key or "", concern.receipt_hash) == (
        after.receipt
    )


def test_a_secret_taken_away_for_good_closes_what_it_had_opened(settings) -> None:
    before = send()

    replace_secret(settings)
    settings.SECRET_KEY_FALLBACKS = []

    assert concern_by_receipt(before.receipt) is None
