"""Surveys people can trust, and results that mean something."""
