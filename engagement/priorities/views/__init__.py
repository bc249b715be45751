"""Pages of reports: for everybody, and for the officers who review them."""
