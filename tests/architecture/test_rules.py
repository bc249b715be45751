"""The house keeps its rules, and each rule is seen to notice when it is broken."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from engagement.people.models import User
from tests.architecture import rules

ROOT = Path(__file__).resolve().parents[2]
Rule = Callable[[Path], list[str]]

TASK = """\
from celery import shared_task

@shared_task({door})
def close({arguments}) -> None:
    ...
"""
GOOD_DOOR = 'name="concerns.close", acks_late=True, soft_time_limit=50, time_limit=60'
GOOD_ARGUMENTS = "*, issue_id: int, **_later: object"


def task(door: str = GOOD_DOOR, arguments: str = GOOD_ARGUMENTS) -> str:
    return TASK.format(door=door, arguments=arguments)


def lines(count: int) -> str:
    return "x = 1\n" * count


def function(count: int) -> str:
    return "def f() -> None:\n" + "    x = 1\n" * (count - 1)


# rule, file, what keeps it, what breaks it
BROKEN: list[tuple[Rule, str, str, str]] = [
    (rules.too_long, "engagement/a/models.py", lines(400), lines(401)),
    (rules.too_long, "tests/test_a.py", lines(600), lines(601)),
    (rules.too_long, "templates/a/b.html", "<p>\n" * 150, "<p>\n" * 151),
    (rules.long_functions, "engagement/a/services.py", function(50), function(51)),
    (rules.long_as_a_whole, "engagement/a/one.py", function(10) * 20, function(11) * 20),
    (
        rules.long_as_a_whole,
        "engagement/a/two.py",
        function(2) * 30 + function(31),
        function(2) * 30 + function(31) * 4,
    ),
    (rules.task_faults, "engagement/concerns/tasks.py", task(), task(arguments="issue_id: int, **_later: object")),
    (rules.task_faults, "engagement/concerns/tasks.py", task(), task(arguments="*, issue_id: int")),
    (rules.task_faults, "engagement/concerns/tasks.py", task(), task(door=GOOD_DOOR.replace("True", "False"))),
    (rules.task_faults, "engagement/concerns/tasks.py", task(), task(door=GOOD_DOOR.replace("time_limit=60", "time_limit=40"))),
    (rules.task_faults, "engagement/concerns/tasks.py", task(), task(door=GOOD_DOOR.replace(", time_limit=60", ""))),
    (rules.task_faults, "engagement/concerns/tasks.py", task(), task(door=GOOD_DOOR.replace("concerns.close", "people.close"))),
    (rules.task_faults, "engagement/concerns/tasks.py", task(), task(door=GOOD_DOOR.replace('name="concerns.close", ', ""))),
    (rules.task_faults, "engagement/concerns/tasks.py", task(), task().replace(f"({GOOD_DOOR})", "")),
    (rules.queue_used_outside, "engagement/concerns/services.py", "enqueue(task='a')\n", "close.delay()\n"),
    (rules.queue_used_outside, "engagement/concerns/views.py", "x = 1\n", "close.apply_async(kwargs={})\n"),
    (rules.queue_used_outside, "engagement/people/services/accounts.py", "x = 1\n", "app.send_task('a')\n"),
    (rules.template_faults, "templates/a.html", '<script src="/a.js"></script>\n', "<script>x()</script>\n"),
    (rules.template_faults, "templates/a.html", '<p class="a">\n', '<p style="color: red">\n'),
    (rules.template_faults, "templates/a.html", "<p>\n", "<style>p {}</style>\n"),
    (rules.template_faults, "templates/a.html", "<b data-on>\n", '<b onclick="x()">\n'),
    (rules.template_faults, "templates/a.html", '<a href="/x">\n', '<a href="javascript:x()">\n'),
    (rules.template_faults, "templates/a.html", "{{ text }}\n", "{{ text|safe }}\n"),
    (rules.template_faults, "templates/a.html", "{{ text }}\n", "{% autoescape off %}\n"),
    (rules.template_faults, "templates/a.html", "{{ list }}\n", "{{ kind.objects.all }}\n"),
    (rules.marked_safe, "engagement/a/views.py", "mark_safe('<b>')\n", "mark_safe(x)\n"),
    (rules.rows_asked_at_the_edge, "engagement/a/views.py", "a_visible_to(viewer)\n", "A.objects.all()\n"),
    (rules.rows_asked_at_the_edge, "engagement/a/views/lists.py", "x = 1\n", "A.objects.all()\n"),
    (rules.rows_asked_at_the_edge, "engagement/a/api.py", "x = 1\n", "A._default_manager.all()\n"),
    (rules.rows_asked_at_the_edge, "engagement/a/forms.py", "A.objects.none()\n", "A.objects.all()\n"),
    (rules.rows_asked_at_the_edge, "engagement/a/tasks.py", "x = 1\n", "A.objects.all()\n"),
    (rules.excuses_without_reason, "engagement/a/x.py", "x = 1  # noqa: S101 - for a test\n", "x = 1  # noqa\n"),
    (rules.excuses_without_reason, "engagement/a/x.py", "x = 1\n", "x = 1  # noqa: S101\n"),
    (rules.excuses_without_reason, "tests/x.py", "x = 1  # type: ignore[attr-defined]  # no types\n", "x = 1  # type: ignore[attr-defined]\n"),
    (rules.excuses_without_reason, "tests/x.py", "x = 1\n", "x = 1  # type: ignore - no types\n"),
    (rules.excuses_without_reason, "engagement/a/x.py", "# ruff: noqa: S608 - names of ours alone\n", "# ruff: noqa: S608\n"),
    (rules.template_faults, "templates/a.html", "<button\n  class='a'>\n", "<button\n  onclick='x()'>\n"),
    (rules.template_faults, "templates/a.html", '<script\n  src="/a.js"></script>\n', "<p\n  style='color: red'>\n"),
    (rules.task_faults, "engagement/concerns/tasks.py", task(), task().replace("@shared_task", "@app.task").replace("acks_late=True, ", "")),
    (rules.queue_used_outside, "engagement/priorities/services/signing.py", "x = 1\n", "build_reports.delay(run_id=1)\n"),
    (rules.marked_safe, "engagement/a/views.py", "safestring.mark_safe('<b>')\n", "safestring.mark_safe(x)\n"),
    (rules.loose_pins, "requirements.txt", "Django==5.2.19\n", "Django>=5.2\n"),
    (rules.loose_pins, "requirements-dev.txt", "-r requirements.txt\nruff==0.17.6\n", "ruff\n"),
    (rules.loose_pins, "requirements.txt", "x==1.0; python_full_version < '3.11.3'\n", "x==1.*\n"),
    (rules.cleaned_elsewhere, "engagement/a/services.py", "from engagement.common.richtext import plain\n", "import bleach\n"),
    (rules.cleaned_elsewhere, "engagement/a/services.py", "import re\n", "import nh3\n"),
    (rules.rows_asked_at_the_edge, "engagement/a/desk_forms.py", "x = 1\n", "A.objects.all()\n"),
    (rules.tables_looked_up, "engagement/a/views.py", "get_object_or_404(a_visible_to(viewer), pk=1)\n", "get_object_or_404(A, pk=1)\n"),
    (rules.tables_looked_up, "engagement/a/views.py", "get_object_or_404(found, pk=1)\n", "shortcuts.get_object_or_404(models.A, pk=1)\n"),
    (rules.edges_borrowed, "engagement/a/views/b.py", "import engagement.a.views.c\n", "import engagement.b.views.c\n"),
    (rules.edges_borrowed, "engagement/a/views.py", "import engagement.a.forms\n", "import engagement.b.forms\n"),
    (rules.edges_borrowed, "engagement/a/services.py", "import engagement.b.services\n", "import meetings.tasks\n"),
    (rules.clock_read_inside, "engagement/a/services/b.py", "from django.utils.timezone import localdate\n", "from django.utils.timezone import now\n"),
    (rules.clock_read_inside, "engagement/a/queries.py", "x = 1\n", "x = timezone.now()\n"),
    (rules.clock_read_inside, "engagement/a/permissions.py", "x = 1\n", "x = date.today()\n"),
    (rules.pretending_tests, "tests/test_a.py", "pytest.mark.slow\n", "pytest.mark.skip\n"),
    (rules.pretending_tests, "tests/test_a.py", "pytest.raises(E)\n", "pytest.importorskip('x')\n"),
    (rules.pretending_tests, "tests/test_a.py", "import unittest\n", "import unittest.mock\n"),
    (rules.services_without_words, "engagement/a/services.py", 'def close() -> None:\n    """Close it."""\n', "def close() -> None: ...\n"),
    (rules.services_without_words, "engagement/a/services/b.py", "def _close() -> None: ...\n", "def close() -> None: ...\n"),
]  # fmt: skip
RULES = [*dict.fromkeys(rule for rule, *_ in BROKEN), rules.nameless_files]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    assert rule(ROOT) == []


@pytest.mark.parametrize(("rule", "name", "kept", "broken"), BROKEN)
def test_the_rule_notices_when_it_is_broken(
    tmp_path: Path, rule: Rule, name: str, kept: str, broken: str
) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)

    path.write_text(kept)
    assert rule(tmp_path) == []
    path.write_text(broken)
    assert len(rule(tmp_path)) == 1


@pytest.mark.parametrize("name", ["a/date_utils.py", "helpers/dates.py"])
def test_a_name_that_says_nothing_is_noticed(tmp_path: Path, name: str) -> None:
    path = tmp_path / "engagement" / name
    path.parent.mkdir(parents=True)
    path.write_text("x = 1\n")

    assert len(rules.nameless_files(tmp_path)) == 1


def contracts() -> list[dict[str, object]]:
    text = (ROOT / "pyproject.toml").read_text()
    found: list[dict[str, object]] = tomllib.loads(text)["tool"]["importlinter"][
        "contracts"
    ]
    return found


def installed_apps() -> list[str]:
    return [config.name for config in apps.get_app_configs()]


def test_every_app_stands_in_the_order_of_apps() -> None:
    assert rules.apps_out_of_order(installed_apps(), contracts()) == []


def test_an_app_left_out_of_the_order_is_noticed() -> None:
    installed = [*installed_apps(), "engagement.newcomer"]

    assert rules.apps_out_of_order(installed, contracts()) == [
        "engagement.newcomer is not named in the order of apps"
    ]


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration() -> None:
    said = StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=said)

    assert said.getvalue() == "No changes detected\n"


@pytest.mark.django_db
def test_a_model_without_its_migration_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    field = User._meta.get_field("name")
    monkeypatch.setattr(field, "max_length", 121)

    with pytest.raises(SystemExit):
        call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_whoever_may_mark_text_as_safe_exists_and_says_why() -> None:
    assert [name for name, why in rules.MAY_MARK_SAFE.items() if not why] == []
    assert [name for name in rules.MAY_MARK_SAFE if not (ROOT / name).exists()] == []
