"""Pages of watch groups."""
