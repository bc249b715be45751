"""Accounts elsewhere that open somebody’s account here."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django.db.models import QuerySet
from django.utils.timezone import now

from engagement.people import services
from engagement.people.models import User


def identities_of(user: User) -> QuerySet[SocialAccount]:
    held: QuerySet[SocialAccount] = SocialAccount.objects.filter(user=user)
    return held.order_by("provider", "pk")


def open_with(user: User, provider: str, uid: str) -> bool:
    """Let this account elsewhere open theirs, unless it opens somebody's already."""
    account, _is_new = SocialAccount.objects.get_or_create(
        provider=provider, uid=uid, defaults={"user": user}
    )
    return bool(account.user_id == user.pk)


def forget_identities(user: User) -> None:
    """Close every such way in of an account whose mailbox was never read before.

    They may be of somebody who only knew the address.
    """
    identities_of(user).delete()


def disconnect(user: User, provider: str) -> bool:
    """Close this way in; a mailed code always remains."""
    gone, _each = identities_of(user).filter(provider=provider).delete()
    if gone:
        services.note_act_of_account(
            user=user, action="account.disconnect", now=now(), ways=[provider]
        )
        get_adapter().send_notification_mail(
            "socialaccount/email/account_disconnected", user
        )
    return bool(gone)
