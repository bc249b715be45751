"""Surveys and what came of them. Its issue of work comes later."""
