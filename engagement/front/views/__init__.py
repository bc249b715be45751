"""Pages made of several apps."""
