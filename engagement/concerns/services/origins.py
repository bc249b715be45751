"""Voices of one origin weigh less together (RULINGS 15, SCIENCE 1.2).

An origin is a network on one day, or the same words on one line. Of n people of one
origin each weighs 1/(1+(n-1)rho): fifty on one network come to not quite two. What is
kept is a hash keyed by a salt that lives in the cache alone and dies with the day; it
is wiped from the voice after 30 days, the weight stays. A strong proof is never grouped.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import connection

from engagement.common.ratelimit import shared_salt_of_the_day
from engagement.concerns.counters import recount
from engagement.concerns.models import Voice
from engagement.concerns.services.locks import lock_issues
from engagement.concerns.services.rule import Line
from engagement.concerns.services.tiers import Trust
from engagement.people.models import User

RHO: Final = {"n": 0.5, "t": 0.9, "d": 0.5}  # network, copied words, mail domain
KEPT_DAYS: Final = 30
# anyone may open a mailbox here, so that many of one domain are no sign of one hand
KNOWN_DOMAINS: Final = frozenset(
    {
        "aol.com",
        "att.net",
        "bellsouth.net",
        "comcast.net",
        "cox.net",
        "duck.com",
        "fastmail.com",
        "free.fr",
        "gmail.com",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.co.uk",
        "hotmail.com",
        "icloud.com",
        "libero.it",
        "live.com",
        "mac.com",
        "mail.com",
        "me.com",
        "msn.com",
        "orange.fr",
        "outlook.com",
        "pm.me",
        "proton.me",
        "protonmail.com",
        "sbcglobal.net",
        "t-online.de",
        "tuta.io",
        "verizon.net",
        "web.de",
        "yahoo.co.uk",
        "yahoo.com",
        "yahoo.fr",
        "yandex.com",
        "zoho.com",
    }
)
_LEAST_WORDS: Final = 8  # fewer are said alike by chance: “The street light is out”
_WORD = re.compile(r"\w+")
_TAG_LENGTH: Final = 40


def tag_for(
    *,
    text: str,
    network: str | None,
    person: User | None,
    trust: Trust,
    now: datetime,
) -> str:
    """Name the origin of a voice; empty when it has none that may be grouped."""
    if trust.is_strong:
        return ""
    words = _WORD.findall(text.lower())
    if len(words) >= _LEAST_WORDS:
        said = " ".join(words)
        return "t:" + _hashed("text", said)
    domain = domain_tag(person.email) if person is not None else ""
    if domain or network is None:
        return domain
    salt = shared_salt_of_the_day(now)
    return "n:" + _hashed(salt, network) if salt else ""


def domain_tag(email: str) -> str:
    """Name the origin of a mailbox at a domain we do not know (RULINGS 14)."""
    domain = email.rpartition("@")[2].lower()
    return "" if domain in KNOWN_DOMAINS else "d:" + _hashed("domain", domain)


def _hashed(key: str, words: str) -> str:
    return hmac.new(key.encode(), words.encode(), sha256).hexdigest()[:_TAG_LENGTH]


def weight_of_each(people: int, rho: float) -> float:
    """Weigh each of n voices of one origin: 1 / (1 + (n - 1) rho), from 1 down (RULINGS 15)."""
    return 1.0 / (1.0 + (people - 1) * rho)


@dataclass(frozen=True)
class Company:
    """The voices of one origin on one line, before one more joins them."""

    tag: str
    voices: tuple[tuple[int, int, str], ...]  # voice, issue, whose

    @property
    def issue_ids(self) -> set[int]:
        return {issue for _voice, issue, _who in self.voices}

    @property
    def people(self) -> set[str]:
        return {who for _voice, _issue, who in self.voices}

    def weight_with(self, who: str) -> float:
        """Give what everybody weighs once this one is in."""
        if not self.tag:
            return 1.0
        return weight_of_each(len(self.people | {who}), RHO[self.tag[0]])


ALONE = Company(tag="", voices=())


# by hand: it is asked on every submission, and building it cost more than running it
_COMPANY: Final = """
SELECT v.id, coalesce(i.merged_into_id, i.id), v.person_id, v.device
FROM concerns_voice v
JOIN concerns_issue i ON i.id = v.issue_id
LEFT JOIN concerns_issue r ON r.id = i.merged_into_id
WHERE v.origin = %s AND v.at > %s AND v.counts
  AND coalesce(r.kind_id, i.kind_id) = %s
  AND CASE WHEN r.id IS NULL THEN i.neighborhood_id ELSE r.neighborhood_id END
    IS NOT DISTINCT FROM %s
ORDER BY v.id
"""


def company_of(tag: str, line: Line, now: datetime) -> Company:
    """Read who of this origin spoke on the line; the caller holds the origin's turn."""
    if not tag:
        return ALONE
    place, kind = line
    since = now - timedelta(days=KEPT_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_COMPANY, [tag, since, kind, place])
        found = cursor.fetchall()
    return Company(
        tag=tag,
        voices=tuple(
            (voice, root, whose(person, device, voice))
            for voice, root, person, device in found
        ),
    )


def join_company(company: Company, who: str) -> None:
    """Lighten those who spoke before: one more of their origin has spoken."""
    if not company.voices or who in company.people:
        return
    lock_issues(company.issue_ids)
    voices = [voice for voice, _issue, _who in company.voices]
    Voice.objects.filter(pk__in=voices).update(weight=company.weight_with(who))
    recount(company.issue_ids)


def whose(person_id: int | None, device: str | None, voice_id: int) -> str:
    """Name whose voice it is as well as is known: person, device, or nobody else’s."""
    if person_id is not None:
        return f"person {person_id}"
    return f"device {device}" if device else f"voice {voice_id}"


def wipe_old_tags(now: datetime) -> int:
    """Forget origins after 30 days; their weights stay."""
    old = Voice.objects.filter(at__lte=now - timedelta(days=KEPT_DAYS))
    return old.exclude(origin="").update(origin="")
