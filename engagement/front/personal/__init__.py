"""Everything about one person, from every app: called by name (RULINGS 41)."""
