"""Telling a concern: the start, what it is, what happened, how to reach the person."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from engagement.common.http import viewer_of
from engagement.concerns.drafting import Answers, first_open_step, step_after
from engagement.concerns.forms import ContactForm, DetailsForm, GroupForm, KindForm
from engagement.concerns.hints import personal_hints
from engagement.concerns.models import Kind
from engagement.concerns.queries import (
    Near,
    kind_groups,
    near_issues,
    urgent_words,
)
from engagement.concerns.services.drafts import draft_of, drop_draft, rekey_draft
from engagement.concerns.views.flow import (
    DRAFT_COOKIE,
    Flow,
    address_of,
    flow_of,
    flow_or_new,
    hand_over,
    keep_private,
    sent,
    show_step,
    step,
    token_in,
)
from engagement.places.queries import town


@login_not_required
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """Say what telling us means; offer to go on where one left off."""
    flow = flow_of(request)
    unfinished = flow is not None and flow.draft.concern_id is None
    context = {
        "is_gone": "gone" in request.GET,
        "go_on_url": address_of(first_open_step(flow.answers))
        if flow and unfinished
        else "",
    }
    return keep_private(render(request, "concerns/report.html", context))


# -- what --------------------------------------------------------------------------
@login_not_required
@require_http_methods(["GET", "POST"])
def report_what(request: HttpRequest) -> HttpResponse:
    """Ask for the group first; for the kind where the group has several."""
    groups = list(kind_groups())
    wanted = request.POST.get("in_group") or request.GET.get("group")
    group = next((one for one in groups if one.code == wanted), None)
    if group is not None and len(_kinds_of(group)) > 1:
        return keep_private(_ask_kind(request, group))
    return keep_private(_ask_group(request, groups))


def _kinds_of(group: Kind) -> list[Kind]:
    below: list[Kind] = getattr(group, "choices_below", [])
    return below


def _ask_group(request: HttpRequest, groups: list[Kind]) -> HttpResponse:
    flow = flow_of(request)
    chosen = _group_code(flow, groups)
    form = GroupForm(sent(request), groups=groups, initial={"group": chosen})
    if form.is_valid():
        group = next(g for g in groups if g.code == form.cleaned_data["group"])
        kinds = _kinds_of(group)
        if len(kinds) == 1:
            return _choose(request, kinds[0])
        change = "&back=check" if flow and flow.is_change else ""
        return redirect(f"{reverse('concerns:report_what')}?group={group.code}{change}")
    context = {"form": form, "emergency_shown": True, "has_kinds": bool(groups)}
    return show_step(request, "what", flow, context)


def _group_code(flow: Flow | None, groups: list[Kind]) -> str:
    if flow is None:
        return ""
    return next(
        (
            group.code
            for group in groups
            for kind in _kinds_of(group)
            if kind.code == flow.answers.kind
        ),
        "",
    )


def _ask_kind(request: HttpRequest, group: Kind) -> HttpResponse:
    flow = flow_of(request)
    form = KindForm(
        sent(request),
        kinds=_kinds_of(group),
        initial={"kind": flow.answers.kind if flow else ""},
    )
    if form.is_valid():
        code = form.cleaned_data["kind"]
        return _choose(request, next(k for k in _kinds_of(group) if k.code == code))
    return show_step(request, "what", flow, {"form": form, "group": group})


def _choose(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Keep the kind. Another kind may let others see less: that is asked again."""
    flow, token = flow_or_new(request)
    answers = flow.answers
    if answers.kind != kind.code:
        answers.privacy, answers.has_where, answers.not_these = "", False, []
    answers.kind = kind.code
    flow.save()
    following = step_after("what", answers, is_change=flow.is_change)
    onward = address_of(following)
    if flow.is_change:
        onward += "?back=check"
    if kind.is_urgent:
        onward = reverse("concerns:report_urgent")
    response = redirect(onward)
    if token:
        hand_over(response, token)
    return response


@step("where")
def report_urgent(request: HttpRequest, flow: Flow) -> HttpResponse:
    """Stop first where it may not be able to wait."""
    kind = flow.kind
    context = {
        "kind": kind,
        "words": urgent_words(kind, town()),
        "go_on_url": address_of(first_open_step(flow.answers)),
    }
    return render(request, "concerns/report_urgent.html", context)


# -- details -----------------------------------------------------------------------
@step("details")
def report_details(request: HttpRequest, flow: Flow) -> HttpResponse:
    """Ask what happened, and whether words that may name somebody shall stay."""
    answers = flow.answers
    said = {name: getattr(answers, name) for name in DetailsForm.base_fields}
    form = DetailsForm(sent(request), initial=said)
    hints = []
    if form.is_valid():
        text = form.cleaned_data["text"]
        if text != answers.text:
            hints = personal_hints(text)
        if not hints or "keep" in request.POST:
            return _keep_details(request, flow, form)
    context = {"form": form, "hints": hints}
    return show_step(request, "details", flow, context)


def _keep_details(request: HttpRequest, flow: Flow, form: DetailsForm) -> HttpResponse:
    for name, value in form.cleaned_data.items():
        setattr(flow.answers, name, value)
    onward = flow.go_on("details")
    if _new_near(request, flow):
        change = "?back=check" if flow.is_change else ""
        return redirect(reverse("concerns:report_same") + change)
    return onward


def _new_near(request: HttpRequest, flow: Flow) -> list[Near]:
    """Look once more now that the words are known; only new ones count (RULINGS 18)."""
    answers = flow.answers
    if answers.lat is None or answers.lon is None:
        return []
    found = near_issues(
        viewer_of(request),
        flow.kind.pk,
        answers.lat,
        answers.lon,
        now(),
        answers.text,
    )
    return [near for near in found if near.issue.reference not in answers.not_these]


@step("contact")
def report_same(request: HttpRequest, flow: Flow) -> HttpResponse:
    """Ask “Is it one of these?” once more, for what the words brought up."""
    onward = address_of(step_after("details", flow.answers, is_change=flow.is_change))
    if request.method == "POST":
        return redirect(onward)
    found = _new_near(request, flow)
    if not found:
        return redirect(onward)
    flow.answers.not_these += [near.issue.reference for near in found]
    flow.save()
    context = {"near": found, "is_change": flow.is_change}
    return render(request, "concerns/report_same.html", context)


# -- contact -----------------------------------------------------------------------
def _said_about_contact(answers: Answers) -> dict[str, object]:
    return {
        "contact_by": answers.contact_by,
        "email": answers.contact if answers.contact_by == "email" else "",
        "phone": answers.contact if answers.contact_by == "phone" else "",
        "name": answers.name,
        "updates": answers.updates,
        "share": answers.share,
    }


@step("contact")
def report_contact(request: HttpRequest, flow: Flow) -> HttpResponse:
    form = ContactForm(sent(request), initial=_said_about_contact(flow.answers))
    if form.is_valid():
        said, answers = form.cleaned_data, flow.answers
        answers.contact_by = said["contact_by"]
        answers.contact = form.address
        answers.name = said["name"] if answers.contact else ""
        answers.updates = said["updates"] and bool(answers.contact)
        answers.share = said["share"] and bool(answers.contact)
        return flow.go_on("contact")
    return show_step(request, "contact", flow, {"form": form})


# -- later, or never ---------------------------------------------------------------
@login_not_required
@require_GET
def report_save(request: HttpRequest) -> HttpResponse:
    """Give a link that opens the draft again, on this or another device."""
    flow = flow_of(request)
    if flow is None or flow.draft.concern_id is not None:
        return redirect(f"{reverse('concerns:report')}?gone=1")
    resume = reverse("concerns:report_resume", args=[token_in(request)])
    context = {
        "link": request.build_absolute_uri(resume),
        "until": flow.draft.expires_at,
        "go_on_url": address_of(first_open_step(flow.answers)),
    }
    return keep_private(render(request, "concerns/report_save.html", context))


@login_not_required
@require_http_methods(["GET", "POST"])
def report_resume(request: HttpRequest, token: str) -> HttpResponse:
    """Take a saved draft over into this browser; the link then opens nothing more.

    Whoever made the link cannot read on: the draft changes its key with its reader.
    """
    draft = draft_of(token, now=now())
    if draft is None or draft.concern_id is not None:
        return redirect(f"{reverse('concerns:report')}?gone=1")
    if request.method == "GET":
        return keep_private(render(request, "concerns/report_resume.html"))
    response = redirect("concerns:report")
    hand_over(response, rekey_draft(draft=draft))
    return keep_private(response)


@login_not_required
@require_POST
def report_drop(request: HttpRequest) -> HttpResponse:
    """Forget the draft now."""
    flow = flow_of(request)
    if flow is not None and flow.draft.concern_id is None:
        drop_draft(draft=flow.draft)
    response = redirect("concerns:report")
    response.delete_cookie(DRAFT_COOKIE, path=reverse("concerns:report"))
    return keep_private(response)
