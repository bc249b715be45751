import pytest
from django.db import ProgrammingError, transaction
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.audit.services import record
from engagement.people.models import User

pytestmark = pytest.mark.django_db


def test_an_act_is_written_down_whole() -> None:
    ann = User.objects.create_user("ann@example.org")
    moment = now()

    record(
        actor=ann,
        action="concern.merge",
        subject=ann,
        now=moment,
        place_id=3,
        reason="the same hole",
        into=7,
    )

    kept = Entry.objects.get()
    assert (kept.at, kept.actor, kept.action) == (moment, ann, "concern.merge")
    assert (kept.subject, kept.place_id) == (f"people.user:{ann.pk}", 3)
    assert (kept.reason, kept.detail) == ("the same hole", {"into": 7})


def test_the_database_refuses_to_change_or_delete_an_entry() -> None:
    entry = record(actor=None, action="a.b", subject="x.y:1", now=now())
    kept = Entry.objects.filter(pk=entry.pk)

    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        kept.update(action="c.d")
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        kept._raw_delete("default")

    assert Entry.objects.get().action == "a.b"


def test_a_person_with_a_record_can_still_be_erased() -> None:
    ann = User.objects.create_user("ann@example.org")
    record(actor=ann, action="a.b", subject="x.y:1", now=now())

    ann.delete()

    assert Entry.objects.get().action == "a.b"
