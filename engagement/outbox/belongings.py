"""Letters and jobs on their way to somebody."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.db.models import F, Func, Q, Value

from engagement.common.errors import DomainError
from engagement.common.persons import Person, Tables, plain_value, rows_of
from engagement.common.sealed import unseal
from engagement.outbox.models import DemoLetter, Job, SealedLetter
from engagement.outbox.services import purge

LEAVES: Final[dict[str, Callable[..., int]]] = {"letters": purge}


def _jobs(person: Person) -> Q:
    """A job for the person; one that failed may have kept the address in its error."""
    return Q(person=person.pk) | Q(last_error__icontains=person.email)


def _sealed_letters(person: Person) -> Iterator[SealedLetter]:
    """Open each letter still waiting: the address is inside, and there are few."""
    for letter in SealedLetter.objects.order_by("pk").iterator():
        try:
            words: dict[str, Any] = json.loads(unseal(letter.sealed))
        except DomainError:  # sealed with a key that is gone: nobody's any more
            continue
        if str(words.get("to", "")).lower() == person.email:
            yield letter


def export_person(person: Person) -> Tables:
    """List the letters on their way; words of sign-in codes stay sealed."""
    jobs = Job.objects.filter(_jobs(person))
    times = {"asked_at": "created_at", "done_at": "done_at"}
    letters = DemoLetter.objects.filter(to__iexact=person.email)
    return {
        "outbox.job": rows_of(jobs, task="task", about="about", **times),
        "outbox.sealedletter": [
            {"asked_at": plain_value(letter.created_at)}
            for letter in _sealed_letters(person)
        ],
        "outbox.demoletter": rows_of(
            letters, sent_at="sent_at", subject="subject", text="text"
        ),
    }


def erase_person(person: Person) -> None:
    """Drop every letter that waits for them."""
    Job.objects.filter(_jobs(person)).delete()
    for letter in _sealed_letters(person):
        letter.delete()
    DemoLetter.objects.filter(to__iexact=person.email).delete()


def drop_jobs_about(*names: str) -> None:
    """Drop what waits about things that are gone, such as `concerns.concern:17`.

    A job may name an event first and the thing last.
    """
    last_word = Func(F("about"), Value("^.* "), Value(""), function="regexp_replace")
    Job.objects.annotate(thing=last_word).filter(thing__in=names).delete()
