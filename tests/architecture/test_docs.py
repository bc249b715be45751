"""What the documents name exists, and notes of changes have their form."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SORTS = ("added", "changed", "fixed", "security")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
QUOTED = re.compile(r"`([^`\n]+)`")
QUOTE = re.compile(r"^ *```\w+ file=(\S+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
A_COMMAND = re.compile(r"manage\.py ([a-z_]+)([^`\n]*)")
TOPS = "engagement|config|tests|docs|scripts|static|templates|deploy|bench|watchgroups|meetings|feedback"
A_PATH = re.compile(
    rf"(?:{TOPS})/[\w./-]+|[\w-]+\.(?:py|toml|txt|md)|Makefile|\.ci/run"
)
A_NAME = re.compile(
    r"([a-z_]+)\.(services|queries|permissions|models|errors)\.([A-Za-z_]+)"
)


def documents(pattern: re.Pattern[str]) -> list[tuple[Path, str]]:
    return [
        (path, found)
        for path in DOCUMENTS
        for found in pattern.findall(path.read_text())
    ]


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path, target in documents(LINK)
        if not (path.parent / target).exists()
    ]

    assert broken == []


def test_every_file_a_document_names_exists() -> None:
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, name in documents(QUOTED)
        if A_PATH.fullmatch(name)
        and not any(ROOT.glob(name.rstrip("/")))
        and not any(ROOT.glob(f"*/**/{name.rstrip('/')}"))
    ]

    assert missing == []


def test_every_function_a_document_names_exists() -> None:
    missing = []
    for path, quoted in documents(QUOTED):
        match = A_NAME.fullmatch(quoted.removesuffix("()"))
        if match:
            module = import_module(f"engagement.{match[1]}.{match[2]}")
            if not hasattr(module, match[3]):
                missing.append(f"{path.relative_to(ROOT)}: {quoted}")

    assert missing == []


def commands_named() -> list[tuple[Path, str, set[str]]]:
    """Give every `manage.py …` with the options written beside it."""
    return [
        (path, name, set(re.findall(r"(?<= )--[a-z-]+", rest)))
        for path in DOCUMENTS
        for name, rest in A_COMMAND.findall(path.read_text())
    ]


def test_every_command_and_option_a_document_names_exists() -> None:
    known = get_commands()
    faults = []
    for path, name, options in commands_named():
        if name not in known:
            faults.append(f"{path.relative_to(ROOT)}: manage.py {name}")
            continue
        parser = load_command_class(known[name], name).create_parser("manage.py", name)
        has = {option for each in parser._actions for option in each.option_strings}
        faults += [
            f"{path.relative_to(ROOT)}: manage.py {name} {option}"
            for option in options - has
        ]

    assert faults == []


def flush_left(text: str) -> str:
    """Every line without what stands before it: only the words and their order count."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


def test_code_that_a_document_quotes_stands_in_the_file_it_names() -> None:
    quotes = [
        (path, file, code)
        for path in DOCUMENTS
        for file, code in QUOTE.findall(path.read_text())
    ]

    assert quotes
    assert [
        f"{path.relative_to(ROOT)}: {file} has no {code.strip().splitlines()[0]}"
        for path, file, code in quotes
        if flush_left(code) not in flush_left((ROOT / file).read_text())
    ] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs/decisions").glob("0*.md")), ids=lambda p: p.stem
)
def test_a_decision_says_context_choice_and_cost_on_half_a_page(path: Path) -> None:
    text = path.read_text()

    parts = ["**Context.**", "**Decision.**", "**What we gave up.**"]
    assert [part for part in parts if part not in text] == []
    assert len(text.splitlines()) <= 30
    assert f"]({path.name})" in (path.parent / "README.md").read_text()


def faults_of_note(path: Path) -> list[str]:
    """Say what a note of a change does wrong."""
    faults = []
    if not re.fullmatch(rf"[a-z0-9-]+\.({'|'.join(SORTS)})\.md", path.name):
        faults.append("its name is not <words>.<sort>.md")
    sentence = path.read_text()
    if not re.fullmatch(r"[^\n]{20,250}[.]\n", sentence):
        faults.append("it is not one sentence on one line")
    return faults


def test_notes_of_changes_have_their_form() -> None:
    notes = [
        path for path in (ROOT / "docs/changes").iterdir() if path.name != "README.md"
    ]

    assert notes
    assert {
        path.name: faults_of_note(path) for path in notes if faults_of_note(path)
    } == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("new.better.md", "Officers can give a promise another day.\n"),
        ("New Thing.added.md", "Officers can give a promise another day.\n"),
        ("new.added.md", "Shorter.\n"),
        ("new.added.md", "One line about a thing.\nAnd another line.\n"),
    ],
)
def test_a_note_without_its_form_is_noticed(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)

    assert len(faults_of_note(tmp_path / name)) == 1


def test_every_part_of_a_page_that_is_described_exists() -> None:
    page = (ROOT / "docs/ui.md").read_text()
    library = import_module("engagement.common.templatetags.ui").register
    own = {*re.findall(r"\{% (\w+)", page)} - {"load"}
    filters = {*re.findall(r"\\\|(\w+)", page)}

    assert own - set(library.tags) == set()
    assert filters - set(library.filters) == set()
