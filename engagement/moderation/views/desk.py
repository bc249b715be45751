"""The moderators' desk: the queue, and one thing to decide about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.roles import Viewer
from engagement.moderation import services
from engagement.moderation.choices import DECIDES, Detector, Verdict, What
from engagement.moderation.errors import (
    DecidedMeanwhileError,
    NothingChangedError,
    ReasonMissingError,
)
from engagement.moderation.forms import (
    EditForm,
    QueueFilterForm,
    RefuseForm,
    SenderForm,
)
from engagement.moderation.models import Decision, Review
from engagement.moderation.permissions import can_decide, can_open_queue, can_undo
from engagement.moderation.queries import (
    MOST_SHOWN,
    Bench,
    QueueFilters,
    QueueView,
    bench_at,
    decided_lately,
    flags_of,
    history_of,
    place_names,
    places_of,
    queue_counts,
    queue_for,
    review_visible_to,
)
from engagement.moderation.wording import in_pieces, waited
from engagement.places.queries import town

_LOOKED_ALONG = 200


# -- the queue -------------------------------------------------------------------------
@never_cache
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """List what waits, dangers and the oldest first; or what was decided lately."""
    viewer, moment = viewer_of(request), now()
    bench = bench_at(moment)
    if not can_open_queue(viewer, bench):
        raise Http404
    form = QueueFilterForm(request.GET, places=places_of(bench, viewer))
    filters = _filters(form)
    counts = queue_counts(viewer, bench)
    context = {
        "form": form,
        "tabs": _tabs(filters, counts),
        "view": QueueView(filters.view),
        "counts": counts,
        "is_filtered": bool(filters.neighborhood or filters.what or filters.held_for),
        "clear": f"{request.path}?view={filters.view}",
        "query": request.GET.urlencode(),
        "oldest": waited(counts["oldest"], moment) if counts["oldest"] else "",
    }
    if filters.view == QueueView.DECIDED:
        decided = decided_lately(viewer, bench, filters, moment)
        context["decisions"] = decided[:MOST_SHOWN]
        return render(request, "moderation/decided.html", context)
    waiting = list(queue_for(viewer, bench, filters)[: MOST_SHOWN + 1])
    context["rows"] = [
        Row(one, waited(one.asked_at, moment)) for one in waiting[:MOST_SHOWN]
    ]
    context["has_more"] = len(waiting) > MOST_SHOWN
    return render(request, "moderation/queue.html", context)


@dataclass(frozen=True)
class Row:
    """One line of the queue."""

    review: Review
    waits: str

    @property
    def flags(self) -> int:
        return int(getattr(self.review, "open_flags", 0))

    @property
    def found(self) -> list[str]:
        return [str(Detector(key).label) for key in self.review.held_for]


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_current: bool
    count: int | None = field(default=None)


def _filters(form: QueueFilterForm) -> QueueFilters:
    said = form.cleaned_data if form.is_valid() else getattr(form, "cleaned_data", {})
    view = said.get("view", "")
    return QueueFilters(
        view=view if view in QueueView.values else QueueView.ALL,
        neighborhood=said.get("neighborhood", ""),
        what=said.get("what", ""),
        held_for=said.get("held_for", ""),
    )


def _tabs(filters: QueueFilters, counts: dict[str, Any]) -> list[Tab]:
    numbers = {QueueView.ALL: counts["total"], **counts}
    return [
        Tab(
            str(view.label),
            f"{reverse('moderation:queue')}?view={view.value}",
            filters.view == view,
            numbers.get(view.value),
        )
        for view in QueueView
    ]


# -- one of them -----------------------------------------------------------------------
class Sheet:
    """Everything the page of one review shows, read when it is asked for."""

    def __init__(self, review: Review, viewer: Viewer, bench: Bench) -> None:
        self.review, self.viewer, self.bench = review, viewer, bench
        self.problem = ""
        self.edit = EditForm(review=review)
        self.refuse = RefuseForm()
        self.sender = SenderForm()

    @property
    def forms(self) -> tuple[Form, ...]:
        return self.edit, self.refuse, self.sender

    @cached_property
    def history(self) -> list[Decision]:
        return list(history_of(self.review))

    def context(self, filters: QueueFilters) -> dict[str, Any]:
        review = self.review
        may = can_decide(self.viewer, review, self.bench)
        pieces = in_pieces(review.sent, place_names(review.neighborhood_id))
        standing = [d for d in self.history if d.verdict in DECIDES and not d.undone_at]
        return {
            "review": review,
            "is_photo": review.what == What.PHOTO,
            "picture": getattr(review, "picture", None),
            "pieces": pieces,
            "marks": sorted({one.found for one in pieces if one.found}),
            "history": self.history,
            "last": standing[0] if standing else None,
            "flags": list(flags_of(review)),
            "appeal": getattr(review, "appeal", None),
            "may_decide": may and review.is_in_queue,
            "may_undo": bool(standing)
            and standing[0].at >= now() - services.UNDO_WITHIN
            and can_undo(self.viewer, review, self.bench),
            "is_own": not may and review.is_in_queue,
            "edit": self.edit,
            "refuse": self.refuse,
            "sender": self.sender,
            "may_ask": may,
            "was_asked": any(d.verdict == Verdict.SENDER for d in self.history),
            "typed": next((f for f in self.forms if f.is_bound), None),
            "problem": self.problem,
            "town": town(),
            **_beside(self, filters),
        }


def _beside(sheet: Sheet, filters: QueueFilters) -> dict[str, Any]:
    """Name what stands before and after it in the queue."""
    keys = [
        one.key for one in queue_for(sheet.viewer, sheet.bench, filters)[:_LOOKED_ALONG]
    ]
    if sheet.review.key not in keys:
        return {"position": 0, "next": keys[0] if keys else "", "waiting": len(keys)}
    at = keys.index(sheet.review.key)
    return {
        "position": at + 1,
        "waiting": len(keys),
        "before": keys[at - 1] if at else "",
        "next": keys[at + 1] if at + 1 < len(keys) else "",
    }


@never_cache
@require_http_methods(["GET", "POST"])
def review(request: SignedInRequest, key: str) -> HttpResponse:
    """Show what was sent beside what will be shown, and what can be done with it."""
    viewer, moment = viewer_of(request), now()
    bench = bench_at(moment)
    found = review_visible_to(viewer, bench, key)
    if found is None:
        raise Http404
    form = QueueFilterForm(request.GET, places=places_of(bench, viewer))
    filters, sheet = _filters(form), Sheet(found, viewer, bench)
    if request.method == "POST":
        return _act(request, sheet, filters)
    return _show(request, sheet, filters)


def _show(
    request: SignedInRequest,
    sheet: Sheet,
    filters: QueueFilters,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {**sheet.context(filters), "query": request.GET.urlencode()}
    return render(request, "moderation/review.html", context, status=status)


def _version(request: SignedInRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - digits of an integer


Act = Callable[[SignedInRequest, Sheet], str]


def _act(request: SignedInRequest, sheet: Sheet, filters: QueueFilters) -> HttpResponse:
    """Do one thing; what went wrong is said beside what was typed, which stays."""
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        return redirect(sheet.review)
    try:
        said = act(request, sheet)
    except DecidedMeanwhileError as error:
        sheet.problem = str(error)
        sheet.review.refresh_from_db()
        return _show(request, sheet, filters, HTTPStatus.CONFLICT)
    except DomainError as error:
        sheet.problem = str(error)
        return _show(request, sheet, filters)
    if not said:
        return _show(request, sheet, filters)
    messages.success(request, said)
    return redirect(_onward(request, sheet, filters))


def _onward(request: SignedInRequest, sheet: Sheet, filters: QueueFilters) -> str:
    """Lead to the next that waits; to the queue when it is empty."""
    if request.POST.get("act") == "sender":  # nothing is decided by it
        return sheet.review.get_absolute_url()
    waiting = queue_for(sheet.viewer, bench_at(now()), filters)
    others = waiting.exclude(key=sheet.review.key)
    following = next(
        (
            one
            for one in others[:MOST_SHOWN]
            if can_decide(sheet.viewer, one, sheet.bench)
        ),
        None,
    )
    url = following.get_absolute_url() if following else reverse("moderation:queue")
    query = request.GET.urlencode()
    return f"{url}?{query}" if query else url


def _common(request: SignedInRequest, sheet: Sheet) -> dict[str, Any]:
    return {
        "key": sheet.review.key,
        "viewer": sheet.viewer,
        "version": _version(request),
        "now": now(),
    }


def _sender(request: SignedInRequest, sheet: Sheet) -> str:
    """Ask administrators about the account; the text stays where it is."""
    sheet.sender = form = SenderForm(request.POST)
    if not form.is_valid():
        return ""
    services.ask_about_sender(
        key=sheet.review.key,
        viewer=sheet.viewer,
        words=form.cleaned_data["why"],
        now=now(),
    )
    return _("Administrators are asked. You are not told who it is.")


def _pass(request: SignedInRequest, sheet: Sheet) -> str:
    services.pass_review(**_common(request, sheet))
    if sheet.review.what == What.POST:
        return _("It passed. The members of the group read it now.")
    return _("It passed. The public sees it now.")


def _edit(request: SignedInRequest, sheet: Sheet) -> str:
    sheet.edit = form = EditForm(request.POST, review=sheet.review)
    if not form.is_valid():
        return ""
    asked = form.cleaned_data
    try:
        services.edit_review(
            **_common(request, sheet),
            shown=asked["shown"],
            said=services.Said(asked["reason"], asked["words"]),
        )
    except NothingChangedError as error:
        form.add_error("shown", str(error))
        return ""
    except ReasonMissingError as error:
        form.add_error("words", str(error))
        return ""
    return _("The changed words are shown now, and the author is told why.")


def _refuse(request: SignedInRequest, sheet: Sheet) -> str:
    sheet.refuse = form = RefuseForm(request.POST)
    if not form.is_valid():
        return ""
    asked = form.cleaned_data
    try:
        services.refuse_review(
            **_common(request, sheet),
            said=services.Said(asked["reason"], asked["words"]),
        )
    except ReasonMissingError as error:
        form.add_error("words", str(error))
        return ""
    return _("It is refused, and the author is told why.")


def _undo(request: SignedInRequest, sheet: Sheet) -> str:
    services.undo_decision(**_common(request, sheet))
    return _("The decision is taken back. It waits for a look again.")


def _urgent(request: SignedInRequest, sheet: Sheet) -> str:
    services.mark_urgent(**_common(request, sheet))
    return _("The officers of the area are told now. It still waits for your decision.")


ACTS: dict[str, Act] = {
    "pass": _pass,
    "edit": _edit,
    "refuse": _refuse,
    "undo": _undo,
    "urgent": _urgent,
    "sender": _sender,
}
