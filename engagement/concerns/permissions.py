"""Who may do what with concerns: one function for each row of the matrix.

A cell is the union of all roles somebody holds, plus resident (RULINGS 30). Out of
scope looks the same as not there: the pages answer 404.
"""

from __future__ import annotations

from django.db.models.functions import Now

from engagement.common.roles import Actor, Role, Viewer
from engagement.concerns.choices import Privacy, Status
from engagement.concerns.models import Complaint, Concern, Issue, Naming
from engagement.concerns.queries import concerns_visible_to, family_of
from engagement.concerns.queries.conduct import complaints_visible_to
from engagement.concerns.receipts import hashes_of
from engagement.people.models import Grant


def _is_officer_here(viewer: Viewer, issue: Issue) -> bool:
    if issue.privacy == Privacy.CONDUCT:
        return False
    return viewer.holds(Role.OFFICER, issue.neighborhood_id)


def has_sent(viewer: Viewer, issue: Issue) -> bool:
    """Tell whether the viewer reported it (or part of it)."""
    if viewer.user is None:
        return False
    sent = Concern.objects.filter(issue__in=family_of(issue), person=viewer.user.pk)
    return sent.exists()


def is_named(viewer: Viewer, issue: Issue) -> bool:
    """Tell whether something sent about it names the viewer."""
    if viewer.user is None:
        return False
    its = Naming.objects.filter(concern__issue__in=family_of(issue))
    return its.filter(user=viewer.user.pk).exists()


def _falls_to_the_admin(issue: Issue) -> bool:
    """Tell whether no officer is left whom it does not concern (RULINGS 30)."""
    here = Grant.objects.filter(
        role=Role.OFFICER, user__is_active=True, starts_at__lte=Now()
    ).exclude(ends_at__lte=Now())
    officers = set(
        here.filter(neighborhood=issue.neighborhood_id).values_list("user", flat=True)
    ) | set(here.filter(neighborhood=None).values_list("user", flat=True))
    sent = Concern.objects.filter(issue__in=family_of(issue), person__isnull=False)
    named = Naming.objects.filter(concern__issue__in=family_of(issue))
    out = set(sent.values_list("person", flat=True))
    out |= set(named.values_list("user", flat=True))
    return bool(officers) and officers <= out


def can_handle(viewer: Viewer, issue: Issue) -> bool:
    """concern.set_status, .reply_public, .note_internal: officers here.

    Never what they sent themselves, and never what names them.
    """
    if _is_officer_here(viewer, issue):
        return not has_sent(viewer, issue) and not is_named(viewer, issue)
    if viewer.holds(Role.ADMIN) and issue.privacy != Privacy.CONDUCT:
        return _falls_to_the_admin(issue)
    return False


def can_open_inbox(viewer: Viewer) -> bool:
    """The officers' lists: whoever is an officer anywhere."""
    return viewer.holds(Role.OFFICER)


def can_merge(viewer: Viewer, issue: Issue) -> bool:
    """concern.merge_duplicate: officers and moderators of the area."""
    is_moderator = viewer.holds(Role.MODERATOR, issue.neighborhood_id)
    return can_handle(viewer, issue) or (
        is_moderator and issue.privacy != Privacy.CONDUCT
    )


def can_voice(viewer: Viewer, issue: Issue) -> bool:
    """concern.support: anyone, but no officer where they decide (RULINGS 13)."""
    return not viewer.holds(Role.OFFICER, issue.neighborhood_id)


def can_read_text(viewer: Viewer, concern: Concern) -> bool:
    """concern.view_private_body: who sent it, and officers of the area."""
    return concerns_visible_to(viewer).filter(pk=concern.pk).exists()


def can_see_point(viewer: Viewer, concern: Concern) -> bool:
    """concern.view_exact_point: the same people as its text."""
    return can_read_text(viewer, concern)


def can_see_contact(viewer: Viewer, concern: Concern) -> bool:
    """concern.view_reporter_identity, where the person allowed it when they told us."""
    issue = concern.issue
    return (
        concern.share_with_officer
        and _is_officer_here(viewer, issue)
        and can_handle(viewer, issue)
    )


def can_break_glass(viewer: Viewer, concern: Concern) -> bool:
    """concern.view_reporter_identity, .view_private_body, .view_exact_point of admins.

    Not what they sent themselves, and not what names them.
    """
    if not viewer.holds(Role.ADMIN, concern.issue.neighborhood_id):
        return False
    issue = concern.issue
    return not has_sent(viewer, issue) and not is_named(viewer, issue)


def has_reader(concern: Concern) -> bool:
    """Tell whether somebody can come back and read: imports have nobody."""
    comes_back = bool(concern.receipt_hash) or concern.person_id is not None
    return comes_back and concern.withdrawn_at is None


def can_write_to_reporter(viewer: Viewer, concern: Concern) -> bool:
    """concern.contact_reporter_relayed: who works on it, while it can be read."""
    return has_reader(concern) and can_handle(viewer, concern.issue)


def is_sender(viewer: Viewer, concern: Concern) -> bool:
    """Tell whether it is the viewer's own: by sign-in or by receipt."""
    if concern.pk in viewer.receipts:
        return True
    return viewer.user is not None and concern.person_id == viewer.user.pk


def can_answer(viewer: Viewer, concern: Concern) -> bool:
    """The sender, as long as the concern was not taken back."""
    return is_sender(viewer, concern) and concern.withdrawn_at is None


def can_oversee(viewer: Viewer, complaint: Complaint) -> bool:
    """conduct.view_complaint_about_police, .set_status: overseers it does not name."""
    return complaints_visible_to(viewer).filter(pk=complaint.pk).exists()


def is_complainant(viewer: Viewer, complaint: Complaint, receipt: str = "") -> bool:
    """Tell whether it is the viewer's own: by receipt, or kept with the account."""
    if receipt and complaint.receipt_hash in hashes_of(receipt):
        return True
    return viewer.user is not None and complaint.person_id == viewer.user.pk


def can_attach_photo(viewer: Viewer, concern: Concern) -> bool:
    """concern.attach_photo: the sender, and the officers of the area who handle it."""
    if is_sender(viewer, concern):
        return True
    issue = concern.issue
    return _is_officer_here(viewer, issue) and can_handle(viewer, issue)


def can_withdraw(viewer: Viewer, concern: Concern) -> bool:
    """concern.withdraw, .edit_before_triage: the sender, before an officer began."""
    return is_sender(viewer, concern) and concern.issue.status == Status.NEW


def can_hold(actor: Actor) -> bool:
    """Administrators alone stop the wiping for an issue; the overseer sees that they did."""
    return actor.holds(Role.ADMIN)


def can_suspend_sender(viewer: Viewer, concern: Concern) -> bool:
    """user.suspend: moderators where it was said, and administrators."""
    if concern.privacy == Privacy.CONDUCT:
        return False
    places = viewer.place_ids(Role.MODERATOR)
    is_moderator = places is None or concern.neighborhood_id in places
    return is_moderator or viewer.holds(Role.ADMIN)
