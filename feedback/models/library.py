"""Modules of questions a town has loaded itself, beside those that come along."""

from __future__ import annotations

from django.db import models


class LoadedModule(models.Model):
    """A module as its file says it; read strictly before it is kept."""

    code = models.SlugField(max_length=40, unique=True)
    content = models.JSONField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code
