"""Every column of ours has a class and a life, in the registry and on the page."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps

from engagement.front.personal.data_classes import as_markdown, columns
from tests.architecture.rules import PACKAGES

PAGE = Path(__file__).resolve().parents[2] / "docs/privacy.md"


def columns_of_models() -> set[tuple[str, str]]:
    return {
        (model._meta.label_lower, field.name)
        for model in apps.get_models()
        if model.__module__.split(".")[0] in PACKAGES
        for field in model._meta.local_fields
        if field.name != "id"
    }


def test_every_column_stands_in_the_registry_once_and_no_other() -> None:
    listed = [(each.table, each.name) for each in columns()]

    assert columns_of_models() - set(listed) == set(), "add it to data_classes.toml"
    assert set(listed) - columns_of_models() == set(), "no such column any more"
    assert len(listed) == len(set(listed))


def test_sealed_columns_and_links_to_a_reporter_are_in_the_highest_class() -> None:
    highest = {f"{each.table}.{each.name}" for each in columns() if each.level == "P3"}

    assert {
        "concerns.concern.person",
        "concerns.concern.lat",
        "concerns.concern.lon",
        "concerns.voice.person",
    } <= highest
    assert {f"{each.table}.{each.name}" for each in columns() if "sealed" in each.name} <= highest  # fmt: skip


def test_the_page_holds_the_table_of_the_registry() -> None:
    assert as_markdown() in PAGE.read_text(), "manage.py list_data_classes"
