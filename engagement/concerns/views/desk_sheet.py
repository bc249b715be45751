"""Everything the officer's page of one concern shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from engagement.common.roles import Viewer
from engagement.common.staticmap import Layer, Mark, bounds_around_all, draw_map
from engagement.concerns import desk_forms
from engagement.concerns.choices import Privacy
from engagement.concerns.contacts import ContactDetails
from engagement.concerns.desk_words import age_words, due_words
from engagement.concerns.models import Concern, Issue
from engagement.concerns.photo_words import own_gallery
from engagement.concerns.queries import (
    MOST_CONCERNS,
    concerns_of,
    merge_suggestions,
    merged_into,
    photos_of,
    shapes_of,
    story_for_officers,
)
from engagement.people.models import User
from engagement.people.queries import officers_of
from engagement.places.queries import Hit

_AROUND_M = 320
_FIT = 2  # numbers in one mark of the map


class Sheet:
    """One concern, the forms beside it, and what was typed into one of them."""

    def __init__(self, issue: Issue, viewer: Viewer, part: Issue | None = None) -> None:
        self.issue, self.viewer, self.part = issue, viewer, part
        self.preview, self.conflict = "", ""
        self.refused, self.reason = "", ""
        self.asked: Concern | None = None
        self.contact: ContactDetails | None = None
        self.hits: Sequence[Hit] = ()
        self._bound: dict[str, Form] = {}

    # -- forms -----------------------------------------------------------------------

    @cached_property
    def concerns(self) -> list[Concern]:
        return concerns_of(self.viewer, self.issue)

    @cached_property
    def officers(self) -> list[User]:
        return list(officers_of(self.issue.neighborhood_id, now()))

    @cached_property
    def suggestions(self) -> list[Issue]:
        text = self.concerns[0].text if self.concerns else ""
        return merge_suggestions(self.viewer, self.issue, text)

    def _form(self, name: str, typed: QueryDict | None = None) -> Form:
        how: dict[str, Any] = {"auto_id": f"{name}_%s"}
        issue = self.issue
        makers: dict[str, Any] = {
            "status": lambda: desk_forms.StatusForm(typed, issue=issue, **how),
            "owner": lambda: desk_forms.OwnerForm(
                typed,
                officers=self.officers,
                initial={"owner": issue.owner_id or desk_forms.NOBODY},
                **how,
            ),
            "reply": lambda: desk_forms.ReplyForm(typed, **how),
            "note": lambda: desk_forms.NoteForm(typed, **how),
            "merge": lambda: desk_forms.MergeForm(
                typed, suggestions=self.suggestions, **how
            ),
            "unmerge": lambda: desk_forms.ReasonForm(typed, **how),
            "kind": lambda: desk_forms.KindForm(typed, **how),
            "place": lambda: self._place_form(typed, how),
        }
        made: Form = makers[name]()
        return made

    def _place_form(self, typed: QueryDict | None, how: dict[str, Any]) -> Form:
        form = desk_forms.PlaceForm(typed, **how)
        if len(self.hits) > 1:
            form.offer(self.hits)
        return form

    def bind(self, name: str, typed: QueryDict) -> Form:
        form = self._bound[name] = self._form(name, typed)
        return form

    def point_of(self, asked: dict[str, Any]) -> tuple[float, float] | None:
        """Give the one place that was found, or the one that was chosen of several."""
        if len(self.hits) == 1:
            return self.hits[0].lat, self.hits[0].lon
        form = self._bound["place"]
        assert isinstance(form, desk_forms.PlaceForm)  # noqa: S101 - bound by that name
        return form.point() if asked.get("hit") else None

    def refresh(self, conflict: str) -> None:
        """Read the concern anew; what was typed stays in its form."""
        self.issue.refresh_from_db()
        self.conflict = conflict

    # -- the page --------------------------------------------------------------------

    def context(self) -> dict[str, Any]:
        today = localdate()
        due, tone = due_words(self.issue, today)
        names = (
            "status",
            "owner",
            "reply",
            "note",
            "merge",
            "unmerge",
            "kind",
            "place",
        )
        parts = list(merged_into(self.issue))
        forms = {name: self._bound.get(name) or self._form(name) for name in names}
        return {
            "issue": self.issue,
            "is_public": not self.issue.is_held
            and self.issue.privacy in {Privacy.PUBLIC, Privacy.AREA},
            "people": self.issue.reporters + self.issue.supporters,
            "age": age_words(self.issue.reported_on, today),
            "due": due,
            "due_tone": tone,
            "concerns": self.concerns[:MOST_CONCERNS],
            "has_more": len(self.concerns) > MOST_CONCERNS,
            "map": self.picture(),
            "gallery": own_gallery(photos_of(self.concerns[:MOST_CONCERNS])),
            "story": story_for_officers(self.issue, parts),
            "parts": parts,
            "part": self.part,
            "suggestions": self.suggestions,
            "preview": self.preview,
            "conflict": self.conflict,
            "asked": self.asked,
            "contact": self.contact,
            "refused": self.refused,
            "reason": self.reason,
            "forms": forms,
            "typed": next(iter(self._bound.values()), None),
            "open": next(iter(self._bound), ""),
        }

    def picture(self) -> SafeString | None:
        """Draw the exact points: officers of the area alone ever see them."""
        area = self.issue.neighborhood
        spots: dict[tuple[float, float], list[str]] = {}
        for number, one in enumerate(self.concerns[:MOST_CONCERNS], 1):
            if one.lat is not None and one.lon is not None:
                spot = (round(one.lat, 4), round(one.lon, 4))
                spots.setdefault(spot, []).append(str(number))
        points = [Mark(*spot, _few(numbers)) for spot, numbers in spots.items()]
        if not points or area is None:
            return None
        shapes = shapes_of(area)
        return draw_map(
            label=_("Map of the exact places of these concerns"),
            bounds=bounds_around_all(spots, _AROUND_M),
            layers=[
                Layer(look, [one.geometry for one in shapes if one.look == look])
                for look in ("park", "building", "street", "major", "water")
            ],
            marks=points,
            height=380,
        )


def _few(numbers: Sequence[str]) -> str:
    """Write what fits into a mark: `1,2`, or `1…` for many at one place."""
    return ",".join(numbers) if len(numbers) <= _FIT else f"{numbers[0]}…"
