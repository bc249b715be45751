"""Addresses of people beyond those of allauth."""

from django.urls import URLPattern, URLResolver, path

from engagement.people.views import languages

urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", languages.choose_language, name="set_language"),
]
