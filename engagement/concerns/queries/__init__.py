"""What may be read about concerns, and by whom. Every list and look-up starts here."""

from engagement.concerns.queries.desk import (
    MOST_CONCERNS,
    SORTS,
    Step,
    concerns_of,
    in_order,
    merge_suggestions,
    merged_into,
    replies_due_on,
    story_for_officers,
)
from engagement.concerns.queries.inbox import (
    InboxFilters,
    InboxView,
    inbox_counts,
    inbox_for,
    issues_of_line,
)
from engagement.concerns.queries.kinds import (
    kind_groups,
    kinds_in_use,
    urgent_words,
)
from engagement.concerns.queries.near import (
    Near,
    issues_near_point,
    near_issues,
)
from engagement.concerns.queries.photos import (
    draft_photos,
    own_concern_in,
    own_photos_of,
    photos_of,
    photos_visible_to,
    public_photos,
    public_photos_of,
)
from engagement.concerns.queries.picture import (
    MOST_POINTS,
    PublicPoint,
    Shape,
    public_points,
    shapes_of,
)
from engagement.concerns.queries.story import (
    Happening,
    public_story_of,
)
from engagement.concerns.queries.visible import (
    IssueFilters,
    concern_by_receipt,
    concern_called,
    concerns_sent_by,
    concerns_visible_to,
    family_of,
    issue_called,
    issues_visible_to,
    public_issues,
)
from engagement.concerns.queries.voices import voice_of
from engagement.concerns.queries.words import (
    MOST_WORDS,
    PublicWords,
    public_words_of,
)

__all__ = [
    "MOST_CONCERNS",
    "MOST_POINTS",
    "MOST_WORDS",
    "SORTS",
    "Happening",
    "InboxFilters",
    "InboxView",
    "IssueFilters",
    "Near",
    "PublicPoint",
    "PublicWords",
    "Shape",
    "Step",
    "concern_by_receipt",
    "concern_called",
    "concerns_of",
    "concerns_sent_by",
    "concerns_visible_to",
    "draft_photos",
    "family_of",
    "in_order",
    "inbox_counts",
    "inbox_for",
    "issue_called",
    "issues_near_point",
    "issues_of_line",
    "issues_visible_to",
    "kind_groups",
    "kinds_in_use",
    "merge_suggestions",
    "merged_into",
    "near_issues",
    "own_concern_in",
    "own_photos_of",
    "photos_of",
    "photos_visible_to",
    "public_issues",
    "public_photos",
    "public_photos_of",
    "public_points",
    "public_story_of",
    "public_words_of",
    "replies_due_on",
    "shapes_of",
    "story_for_officers",
    "urgent_words",
    "voice_of",
]
