"""What meetings keep of somebody who helps: with an account, by letters, as organizer."""

from __future__ import annotations

from engagement.people.models import User
from meetings.choices import HelperSort
from meetings.wishes import Wish
from tests.factories.helping import make_help, make_helper, make_wanted


def in_help(user: User, mark: str, address: str) -> None:
    wish = Wish(name=mark, needs=mark)
    steward = make_wanted(sort=HelperSort.STEWARD)
    make_helper(wanted=steward, person=user, wish=wish, answered_by=user, answer=mark)
    make_help(address=address, wish=wish)
    make_helper(answered_by=user, answer="Come early")
