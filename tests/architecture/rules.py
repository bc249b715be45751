"""The house's rules that no linter knows, as functions over a tree of files.

Each takes the tree's root and gives a list of complaints, so that a test can hand it a
small tree that breaks the rule and see it complain.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median, quantiles

PACKAGES = ("config", "engagement", "watchgroups", "meetings", "feedback")
EDGES = ("views", "api", "forms", "tasks")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE = 400, 50, 150
LONGEST_TEST = 600  # a table of cases reads down, not across
MEDIAN_FUNCTION, LONG_FUNCTION, FEWEST_FOR_STATISTICS = 10, 30, 20

# Who may hand work to the queue: the relay, and the chord of the report tasks.
MAY_SEND = {
    "engagement/outbox/relay.py",
    "engagement/priorities/tasks.py",
    "engagement/priorities/management/commands/build_reports.py",
}
SENDS = {"delay", "apply_async", "send_task"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
OWN_EDGE = re.compile(
    r"(engagement\.[a-z]+|watchgroups|meetings|feedback)"
    r"\.(?:views|api|forms|tasks)(?:\.[\w.]+)?"
)
LOGIC = {"services", "queries", "permissions"}
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "misc", "manager", "stuff"}
TASK_NAME = re.compile(r"[a-z_]+\.[a-z_0-9]+")

# Markup made by code: each place says why nothing a person typed gets through unescaped.
MAY_MARK_SAFE = {
    "engagement/common/richtext.py": "the only door to the cleaner",
    "engagement/common/staticmap.py": "a map of ours, drawn earlier and kept as it was",
    "engagement/common/templatetags/ui.py": "the icons are drawn in our own files",
}


def sources(root: Path) -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            if "migrations" not in path.parts and path.stat().st_size:
                yield path


@cache
def parsed(text: str) -> ast.Module:
    """Read a file's text as code, once for all rules."""
    return ast.parse(text)


def all_python(root: Path) -> Iterator[Path]:
    """The tests, benches and scripts too."""
    yield from sources(root)
    for top in ("tests", "scripts", "bench"):
        yield from sorted((root / top).rglob("*.py"))


def templates(root: Path) -> list[Path]:
    found = sorted((root / "templates").rglob("*"))
    return [path for path in found if path.suffix in {".html", ".svg"}]


def named(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def function_lengths(path: Path) -> dict[str, int]:
    return {
        f"{node.name}:{node.lineno}": (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(parsed(path.read_text()))
        if isinstance(node, FUNCTIONS)
    }


# -- sizes ---------------------------------------------------------------------------


def too_long(root: Path) -> list[str]:
    limits = [
        (path, LONGEST_TEST if named(root, path).startswith("tests/") else LONGEST_FILE)
        for path in all_python(root)
    ]
    limits += [(path, LONGEST_TEMPLATE) for path in templates(root)]
    complaints = []
    for path, limit in limits:
        lines = len(path.read_text().splitlines())
        if lines > limit:
            complaints.append(f"{named(root, path)}: {lines} lines, {limit} at most")
    return complaints


def long_functions(root: Path) -> list[str]:
    return [
        f"{named(root, path)}: {name} has {length} lines, {LONGEST_FUNCTION} at most"
        for path in sources(root)
        for name, length in function_lengths(path).items()
        if length > LONGEST_FUNCTION
    ]


def long_as_a_whole(root: Path) -> list[str]:
    lengths = [n for path in sources(root) for n in function_lengths(path).values()]
    if len(lengths) < FEWEST_FOR_STATISTICS:
        return []
    middle, long = median(lengths), quantiles(lengths, n=20)[-1]
    complaints = []
    if middle > MEDIAN_FUNCTION:
        complaints.append(f"half of all functions have more than {middle} lines")
    if long > LONG_FUNCTION:
        complaints.append(f"one function in twenty has more than {long} lines")
    return complaints


# -- apps ----------------------------------------------------------------------------


def apps_out_of_order(
    installed: list[str], contracts: list[dict[str, object]]
) -> list[str]:
    """Every app of ours stands in the one order."""
    orders = [each["layers"] for each in contracts if each["type"] == "layers"]
    order = next(
        layers for layers in orders if isinstance(layers, list) and "config" in layers
    )
    # a configuration of ours may dress another's app: Django's admin has its own door
    ours = [
        app
        for app in installed
        if app.split(".")[0] in PACKAGES and not app.endswith("Config")
    ]
    return [
        f"{app} is not named in the order of apps" for app in ours if app not in order
    ]


# -- packages --------------------------------------------------------------------------

PINNED = re.compile(
    r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9][\w.]*(; .+)?|-r requirements\.txt|#.*|"
)


def loose_pins(root: Path) -> list[str]:
    """Two towns with the same files run the same program."""
    return [
        f"{path.name}: {line} has no exact version"
        for path in sorted(root.glob("requirements*.txt"))
        for line in path.read_text().splitlines()
        if not PINNED.fullmatch(line)
    ]


# -- tasks ---------------------------------------------------------------------------


def _is_task_door(node: ast.expr) -> bool:
    called = node.func if isinstance(node, ast.Call) else node
    if isinstance(called, ast.Attribute):
        return called.attr in {"shared_task", "task"}
    return isinstance(called, ast.Name) and called.id == "shared_task"


def task_faults(root: Path) -> list[str]:
    """A task: named, acknowledged late, limited, keywords only, ready for a new sender."""
    return [
        f"{named(root, path)}: {node.name} {fault}"
        for path in sources(root)
        for node in ast.walk(parsed(path.read_text()))
        if isinstance(node, FUNCTIONS)
        for door in node.decorator_list
        if _is_task_door(door)
        for fault in _door_faults(door, path) + _argument_faults(node)
    ]


def _door_faults(door: ast.expr, path: Path) -> list[str]:
    if not isinstance(door, ast.Call):
        return ["says nothing in @shared_task(…)"]
    said = {
        word.arg: word.value.value
        for word in door.keywords
        if word.arg and isinstance(word.value, ast.Constant)
    }
    faults = []
    name = str(said.get("name", ""))
    if (
        not TASK_NAME.fullmatch(name)
        or name.split(".", maxsplit=1)[0] not in path.parts
    ):
        faults.append("has no name like app.verb, beginning with its own app")
    if said.get("acks_late") is not True:
        faults.append("is not acks_late=True")
    soft, hard = said.get("soft_time_limit"), said.get("time_limit")
    if not (isinstance(soft, int) and isinstance(hard, int) and 0 < soft < hard <= 300):
        faults.append("needs soft_time_limit < time_limit <= 300")
    return faults


def _argument_faults(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    faults = []
    plain = [each.arg for each in node.args.posonlyargs + node.args.args]
    if plain not in ([], ["self"]) or node.args.vararg:
        faults.append("takes more than keywords")
    if not node.args.kwarg or node.args.kwarg.arg not in {"later", "_later"}:
        faults.append("does not take **_later")
    return faults


def queue_used_outside(root: Path) -> list[str]:
    """A request never talks to the broker: work leaves by the outbox."""
    return [
        f"{named(root, path)}:{node.lineno}: .{node.func.attr}(…) goes to the queue"
        for path in sources(root)
        if named(root, path) not in MAY_SEND
        for node in ast.walk(parsed(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in SENDS
    ]


# -- templates and markup --------------------------------------------------------------

INLINE = {
    "a script in the page": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "a style in the page": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "a handler in the page": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an address that is a script": re.compile(
        r"=\s*[\"']?\s*javascript:", re.IGNORECASE
    ),
    "text passed unescaped": re.compile(r"\|\s*safe\b|autoescape\s+off"),
    "rows asked for in a template": re.compile(r"\.objects\b"),
}


def template_faults(root: Path) -> list[str]:
    """Look at a page as a whole: a tag may go over several lines."""
    complaints = []
    for path in templates(root):
        text = path.read_text()
        for what, pattern in INLINE.items():
            for found in pattern.finditer(text):
                line = text.count("\n", 0, found.end()) + 1
                complaints.append(f"{named(root, path)}:{line}: {what}")
    return complaints


def marked_safe(root: Path) -> list[str]:
    """Words written in the code itself may be markup; anything else is escaped."""
    return [
        f"{named(root, path)}:{node.lineno}: markup is trusted here"
        for path in sources(root)
        if named(root, path) not in MAY_MARK_SAFE
        for node in ast.walk(parsed(path.read_text()))
        if isinstance(node, ast.Call)
        and _last_name(node.func) in {"mark_safe", "SafeString", "SafeText"}
        and not all(isinstance(given, ast.Constant) for given in node.args)
    ]


def cleaned_elsewhere(root: Path) -> list[str]:
    """Rich text has one door; nobody else holds the cleaners (decision 0003)."""
    return [
        f"{named(root, path)}:{line}: {module} is used past the one door"
        for path in sources(root)
        if named(root, path) != "engagement/common/richtext.py"
        for line, module in imported(path)
        if module.split(".")[0] in {"bleach", "nh3"}
    ]


# -- where lists begin -----------------------------------------------------------------


def rows_asked_at_the_edge(root: Path) -> list[str]:
    """Lists begin at `x_visible_to`; an edge that asks the table forgets who is asking."""
    return [
        f"{named(root, path)}:{node.lineno}: .{node.attr} at the edge"
        for path in sources(root)
        if _is_edge(root, path)
        for node in _asking(parsed(path.read_text()))
    ]


def _asking(tree: ast.AST) -> list[ast.Attribute]:
    """Every use of a manager but `.objects.none()`, which a form needs to begin with."""
    used = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    nothing = {id(node.value) for node in used if node.attr == "none"}
    return [node for node in used if node.attr in MANAGERS and id(node) not in nothing]


def tables_looked_up(root: Path) -> list[str]:
    """A look-up by `get_object_or_404(Model, …)` forgets who is asking just the same."""
    return [
        f"{named(root, path)}:{node.lineno}: {_last_name(node.args[0])} looked up whole"
        for path in sources(root)
        for node in ast.walk(parsed(path.read_text()))
        if isinstance(node, ast.Call)
        and _last_name(node.func) in {"get_object_or_404", "get_list_or_404"}
        and node.args
        and _last_name(node.args[0])[:1].isupper()
    ]


def _last_name(node: ast.expr) -> str:
    """Give the last word of `a.b.Name` or `Name`; nothing for any other expression."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_edge(root: Path, path: Path) -> bool:
    inside = path.relative_to(root)
    last_word = path.stem.rpartition("_")[2]  # desk_forms.py too
    return last_word in EDGES or any(part in EDGES for part in inside.parts[:-1])


# -- who may import what, beyond import-linter's words -----------------------------------


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Give every module a file imports; of `from a import b` both `a` and `a.b`."""
    for node in ast.walk(parsed(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from (
                (node.lineno, f"{node.module}.{name.name}") for name in node.names
            )


def edges_borrowed(root: Path) -> list[str]:
    """Nobody imports another app's views, forms, api or tasks; `config` hangs them up."""
    return [
        f"{named(root, path)}:{line}: {module} is another app's own"
        for path in sources(root)
        if not named(root, path).startswith("config/")
        for line, module in imported(path)
        if (found := OWN_EDGE.fullmatch(module))
        and not named(root, path).startswith(f"{found[1].replace('.', '/')}/")
    ]


def clock_read_inside(root: Path) -> list[str]:
    """Time is an argument: what happens, what may be read and who may never look it up."""
    return [
        f"{named(root, path)}:{line}: the clock is read here"
        for path in sources(root)
        if {*path.relative_to(root).parts[:-1], path.stem} & LOGIC
        for line, module in imported(path)
        if module == "django.utils.timezone.now"
    ] + [
        f"{named(root, path)}:{node.lineno}: .{node.func.attr}() reads the clock"
        for path in sources(root)
        if {*path.relative_to(root).parts[:-1], path.stem} & LOGIC
        for node in ast.walk(parsed(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today"}
    ]


# -- names and words -------------------------------------------------------------------


def nameless_files(root: Path) -> list[str]:
    """The words of the town, not of the machine (STYLE 7)."""
    return [
        f"{named(root, path)}: says nothing about the town"
        for path in sources(root)
        if set(path.stem.split("_")) & EMPTY_WORDS
        or set(path.relative_to(root).parts[:-1]) & EMPTY_WORDS
    ]


def services_without_words(root: Path) -> list[str]:
    """A public service says its purpose in one line (STYLE 2, 8)."""
    return [
        f"{named(root, path)}:{node.lineno}: {node.name} does not say what it does"
        for path in sources(root)
        if "services" in {*path.relative_to(root).parts[:-1], path.stem}
        for node in parsed(path.read_text()).body
        if isinstance(node, FUNCTIONS)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]


# -- tests -----------------------------------------------------------------------------

PRETENCE = {"skip", "skipif", "xfail", "importorskip", "MagicMock", "Mock", "patch"}


def pretending_tests(root: Path) -> list[str]:
    """A test is run, on the real thing: none is skipped, nothing of ours is mocked."""
    return [
        f"{named(root, path)}:{node.lineno}: {node.attr} pretends"
        for path in sorted((root / "tests").rglob("*.py"))
        for node in ast.walk(parsed(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr in PRETENCE
        and _last_name(node.value) in {"pytest", "mark", "mock"}
    ] + [
        f"{named(root, path)}:{line}: {module} pretends"
        for path in sorted((root / "tests").rglob("*.py"))
        for line, module in imported(path)
        if module in {"unittest.mock", "mock"}
    ]


# -- reasons ---------------------------------------------------------------------------

EXCUSE = re.compile(r"#\s*((ruff|flake8):\s*)?(noqa|type:\s*ignore)")
WITH_REASON = re.compile(
    r"#\s((ruff: )?noqa: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)* - "
    r"|type: ignore\[[a-z-]+(, ?[a-z-]+)*\]  # )(.?\w{3,}|.?\w+ \w+)"
)


def excuses_without_reason(root: Path) -> list[str]:
    return [
        f"{named(root, path)}:{number}: an excuse without its code or reason"
        for path in all_python(root)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if EXCUSE.search(line)
        and not WITH_REASON.search(line)
        and "architecture" not in path.parts
    ]
