"""Building reports, and what officers do with them."""
