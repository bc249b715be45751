"""The page of a letter in which a captain wrote to one member: answering it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import too_often
from engagement.common.limits import WALL_POSTS, is_over
from watchgroups.errors import MemberLetterClosedError
from watchgroups.forms.members import WordAnswerForm
from watchgroups.services.word_answers import answer_word, word_of_link


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def word(request: HttpRequest, token: str) -> HttpResponse:
    """Answer by one press, without signing in; opening the page sends nothing."""
    form = WordAnswerForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form}
    try:
        member, _sender = word_of_link(token, now())
        context["group"] = member.group
        if request.method == "POST" and is_over(WALL_POSTS, f"member {member.pk}"):
            return too_often(request, WALL_POSTS)
        if form.is_valid():
            answer_word(token=token, text=form.cleaned_data["text"], now=now())
            context["is_sent"] = True
    except MemberLetterClosedError as error:
        context["fault"] = str(error)
    except DomainError as error:
        form.add_error("text", str(error))
    answer = render(request, "watchgroups/word.html", context)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
