"""All addresses of the site, and some that break."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from config import urls


@login_not_required
def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret-of-the-inside")


@login_not_required
@csrf_exempt
def breaks_over(request: HttpRequest, what: str) -> HttpResponse:
    """Break over whatever was sent, and say a line of it first."""
    sent = f"{what} {request.headers.get('X-Sent')} {request.POST.get('sent')}"
    logging.getLogger("engagement.breaking").warning("sent %s", sent)
    raise RuntimeError(sent)


@login_not_required
def asks_long(request: HttpRequest) -> HttpResponse:
    """Ask the database for more than a page may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(60)")
    return HttpResponse("slept")


urlpatterns = [
    path("asks-long/", asks_long),
    path("breaks/", breaks),
    re_path("^breaks/(?P<what>(?s:.+))/$", breaks_over),
    *urls.urlpatterns,
]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
