"""The language somebody reads the town in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.views.i18n import set_language

from engagement.people import services


@login_not_required
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Speak this language from now on; letters to somebody signed in do so too."""
    answer = set_language(request)
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        services.use_language(user=request.user, language=language)
    return answer
