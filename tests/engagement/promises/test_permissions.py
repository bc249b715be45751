"""Who makes promises and changes them, asked of everybody."""

from __future__ import annotations

import pytest

from engagement.common.roles import Viewer
from engagement.promises.permissions import can_change_promise, can_make_promise
from tests.factories.people import make_everybody, make_user
from tests.factories.places import make_neighborhood
from tests.factories.promises import make_open_promise


@pytest.mark.django_db
def test_promises_are_made_by_officers_and_organizers_here() -> None:
    here, keeper = make_neighborhood(), make_user()
    promise = make_open_promise(neighborhood=here, owner=keeper)
    nobodys = make_open_promise(neighborhood=here)
    cast = {**make_everybody(here), "keeper": Viewer(keeper)}

    makers = {name for name, who in cast.items() if can_make_promise(who, here.pk)}
    changers = {name for name, who in cast.items() if can_change_promise(who, promise)}
    of_nobodys = {n for n, who in cast.items() if can_change_promise(who, nobodys)}

    here_or_all = {f"{r}{w}" for r in ("officer", "organizer") for w in ("", " of all")}
    assert makers == of_nobodys == here_or_all
    assert changers == {*here_or_all, "keeper"}
