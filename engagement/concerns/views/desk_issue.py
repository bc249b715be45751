"""One concern on the officer's desk, and everything an officer does with it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from engagement.common.errors import DomainError
from engagement.common.http import viewer_of
from engagement.common.ids import read_reference
from engagement.common.roles import Actor, Viewer
from engagement.concerns import desk_forms, services
from engagement.concerns.errors import (
    ChangedMeanwhileError,
    NoSuchIssueError,
    TextMissingError,
    TooLongError,
    TooManyLooksError,
)
from engagement.concerns.models import Concern, Issue
from engagement.concerns.permissions import can_handle
from engagement.concerns.queries import issues_visible_to
from engagement.concerns.views.desk_sheet import Sheet
from engagement.concerns.views.flow import keep_private
from engagement.people.reauthentication import fresh_sign_in_required
from engagement.places.queries import search_places

_MOST_HITS = 6


def _open(request: HttpRequest, reference: str) -> tuple[Issue, Viewer, Actor]:
    """Find the issue for somebody who may work on it; 404 for everybody else."""
    viewer = viewer_of(request)
    read = read_reference(reference)
    issue = issues_visible_to(viewer).filter(reference=read or "").first()
    if viewer.user is None or issue is None or not can_handle(viewer, issue):
        raise Http404
    return issue, viewer, viewer.user


@require_GET
def desk_issue(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the story, everything people sent, and what can be done now."""
    issue, viewer, _actor = _open(request, reference)
    if issue.merged_into is not None:
        messages.info(request, _("It was merged into the one shown here."))
        return redirect("concerns:desk_issue", issue.merged_into.reference)
    return _show(request, Sheet(issue, viewer))


def _show(
    request: HttpRequest, sheet: Sheet, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "concerns/desk_issue.html", sheet.context(), status=status)


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004 - digits of an integer


def _act(
    request: HttpRequest,
    sheet: Sheet,
    name: str,
    act: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """Do one thing; what went wrong is said beside what was typed, which stays."""
    form = sheet.bind(name, request.POST)
    if not form.is_valid():
        return _show(request, sheet)
    try:
        said = act(form.cleaned_data)
    except ChangedMeanwhileError as error:
        sheet.refresh(str(error))
        return _show(request, sheet, HTTPStatus.CONFLICT)
    except DomainError as error:
        _explain(form, error)
        return _show(request, sheet)
    messages.success(request, said)
    return _onward(sheet)


def _explain(form: Form, error: DomainError) -> None:
    """Say it at the field it is about, so that the summary leads there."""
    form.add_error(_field_of(form, error), str(error))


def _field_of(form: Form, error: DomainError) -> str:
    if isinstance(error, TextMissingError | TooLongError):
        return "text" if "text" in form.fields else "reason"
    is_other = form.cleaned_data.get("into") == desk_forms.OTHER
    return "other" if is_other else form.visible_fields()[0].name


def _onward(sheet: Sheet) -> HttpResponse:
    """Back to the concern; to the inbox when it has left the officer's area."""
    sheet.issue.refresh_from_db()
    if not can_handle(sheet.viewer, sheet.issue):
        return redirect("concerns:inbox")
    root = sheet.issue.merged_into or sheet.issue
    return redirect("concerns:desk_issue", root.reference)


@require_POST
def desk_status(request: HttpRequest, reference: str) -> HttpResponse:
    issue, viewer, actor = _open(request, reference)

    def move(asked: dict[str, Any]) -> str:
        services.move_status(
            issue_id=issue.pk,
            actor=actor,
            new=asked["new"],
            text=asked["text"],
            version=_version(request),
            now=now(),
        )
        return _("The status is changed. Those who wait for it are told.")

    return _act(request, Sheet(issue, viewer), "status", move)


def _owner_id(chosen: str) -> int | None:
    return None if chosen == desk_forms.NOBODY else int(chosen)


@require_POST
def desk_owner(request: HttpRequest, reference: str) -> HttpResponse:
    issue, viewer, actor = _open(request, reference)

    def give(asked: dict[str, Any]) -> str:
        services.set_owner(
            issue_id=issue.pk,
            actor=actor,
            owner_id=_owner_id(asked["owner"]),
            version=_version(request),
            now=now(),
        )
        return _("The owner is changed.")

    return _act(request, Sheet(issue, viewer), "owner", give)


@require_POST
def desk_reply(request: HttpRequest, reference: str) -> HttpResponse:
    """Send a reply, or first show how neighbors will see it."""
    issue, viewer, actor = _open(request, reference)
    sheet = Sheet(issue, viewer)
    if "preview" in request.POST:
        form = sheet.bind("reply", request.POST)
        sheet.preview = form.cleaned_data["text"] if form.is_valid() else ""
        return _show(request, sheet)

    def reply(asked: dict[str, Any]) -> str:
        services.reply_to_issue(
            issue_id=issue.pk, actor=actor, text=asked["text"], now=now()
        )
        return _("Your reply is public now. Those who wait for it get it by letter.")

    return _act(request, sheet, "reply", reply)


@require_POST
def desk_note(request: HttpRequest, reference: str) -> HttpResponse:
    issue, viewer, actor = _open(request, reference)

    def note(asked: dict[str, Any]) -> str:
        services.write_note(
            issue_id=issue.pk, actor=actor, text=asked["text"], now=now()
        )
        return _("The note is kept. Only officers of this neighborhood read it.")

    return _act(request, Sheet(issue, viewer), "note", note)


def _one_of(sheet: Sheet, request: HttpRequest) -> Concern:
    """Find which of the concerns on the page is meant; 404 for any other."""
    sent = read_reference(request.POST.get("concern", "")) or ""
    one = next((one for one in sheet.concerns if one.reference == sent), None)
    if one is None:
        raise Http404
    return one


@require_POST
def desk_contact(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Show how to reach one person, who allowed it; nothing of it stays in a cache."""
    _open(request, reference)  # whoever may not is not asked who they are
    return _show_contact(request, reference)


@fresh_sign_in_required
def _show_contact(request: HttpRequest, reference: str) -> HttpResponse:
    issue, viewer, actor = _open(request, reference)
    sheet, status = Sheet(issue, viewer), HTTPStatus.OK
    sheet.asked = _one_of(sheet, request)
    sheet.reason = request.POST.get("reason", "")
    try:
        sheet.contact = services.look_at_contact(
            concern_id=sheet.asked.pk, actor=actor, reason=sheet.reason, now=now()
        )
    except TooManyLooksError as error:
        sheet.refused, status = str(error), HTTPStatus.TOO_MANY_REQUESTS
    except DomainError as error:
        sheet.refused = str(error)
    return keep_private(_show(request, sheet, status))


@require_POST
def desk_write(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to one reporter without seeing who it is."""
    issue, viewer, actor = _open(request, reference)
    sheet = Sheet(issue, viewer)
    concern = sheet.written_to = _one_of(sheet, request)

    def write(asked: dict[str, Any]) -> str:
        services.write_to_reporter(
            concern_id=concern.pk, actor=actor, text=asked["text"], now=now()
        )
        return _("The message waits for the person, behind the receipt.")

    return _act(request, sheet, "write", write)


@require_POST
def desk_read(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the mark off an answer."""
    issue, viewer, actor = _open(request, reference)
    concern = _one_of(Sheet(issue, viewer), request)
    services.read_messages(concern_id=concern.pk, actor=actor, now=now())
    return redirect("concerns:desk_issue", issue.reference)


@require_POST
def desk_merge(request: HttpRequest, reference: str) -> HttpResponse:
    issue, viewer, actor = _open(request, reference)

    def merge(asked: dict[str, Any]) -> str:
        wanted = issues_visible_to(viewer).filter(reference=asked["reference"]).first()
        if wanted is None:
            raise NoSuchIssueError(_("There is no concern with this reference."))
        services.merge_issues(
            issue_id=issue.pk,
            into_id=wanted.pk,
            actor=actor,
            reason=asked["reason"],
            now=now(),
        )
        return _("The two are one now. You can take them apart again.")

    return _act(request, Sheet(issue, viewer), "merge", merge)


@require_POST
def desk_unmerge(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a part out; the address names the part, the page is the whole's."""
    part, viewer, actor = _open(request, reference)
    whole = part.merged_into or part

    def unmerge(asked: dict[str, Any]) -> str:
        services.unmerge_issue(
            issue_id=part.pk, actor=actor, reason=asked["reason"], now=now()
        )
        return _("They are two again.")

    return _act(request, Sheet(whole, viewer, part=part), "unmerge", unmerge)


@require_POST
def desk_rekind(request: HttpRequest, reference: str) -> HttpResponse:
    issue, viewer, actor = _open(request, reference)

    def rekind(asked: dict[str, Any]) -> str:
        services.rekind_issue(
            issue_id=issue.pk,
            kind_id=int(asked["kind"]),
            actor=actor,
            reason=asked["reason"],
            now=now(),
        )
        return _("The kind is changed.")

    return _act(request, Sheet(issue, viewer), "kind", rekind)


@require_POST
def desk_move(request: HttpRequest, reference: str) -> HttpResponse:
    """Put it where it belongs: a place by name is looked up first."""
    issue, viewer, actor = _open(request, reference)
    sheet = Sheet(issue, viewer)
    place = request.POST.get("place", "").strip()
    hits = search_places(place, _MOST_HITS) if place else []
    if place and not hits:
        form = sheet.bind("place", request.POST)
        form.add_error("place", _("We do not know this place. Try a street nearby."))
        return _show(request, sheet)
    sheet.hits = hits

    def move(asked: dict[str, Any]) -> str:
        point = sheet.point_of(asked)
        services.relocate_issue(
            issue_id=issue.pk,
            actor=actor,
            reason=asked["reason"],
            lat=point[0] if point else None,
            lon=point[1] if point else None,
            neighborhood_id=int(asked["neighborhood"])
            if asked["neighborhood"]
            else None,
            now=now(),
        )
        return _("The place is changed.")

    return _act(request, sheet, "place", move)
