"""What an overseer thinks of a few decisions drawn by lot."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.moderation.forms import SampleForm
from engagement.moderation.models import Decision
from engagement.moderation.permissions import can_sample
from engagement.moderation.queries import SAMPLE, own_notes, sample_of_week
from engagement.moderation.services import note_sample


@never_cache
@require_http_methods(["GET", "POST"])
def sample(request: SignedInRequest) -> HttpResponse:
    """Show last week's sample; each decision has a small form of its own."""
    viewer, moment = viewer_of(request), now()
    if not can_sample(viewer):
        raise Http404
    drawn = list(sample_of_week(moment)[:SAMPLE])
    typed: SampleForm | None = None
    if request.method == "POST":
        chosen = _chosen(drawn, request.POST.get("decision", ""))
        typed = SampleForm(request.POST, prefix=f"d{chosen.pk}")
        if typed.is_valid():
            try:
                note_sample(
                    decision_id=chosen.pk,
                    viewer=viewer,
                    agrees=typed.cleaned_data["agrees"] == "yes",
                    words=typed.cleaned_data["words"],
                    now=moment,
                )
            except DomainError as error:
                typed.add_error(None, str(error))
            else:
                messages.success(request, _("Your note is kept."))
                return redirect("moderation:sample")
    notes = own_notes(viewer, drawn)
    rows = [(one, notes.get(one.pk), _form_of(one, notes, typed)) for one in drawn]
    context = {"rows": rows, "typed": typed}
    return render(request, "moderation/sample.html", context)


def _chosen(drawn: list[Decision], number: str) -> Decision:
    for decision in drawn:
        if str(decision.pk) == number:
            return decision
    raise Http404


def _form_of(
    decision: Decision, notes: dict[int, Any], typed: SampleForm | None
) -> SampleForm:
    prefix = f"d{decision.pk}"
    if typed is not None and typed.prefix == prefix:
        return typed
    note = notes.get(decision.pk)
    said = (
        {"agrees": "yes" if note.agrees else "no", "words": note.words} if note else {}
    )
    return SampleForm(prefix=prefix, initial=said)
