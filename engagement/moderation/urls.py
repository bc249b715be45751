"""Addresses of moderation: the desk, the public flag, how it works."""

from django.urls import URLPattern, URLResolver, path

from engagement.moderation.views import desk, finding, public, redacting, sampling

app_name = "moderation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/moderation/", desk.queue, name="queue"),
    path("desk/moderation/find/", finding.find, name="find"),
    path("desk/moderation/sample/", sampling.sample, name="sample"),
    path("desk/moderation/<str:key>/", desk.review, name="review"),
    path("desk/moderation/<str:key>/photo/", redacting.photo, name="picture"),
    path("desk/moderation/<str:key>/redact/", redacting.redact, name="redact"),
    path("flag/<str:key>/", public.flag, name="flag"),
    path("how-moderation-works/", public.how, name="how"),
]
