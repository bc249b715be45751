"""Where each app's addresses hang."""

from django.contrib import admin
from django.urls import include, path

from config.api import docs

urlpatterns = [
    path("", include("engagement.front.urls")),
    path("", include("engagement.concerns.urls")),
    path("", include("watchgroups.urls")),
    path("", include("meetings.urls")),
    path("", include("feedback.urls")),
    path("", include("engagement.priorities.urls")),
    path("", include("engagement.moderation.urls")),
    path("", include("engagement.people.urls")),
    path("api/v1/", include("config.api")),
    path("api/docs/", docs, name="api_docs"),
    path("site-admin/", admin.site.urls),
]

handler400 = "engagement.common.views.bad_request"
handler404 = "engagement.common.views.not_found"
handler500 = "engagement.common.views.server_error"
