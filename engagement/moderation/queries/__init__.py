"""What may be read about reviews, and by whom. Every list and look-up starts here."""

from engagement.moderation.queries.bench import Bench, bench_at
from engagement.moderation.queries.figures import Figures, figures
from engagement.moderation.queries.flagged import (
    DISTINCT_TO_HIDE,
    counted_people,
    flags_of,
)
from engagement.moderation.queries.mentions import MOST_FOUND, mentions_of
from engagement.moderation.queries.queue import (
    MOST_SHOWN,
    QueueFilters,
    QueueView,
    decided_lately,
    history_of,
    place_names,
    places_of,
    queue_counts,
    queue_for,
    review_visible_to,
    reviews_visible_to,
)
from engagement.moderation.queries.samples import SAMPLE, own_notes, sample_of_week
from engagement.moderation.queries.shown import (
    Told,
    all_told,
    decision_told,
    decisions_after,
    review_called,
    words_told,
)

__all__ = [
    "DISTINCT_TO_HIDE",
    "MOST_FOUND",
    "MOST_SHOWN",
    "SAMPLE",
    "Bench",
    "Figures",
    "QueueFilters",
    "QueueView",
    "Told",
    "all_told",
    "bench_at",
    "counted_people",
    "decided_lately",
    "decision_told",
    "decisions_after",
    "figures",
    "flags_of",
    "history_of",
    "mentions_of",
    "own_notes",
    "place_names",
    "places_of",
    "queue_counts",
    "queue_for",
    "review_called",
    "review_visible_to",
    "reviews_visible_to",
    "sample_of_week",
    "words_told",
]
