"""The officer's inbox: saved views, filters, and one step for many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from engagement.common.errors import DomainError
from engagement.common.http import viewer_of
from engagement.common.ids import read_reference
from engagement.common.paging import page_of
from engagement.common.roles import Role, Viewer
from engagement.common.spreadsheets import MARK, csv_lines
from engagement.concerns.choices import Privacy
from engagement.concerns.desk_forms import (
    MOST_CHOSEN,
    NOBODY,
    CloseForm,
    InboxFilterForm,
    OwnerForm,
)
from engagement.concerns.desk_words import age_words, due_words
from engagement.concerns.models import Issue
from engagement.concerns.permissions import can_open_inbox
from engagement.concerns.queries import (
    SORTS,
    InboxFilters,
    InboxView,
    IssueFilters,
    in_order,
    inbox_counts,
    inbox_for,
    issues_visible_to,
    replies_due_on,
)
from engagement.concerns.services import (
    Outcome,
    assign_many,
    close_many,
    export_issues,
)
from engagement.concerns.services.exporting import COLUMNS
from engagement.people.models import User
from engagement.people.queries import officers_of
from engagement.places.models import Neighborhood
from engagement.places.queries import neighborhoods_on_the_map

_CLOSE = "close_%s"
PAGE = 20
A_LOT = 200


@dataclass(frozen=True)
class Tab:
    """One saved view, with how many are in it."""

    label: str
    url: str
    count: int | None
    is_current: bool


@dataclass(frozen=True)
class Row:
    """One issue of the inbox, in words."""

    issue: Issue
    age: str
    due: str
    tone: str
    is_sensitive: bool
    is_chosen: bool


class _Inbox:
    """What one officer looks at: the view, the filters, the page."""

    def __init__(self, request: HttpRequest) -> None:
        viewer = viewer_of(request)
        if viewer.user is None or not can_open_inbox(viewer):
            raise Http404
        self.viewer, self.actor = viewer, viewer.user
        self.moment = now()
        self.today = localdate(self.moment)
        self.query = request.GET
        self.places = places_of(viewer)
        self.form = InboxFilterForm(request.GET, places=self.places)
        self.form.is_valid()
        asked = self.form.cleaned_data
        view = asked.get("view", "")
        self.view = InboxView(view) if view in set(InboxView) else InboxView.NEW
        self.sort = asked.get("sort") or "due"
        self.filters = InboxFilters(
            issues=IssueFilters(
                kind=asked.get("kind", ""),
                status=asked.get("status", ""),
                neighborhood=asked.get("neighborhood", ""),
            ),
            today=self.today,
            now=self.moment,
        )

    @property
    def is_filtered(self) -> bool:
        return any(self.query.get(name) for name in ("kind", "status", "neighborhood"))

    def officers(self) -> list[User]:
        place = self.places[0].pk if len(self.places) == 1 else None
        return list(officers_of(place, self.moment))

    def assign_form(self, typed: QueryDict | None = None) -> OwnerForm:
        return OwnerForm(typed, officers=self.officers(), auto_id="assign_%s")

    def tabs(self, counts: dict[str, int]) -> list[Tab]:
        kept = self.query.copy()
        for name in ("older", "newer"):
            kept.pop(name, None)
        return [
            Tab(
                str(view.label),
                f"?{_with(kept, view=view.value)}",
                counts.get(view.value),
                view == self.view,
            )
            for view in InboxView
        ]

    def row(self, issue: Issue, chosen: Sequence[str]) -> Row:
        due, tone = due_words(issue, self.today)
        return Row(
            issue=issue,
            age=age_words(issue.reported_on, self.today),
            due=due,
            tone=tone,
            is_sensitive=issue.privacy == Privacy.SENSITIVE,
            is_chosen=issue.reference in chosen,
        )

    def context(
        self, typed: Form | None = None, chosen: Sequence[str] = (), problem: str = ""
    ) -> dict[str, Any]:
        issues = in_order(inbox_for(self.viewer, self.view, self.filters), self.sort)
        page = page_of(issues, self.query.dict(), field="sorted_by", size=PAGE)
        counts = inbox_counts(self.viewer, self.filters)
        total = counts.get(self.view.value, 0)
        return {
            "form": self.form,
            "assign": typed if isinstance(typed, OwnerForm) else self.assign_form(),
            "close": typed
            if isinstance(typed, CloseForm)
            else CloseForm(auto_id=_CLOSE),
            "typed": typed,
            "problem": problem,
            "tabs": self.tabs(counts),
            "view": self.view,
            "rows": [self.row(issue, chosen) for issue in page.rows],
            "page": page,
            "empty": "" if page.rows else self.empty_words(),
            "total": total,
            "is_a_lot": total > A_LOT and not self.is_filtered,
            "is_filtered": self.is_filtered,
            "query": self.query.urlencode(),
            "clear": f"?view={self.view.value}",
            "sort_label": SORTS[self.sort],
        }

    def empty_words(self) -> str:
        """Say what an empty view means, and what comes next."""
        if self.is_filtered:
            return _("Nothing here matches what you chose.")
        tomorrow: date = self.today + timedelta(days=1)
        due = replies_due_on(self.viewer, tomorrow, self.filters)
        if not due:
            return _("Nothing here. No reply is due tomorrow.")
        return ngettext(
            "Nothing here. %(n)d reply is due tomorrow.",
            "Nothing here. %(n)d replies are due tomorrow.",
            due,
        ) % {"n": due}


def _with(query: QueryDict, **changed: str) -> str:
    kept = query.copy()
    for name, value in changed.items():
        kept[name] = value
    return kept.urlencode()


def places_of(viewer: Viewer) -> list[Neighborhood]:
    """List the neighborhoods the viewer is an officer of."""
    mine = viewer.place_ids(Role.OFFICER)
    places = neighborhoods_on_the_map()
    return list(places if mine is None else places.filter(pk__in=mine))


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """List what needs an officer, one saved view at a time."""
    return render(request, "concerns/desk_inbox.html", _Inbox(request).context())


@require_POST
def inbox_export(request: HttpRequest) -> HttpResponseBase:
    """Send the view as a table, row by row; nothing of it is kept."""
    work = _Inbox(request)
    try:
        rows = export_issues(
            actor=work.actor, view=work.view, filters=work.filters, now=work.moment
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('concerns:inbox')}?{work.query.urlencode()}")
    name = f"concerns-{work.view}-{work.today.isoformat()}.csv"
    return StreamingHttpResponse(
        chain([MARK], csv_lines(COLUMNS, rows)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


@require_POST
def inbox_bulk(request: HttpRequest) -> HttpResponse:
    """Assign or close those that were chosen, and say which could not be."""
    work = _Inbox(request)
    chosen = request.POST.getlist("chosen")[:MOST_CHOSEN]
    closes = request.POST.get("act") == "close"
    form = (
        CloseForm(request.POST, auto_id=_CLOSE)
        if closes
        else work.assign_form(request.POST)
    )
    issues = _chosen_issues(work.viewer, chosen)
    if not issues or not form.is_valid():
        problem = "" if issues else _("Choose at least one concern first.")
        context = work.context(form, chosen, problem)
        return render(request, "concerns/desk_inbox.html", context)
    outcomes = _carry_out(work, form, issues)
    context = {
        "done": [one for one in outcomes if not one.problem],
        "not_done": [one for one in outcomes if one.problem],
        "query": request.GET.urlencode(),
    }
    return render(request, "concerns/desk_bulk.html", context)


def _chosen_issues(viewer: Viewer, chosen: Sequence[str]) -> list[Issue]:
    references = [read_reference(text) for text in chosen]
    issues = issues_visible_to(viewer).filter(
        reference__in=[text for text in references if text]
    )
    return list(issues.order_by("-first_at", "-id"))


def _carry_out(
    work: _Inbox, form: OwnerForm | CloseForm, issues: Sequence[Issue]
) -> list[Outcome]:
    if isinstance(form, OwnerForm):
        owner = form.cleaned_data["owner"]
        return assign_many(
            issues=issues,
            owner_id=None if owner == NOBODY else int(owner),
            actor=work.actor,
            now=work.moment,
        )
    return close_many(
        issues=issues,
        status=form.cleaned_data["status"],
        text=form.cleaned_data["text"],
        actor=work.actor,
        now=work.moment,
    )
