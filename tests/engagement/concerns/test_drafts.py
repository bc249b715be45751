from datetime import timedelta

import pytest
from django.utils.timezone import now

from engagement.common.weeks import town_hour
from engagement.concerns.drafting import Answers
from engagement.concerns.models import Draft
from engagement.concerns.services.drafts import (
    KEPT_FOR,
    answers_of,
    begin_draft,
    draft_of,
    drop_draft,
    finish_draft,
    rekey_draft,
    save_answers,
)
from tests.factories.concerns import make_concern

pytestmark = pytest.mark.django_db


def test_a_draft_is_found_by_its_token_alone_and_for_a_day() -> None:
    start = now().replace(minute=42)
    draft, token = begin_draft(now=start)

    end = town_hour(start) + KEPT_FOR
    assert draft.expires_at == end
    assert draft_of(token, now=end - timedelta(seconds=1)) == draft
    assert draft_of(token, now=end) is None
    assert draft_of(draft.key, now=start) is None


def test_how_to_reach_the_person_lies_sealed_in_the_draft() -> None:
    draft, _token = begin_draft(now=now())
    answers = Answers(kind="noise", contact_by="email", contact="me@example.org")

    save_answers(draft=draft, answers=answers)

    kept = Draft.objects.get()
    assert "me@example.org" not in str(kept.answers)
    assert answers_of(kept) == answers


def test_a_draft_that_was_sent_forgets_its_answers_and_takes_no_new_ones() -> None:
    start = now().replace(minute=42)
    draft, _token = begin_draft(now=start)
    save_answers(draft=draft, answers=Answers(kind="noise", text="Loud"))

    finish_draft(draft=draft, concern_id=make_concern().pk, now=start)
    save_answers(draft=draft, answers=Answers(kind="dogs"))

    kept = Draft.objects.get()
    assert kept.answers == {}
    assert kept.expires_at == town_hour(start) + timedelta(hours=2)


def test_a_link_that_was_used_opens_nothing_more() -> None:
    draft, old = begin_draft(now=now())

    new = rekey_draft(draft=draft)

    assert draft_of(old, now=now()) is None
    assert draft_of(new, now=now()) == draft


def test_a_dropped_draft_is_gone() -> None:
    draft, _token = begin_draft(now=now())

    drop_draft(draft=draft)

    assert Draft.objects.count() == 0
