"""What in a text may point to one person, or to a danger. Pure; nothing is decided here.

A hit holds nothing back by itself: every text waits for a moderator anyway. It asks the
writer once, and shows the moderator where to look. Better one hit too many than a phone
number in public.
"""

from engagement.moderation.detectors.finding import Hit, held_for, hits_in

__all__ = ["Hit", "held_for", "hits_in"]
