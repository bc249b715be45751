"""All addresses of the site, and one that breaks."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config import urls


@login_not_required
def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret-of-the-inside")


urlpatterns = [path("breaks/", breaks), *urls.urlpatterns]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
