"""Addresses of people: their own, and allauth's that ask for a fresh proof first.

They stand before allauth's own list, so that its pages are only reached through these.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount import views as social
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

from engagement.people.reauthentication import (
    fresh_sign_in_required,
    fresh_sign_in_to_change,
)
from engagement.people.views import (
    alike,
    identities,
    invitations,
    languages,
    managing,
    names,
    proving,
    removals,
    requests,
    roles,
    second_step,
    signed_in,
    signing_up,
)

SECOND = "second-step/"
ACCOUNT: list[URLPattern | URLResolver] = [
    path("prove/mail/", proving.prove_by_mail, name="prove_by_mail"),
    path(
        "logout/",
        signed_in.forgotten_by_the_browser(account.logout),
        name="account_logout",
    ),
    path("signed-in/", signed_in.own_sessions, name="own_sessions"),
    path("signed-in/end/", signed_in.end_own_sessions, name="end_own_sessions"),
    path("signup/", signing_up.sign_up, name="account_signup"),
    path("signup/code/", signing_up.sign_up_code, name="sign_up_code"),
    path("email/", fresh_sign_in_to_change(account.email), name="account_email"),
    path(
        "password/set/",
        fresh_sign_in_required(account.password_set),
        name="account_set_password",
    ),
    path(
        "login/code/",
        identities.leads_to_providers(account.request_login_code),
        name="account_request_login_code",
    ),
    path(
        "login/code/confirm/",
        alike.ConfirmLoginCode.as_view(),
        name="account_confirm_login_code",
    ),
    path(
        "password/reset/confirm/",
        alike.ConfirmPasswordResetCode.as_view(),
        name="account_confirm_password_reset_code",
    ),
    path("login/", identities.leads_to_providers(account.login), name="account_login"),
    # -- accounts elsewhere ------------------------------------------------------------
    path("with/", identities.connections, name="socialaccount_connections"),
    path(
        "with/cancelled/",
        identities.only_if_configured(social.login_cancelled),
        name="socialaccount_login_cancelled",
    ),
    path(
        "with/sign-up/",
        identities.only_if_configured(signing_up.sign_up_from_elsewhere),
        name="socialaccount_signup",
    ),
    path("with/<slug:provider_id>/", identities.oidc_login, name="oidc_login"),
    path(
        "with/<slug:provider_id>/back/",
        identities.oidc_callback,
        name="oidc_callback",
    ),
    # -- the second step ---------------------------------------------------------------
    path(SECOND, mfa.index, name="mfa_index"),
    path(f"{SECOND}why/", second_step.second_step, name="second_step"),
    path(
        f"{SECOND}sign-in/",
        login_not_required(mfa.authenticate),
        name="mfa_authenticate",
    ),
    path(f"{SECOND}prove/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        f"{SECOND}app/",
        fresh_sign_in_required(totp.activate_totp),
        name="mfa_activate_totp",
    ),
    path(
        f"{SECOND}app/remove/",
        fresh_sign_in_required(totp.deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path(
        f"{SECOND}codes/",
        fresh_sign_in_required(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        f"{SECOND}codes/new/",
        fresh_sign_in_required(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(f"{SECOND}passkeys/", passkey.list_webauthn, name="mfa_list_webauthn"),
    path(
        f"{SECOND}passkeys/add/",
        fresh_sign_in_required(passkey.add_webauthn),
        name="mfa_add_webauthn",
    ),
    path(
        f"{SECOND}passkeys/sign-in/",
        login_not_required(passkey.login_webauthn),
        name="mfa_login_webauthn",
    ),
    path(
        f"{SECOND}passkeys/prove/",
        passkey.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        f"{SECOND}passkeys/<int:pk>/name/",
        fresh_sign_in_required(passkey.edit_webauthn),
        name="mfa_edit_webauthn",
    ),
    path(
        f"{SECOND}passkeys/<int:pk>/remove/",
        fresh_sign_in_required(
            second_step.keeps_a_second_step(passkey.remove_webauthn)
        ),
        name="mfa_remove_webauthn",
    ),
    path("", include("allauth.account.urls")),
]

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
    path(f"{PERSON}second-step/", removals.ask, name="remove_second_step"),
    path(f"{PERSON}sign-out/", managing.sign_out, name="sign_out"),
    path(REQUEST, requests.waiting, name="requests"),
    path(f"{REQUEST}<int:request_id>/", requests.request_page, name="request"),
    path(f"{REQUEST}second-step/<int:removal_id>/", removals.removal, name="removal"),
    path("account/second-step/keep/", removals.keep, name="keep_second_step"),
    path(
        "account/second-step/keep/<str:token>/",
        removals.keep_by_link,
        name="keep_by_link",
    ),
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
    path("account/", include(ACCOUNT)),
    path("language/", languages.choose_language, name="set_language"),
    path("", include((of_roles, "people"))),
]
