"""Pages that explain: what this is, what we keep, how the list is made."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from engagement.front import queries
from engagement.front.personal.counting import left_lately
from engagement.front.personal.retention import SORTS
from engagement.places.queries import neighborhoods_on_the_map, town

LASTING = (
    "front:home",
    "front:neighborhoods",
    "concerns:report",
    "concerns:around",
    "front:about",
    "front:how_priorities",
    "moderation:how",
    "front:privacy",
    "front:accessibility",
    "front:contact",
    "api_docs",
)


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "front/about.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    lately = left_lately(now())
    context = {"sorts": [(sort, lately.get(sort.code, 0)) for sort in SORTS]}
    return render(request, "front/privacy.html", context)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "front/accessibility.html")


@login_not_required
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "front/contact.html")


@login_not_required
@require_safe
def how_priorities(request: HttpRequest) -> HttpResponse:
    context = {
        "weights": queries.weights_in_force(),
        "kinds": queries.kinds_by_harm(),
    }
    return render(request, "front/how_priorities.html", context)


@login_not_required
@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Let search engines read what is public, and nothing that is somebody's own."""
    closed = ("/desk/", "/my/", "/account/", "/r/", "/confirm/", "/report/", "/api/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('front:sitemap')}")
    return HttpResponse(
        "\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"
    )


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a hole (RFC 9116)."""
    here = town()
    mail = here.contact_email if here else ""
    ends = (now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    contact_at = f"mailto:{mail}" if mail else request.build_absolute_uri("/contact/")
    lines = [
        f"Contact: {contact_at}",
        f"Expires: {ends}",
        "Preferred-Languages: en",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse(
        "\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"
    )


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the pages that stay: those that explain, and each neighborhood's."""
    pages = [reverse(name) for name in LASTING]
    for place in neighborhoods_on_the_map():
        pages += [
            place.get_absolute_url(),
            reverse("priorities:published", args=[place.slug]),
        ]
    context = {"addresses": [settings.SITE_URL + page for page in pages]}
    return render(request, "front/sitemap.xml", context, content_type="application/xml")
