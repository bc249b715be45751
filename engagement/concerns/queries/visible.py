"""Which issues and concerns somebody may know of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from engagement.common.roles import Actor, Role, Viewer
from engagement.concerns.choices import CLOSED, OPEN, Privacy, Status
from engagement.concerns.models import Concern, Issue, IssueQuerySet, Naming
from engagement.concerns.receipts import hashes_of

ON_A_PUBLIC_PAGE = Q(
    privacy__in=[Privacy.PUBLIC, Privacy.AREA], is_held=False, merged_into=None
)
NEVER_FOR_OFFICERS = Q(privacy=Privacy.CONDUCT)


def in_the_area(viewer: Viewer, issue: str = "pk") -> Q:
    """What lies where the viewer is an officer; conduct never does (RULINGS 19).

    Nor does what names the viewer: `issue` is the field that leads to the issue.
    """
    places = viewer.place_ids(Role.OFFICER)
    if places is not None and not places:
        return Q(pk__in=[])
    here = ~NEVER_FOR_OFFICERS & nothing_that_names(viewer, issue)
    return here if places is None else Q(neighborhood__in=places) & here


def nothing_that_names(viewer: Viewer, issue: str) -> Q:
    """Leave out issues in which somebody names the viewer.

    What was merged into an issue is read on its page, so it counts there too.
    """
    user_id = viewer.user.pk if viewer.user else None
    named = Naming.objects.filter(user=user_id).order_by()
    merged = named.filter(concern__issue__merged_into__isnull=False)
    direct = {f"{issue}__in": named.values("concern__issue")}
    part = {f"{issue}__in": merged.values("concern__issue__merged_into")}
    return ~Q(**direct) & ~Q(**part)


def _sent_by(viewer: Viewer) -> Q:
    """What the viewer sent: signed in, or opened by receipt (RULINGS 32)."""
    mine = Q(pk__in=viewer.receipts)
    return mine | Q(person_id=viewer.user.pk) if viewer.user else mine


def issues_visible_to(viewer: Viewer) -> IssueQuerySet:
    """Every issue whose page the viewer may open.

    One that was merged is still found: its page leads on to the one it became.
    """
    issues = Issue.objects.select_related("kind", "neighborhood", "snap_point")
    shown = Q(privacy__in=[Privacy.PUBLIC, Privacy.AREA], is_held=False)
    if viewer.user is None and not viewer.receipts:
        return issues.filter(shown)
    own = Concern.objects.filter(_sent_by(viewer)).order_by()
    mine = Q(pk__in=own.values("issue_id"))
    return issues.filter(shown | mine | in_the_area(viewer))


def concerns_visible_to(viewer: Viewer) -> QuerySet[Concern]:
    """Every concern the viewer may read word for word: own, or of the own area."""
    concerns = Concern.objects.select_related("kind", "neighborhood", "issue")
    return concerns.filter(_sent_by(viewer) | in_the_area(viewer, "issue")).order_by(
        "-reported_at", "-id"
    )


def issue_called(viewer: Viewer, reference: str) -> Issue | None:
    """Find an issue by its own reference, or by that of a concern in it."""
    inside = Concern.objects.filter(reference=reference).order_by().values("issue_id")
    called = Q(reference=reference) | Q(pk__in=inside)
    return issues_visible_to(viewer).filter(called).order_by("pk").first()


def concerns_sent_by(person: Actor | None) -> QuerySet[Concern]:
    """Every concern somebody signed in has sent."""
    mine = Concern.objects.filter(person=person.pk if person else None)
    ready = mine.select_related("kind", "neighborhood", "issue")
    return ready if person else ready.none()


def concern_by_receipt(receipt: str) -> Concern | None:
    """Find what a receipt opens; a wrong one finds nothing and says no more."""
    kept = Concern.objects.filter(receipt_hash__in=hashes_of(receipt))
    return kept.select_related("issue", "review").order_by("pk").first()


def family_of(issue: Issue) -> IssueQuerySet:
    """The issue and all that were merged into it."""
    return Issue.objects.filter(Q(pk=issue.pk) | Q(merged_into=issue.pk)).order_by("pk")


@dataclass(frozen=True)
class IssueFilters:
    """What a reader narrowed the list to; an empty answer narrows nothing."""

    kind: str = ""  # code of a kind or of a group
    status: str = ""  # "open", "closed" or one status
    neighborhood: str = ""  # slug
    since: date | None = None
    until: date | None = None

    def apply(self, issues: IssueQuerySet) -> IssueQuerySet:
        wanted = Q()
        if self.kind:
            wanted &= Q(kind__code=self.kind) | Q(kind__parent__code=self.kind)
        if self.neighborhood:
            wanted &= Q(neighborhood__slug=self.neighborhood)
        if self.since:
            wanted &= Q(reported_on__gte=self.since)
        if self.until:
            wanted &= Q(reported_on__lte=self.until)
        return issues.filter(wanted & self._status())

    def _status(self) -> Q:
        if not self.status:
            return Q()
        groups = {"open": OPEN, "closed": CLOSED}
        named = groups.get(self.status, frozenset({self.status}) & set(Status))
        return Q(status__in=sorted(named))


NO_FILTERS = IssueFilters()


def public_issues(filters: IssueFilters = NO_FILTERS) -> IssueQuerySet:
    """List what anyone may see, newest first; ready for keyset paging."""
    issues = Issue.objects.filter(ON_A_PUBLIC_PAGE)
    narrowed = filters.apply(issues).select_related(
        "kind", "neighborhood", "snap_point"
    )
    return narrowed.order_by("-first_at", "-id")


def concern_called(reference: str) -> Concern | None:
    """Find a concern by its number; the caller asks who may know that it is there."""
    return Concern.objects.filter(reference=reference).first()
