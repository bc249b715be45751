"""Addresses of people beyond those of allauth."""

from django.urls import URLPattern, URLResolver, include, path

from engagement.people.views import (
    invitations,
    languages,
    managing,
    names,
    requests,
    roles,
)

PERSON, REQUEST = "manage/people/<int:person_id>/", "manage/people/requests/"
INVITATIONS = "manage/people/invitations/"
of_roles: list[URLPattern | URLResolver] = [
    path("account/name/", names.name, name="name"),
    path("manage/people/", managing.people, name="people"),
    path(PERSON, managing.person, name="person"),
    path(f"{PERSON}grant/", roles.grant, name="grant"),
    path(f"{PERSON}roles/<int:grant_id>/end/", roles.end, name="end"),
    path(f"{PERSON}suspend/", managing.suspend, name="suspend"),
    path(f"{PERSON}open/", managing.open_again, name="open"),
    path(f"{PERSON}sign-out/", managing.sign_out, name="sign_out"),
    path(REQUEST, requests.waiting, name="requests"),
    path(f"{REQUEST}<int:request_id>/", requests.request_page, name="request"),
    path(INVITATIONS, invitations.invitations, name="invitations"),
    path(f"{INVITATIONS}new/", invitations.new, name="invite"),
    path(
        f"{INVITATIONS}<int:invitation_id>/withdraw/",
        invitations.withdraw,
        name="withdraw_invitation",
    ),
    path("desk/organizers/", invitations.organizers, name="organizers"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("invitation/<str:token>/join/", invitations.join, name="join"),
    path("invitation/<str:token>/accept/", invitations.accept, name="accept"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", languages.choose_language, name="set_language"),
    path("", include((of_roles, "people"))),
]
