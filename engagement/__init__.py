"""Common Ground: a town and the people who look after its safety, on one list."""
