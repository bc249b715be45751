"""How often somebody may do something: the whole list, in one place.

Over a limit a concern is held and never refused (RULINGS 34); everything else is answered
with 429, a page in words and `Retry-After`. The counting is in ratelimit.py. The list is
printed in docs/limits.md; a test holds the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engagement.common.ratelimit import is_at_limit, over_limit

MINUTE: Final = 60
TEN_MINUTES: Final = 10 * MINUTE
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
NETWORK, PERSON, AREA = "network", "person", "neighborhood"


@dataclass(frozen=True)
class Limit:
    """So many in so many seconds, counted for each network, person or neighborhood."""

    name: str
    what: str
    most: int
    seconds: int
    per: str
    then: str = "429"


TELLS = "a sentence that says when to try again"
HELD = "held for an officer to look at first"
CONCERNS_UNKNOWN_HOUR = Limit(
    "concern", "concerns without an account", 5, HOUR, NETWORK, HELD
)
CONCERNS_UNKNOWN_DAY = Limit(
    "concern", "concerns without an account", 20, DAY, NETWORK, HELD
)
CONCERNS_PERSON_HOUR = Limit(
    "concern", "concerns with an account", 10, HOUR, PERSON, HELD
)
CONCERNS_PERSON_DAY = Limit(
    "concern", "concerns with an account", 30, DAY, PERSON, HELD
)
CONCERNS_AREA = Limit("area", "concerns in one neighborhood", 60, HOUR, AREA, HELD)
VOICES = Limit("voice", "“me too”", 60, HOUR, NETWORK)
DATE_VOTES = Limit("dates", "answers to which date suits", 60, HOUR, NETWORK, TELLS)
COMPLAINTS = Limit("complaint", "complaints about an officer", 10, HOUR, NETWORK, TELLS)
TRACKING = Limit("track", "tries of a reference or receipt", 20, TEN_MINUTES, NETWORK)
SEARCHES = Limit("find", "searches for a place", 60, MINUTE, NETWORK)
MAPS = Limit("map", "points and layers of the map", 120, MINUTE, NETWORK)
API_PERSON = Limit("api", "questions of a program with a session", 120, MINUTE, PERSON)
API_UNKNOWN = Limit("api", "questions of a program without one", 30, MINUTE, NETWORK)
SIGN_UPS = Limit("signup", "new accounts", 20, HOUR, NETWORK)
CONTACTS = Limit("contact", "looks at how to reach a person", 10, DAY, PERSON)
EXPORTS = Limit("export", "lists taken along by an officer", 5, DAY, PERSON, TELLS)
FLAGS = Limit("flag", "flags of words and photos", 10, HOUR, f"{PERSON} or {NETWORK}")
PROPOSALS = Limit("proposal", "proposals for an agenda", 10, HOUR, NETWORK)
PHOTOS_CONCERN = Limit("photo", "photos of one concern", 30, HOUR, "concern", TELLS)
PHOTOS_NETWORK = Limit("photos", "photos", 120, HOUR, NETWORK, TELLS)
WRONG_CODES = Limit(
    "wrong code", "wrong codes of people", 30, TEN_MINUTES, NETWORK, TELLS
)
TEXTS_PHONE = Limit("text to", "texts to one number", 3, HOUR, "number", TELLS)
TEXTS_PERSON = Limit(
    "text by", "texts asked for", 5, HOUR, f"{PERSON} or browser", TELLS
)
TEXTS_NETWORK = Limit("text from", "texts asked for", 20, HOUR, NETWORK, TELLS)
TEXTS_TOWN = Limit("text", "texts", 300, HOUR, "town", TELLS)
PROOFS_BY_MAIL = Limit(
    "proof by mail",
    "mailed codes to prove oneself again",
    5,
    15 * MINUTE,
    PERSON,
    TELLS,
)
RSVPS = Limit(
    "rsvp", "places asked for at meetings", 20, HOUR, f"{PERSON} or {NETWORK}"
)
DENIALS = Limit(
    "denied", "notes of doors that stayed shut", 300, HOUR, PERSON, "one note more"
)
CSP_REPORTS = Limit(
    "policy", "reports of browsers about the page policy", 60, MINUTE, NETWORK
)
QUESTIONS = Limit(
    "question", "questions to a meeting", 10, HOUR, f"{PERSON} or browser", TELLS
)
QUESTIONS_NETWORK = Limit(
    "questions", "questions to a meeting", 300, HOUR, NETWORK, TELLS
)
SUPPORTS = Limit(
    "support", "supports and votes in a room", 120, HOUR, f"{PERSON} or browser"
)
SLIPS = Limit("slips", "slips about who came", 600, HOUR, NETWORK)
ROOM_CODES = Limit(
    "room code", "wrong codes of a room", 30, TEN_MINUTES, NETWORK, TELLS
)
WALL_POSTS = Limit("wall", "words to a watch group", 10, HOUR, PERSON)
MEMBER_REPORTS = Limit("member report", "reports about a member", 5, DAY, PERSON)
JOINS = Limit("join", "requests to join a watch group", 10, HOUR, PERSON)
CAMERA_REQUESTS = Limit(
    "cameras", "questions to owners of cameras", 5, DAY, "officer", TELLS
)
TECHNOLOGY_COMMENTS = Limit("comment", "comments on a technology", 5, HOUR, NETWORK)
SURVEYS_BEGUN = Limit("survey", "surveys begun", 60, HOUR, NETWORK)
STAND_BEGUN = Limit("screen", "surveys begun from a screen", 600, HOUR, NETWORK)
KIOSK_BEGUN = Limit("kiosk", "surveys begun at one kiosk", 90, HOUR, "kiosk")
SURVEY_CODES = Limit("survey code", "wrong codes of surveys", 30, TEN_MINUTES, NETWORK)
SURVEY_LINKS = Limit("survey link", "links of surveys sent by mail", 5, HOUR, NETWORK)

LIMITS: Final = (
    CONCERNS_UNKNOWN_HOUR,
    CONCERNS_UNKNOWN_DAY,
    CONCERNS_PERSON_HOUR,
    CONCERNS_PERSON_DAY,
    CONCERNS_AREA,
    VOICES,
    DATE_VOTES,
    COMPLAINTS,
    TRACKING,
    SEARCHES,
    MAPS,
    API_PERSON,
    API_UNKNOWN,
    SIGN_UPS,
    CONTACTS,
    EXPORTS,
    FLAGS,
    PROPOSALS,
    PHOTOS_CONCERN,
    PHOTOS_NETWORK,
    WRONG_CODES,
    TEXTS_PHONE,
    TEXTS_PERSON,
    TEXTS_NETWORK,
    TEXTS_TOWN,
    PROOFS_BY_MAIL,
    RSVPS,
    DENIALS,
    CSP_REPORTS,
    QUESTIONS,
    QUESTIONS_NETWORK,
    SUPPORTS,
    SLIPS,
    ROOM_CODES,
    WALL_POSTS,
    MEMBER_REPORTS,
    JOINS,
    CAMERA_REQUESTS,
    TECHNOLOGY_COMMENTS,
    SURVEYS_BEGUN,
    STAND_BEGUN,
    KIOSK_BEGUN,
    SURVEY_CODES,
    SURVEY_LINKS,
)


def is_over(limit: Limit, who: object) -> bool:
    """Count this try and tell whether it is past the limit. Never raises."""
    return over_limit((limit.name, limit.seconds, who), limit.most, limit.seconds)


def is_used_up(limit: Limit, who: object) -> bool:
    """Tell whether the next try would be past the limit, without counting one."""
    return is_at_limit((limit.name, limit.seconds, who), limit.most)
