"""The example that operators are told to copy is read as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engagement.concerns.importing import import_concerns, load_map, read_map
from engagement.concerns.models import Concern
from tests.engagement.concerns.importing.samples import NOW

MANUAL = Path(__file__).parents[4] / "docs" / "operators-imports.md"
TEXT = MANUAL.read_text()


def example(beginning: str) -> str:
    blocks: list[str] = re.findall(r"```(?:toml)?\n(.*?)```", TEXT, re.DOTALL)
    return next(block for block in blocks if block.startswith(beginning))


@pytest.mark.django_db
def test_the_manual_s_map_reads_the_manual_s_file(tmp_path) -> None:
    path = tmp_path / "requests.csv"
    path.write_text(example("case_enquiry_id,"))

    result = import_concerns(
        path=path, source_map=read_map(example("source =").encode()), now=NOW
    )

    assert (result.read, result.new) == (1, 1)
    assert result.remarks.officer_found == 1
    concern = Concern.objects.select_related("kind", "issue").get()
    assert (concern.kind.code, concern.source_kind) == (
        "street_lighting",
        "Street Lights",
    )
    assert concern.issue.status == "done"


def test_the_manual_s_map_is_the_shipped_one_shortened() -> None:
    shown, shipped = read_map(example("source =").encode()), load_map("boston")

    assert (shown.source, shown.zone, shown.tier) == (
        shipped.source,
        shipped.zone,
        shipped.tier,
    )
    assert (shown.columns, shown.ignored) == (shipped.columns, shipped.ignored)
    for part in ("kinds", "details", "origins", "statuses"):
        assert getattr(shown, part).items() <= getattr(shipped, part).items()
