"""Runs the tests once, then asks them again and again: would you notice this change?

`scripts/mutate.py` loads it into pytest (`-p tests.harness.noticing --asked-by FD`) and
writes one changed source after the other to the socket FD. Each is tried in a fork, in
which the changed function takes the place of the one that was loaded, by the tests that
went through that function, the quickest first. What lies outside of functions is answered
with "cold": the one who asks tries it in a program of its own.
"""

from __future__ import annotations

import ast
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections
from hypothesis import HealthCheck, Phase, settings

# The same examples each time, and none of the minutes it takes to find the smallest.
settings.register_profile(
    "mutants",
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("mutants")

Named = tuple[str, int]  # qualified name of a function, its first line
SLOWER, GRACE = 1.5, 10  # times what whole code took while looked at; seconds


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--asked-by", type=int, help="the socket the changes come from")
    parser.addoption("--about", action="append", default=[], help="a file of interest")
    parser.addoption("--apart", action="append", default=[], help="one run by itself")


def functions_of(code: CodeType) -> Iterator[CodeType]:
    """Name the functions of a module and its classes, not those inside functions."""
    for const in code.co_consts:
        if isinstance(const, CodeType):
            is_function = const.co_flags & 0x2  # it has names of its own
            yield from [const] if is_function else functions_of(const)


def named(code: CodeType) -> Named:
    return code.co_qualname, code.co_firstlineno


@dataclass
class File:
    """A file to be changed: as it stands, and what of it is loaded."""

    path: Path
    is_apart: bool
    source: str = field(init=False)
    loaded: dict[Named, list[FunctionType]] = field(init=False)

    def __post_init__(self) -> None:
        self.source = self.path.read_text()
        self.loaded = defaultdict(list)

    def function_at(self, line: int) -> Named | None:
        """Name the function whose body has this line."""
        module = compile(self.source, str(self.path), "exec")
        known = {code.co_firstlineno: named(code) for code in functions_of(module)}
        for node in ast.walk(ast.parse(self.source)):
            if isinstance(node, ast.FunctionDef):
                begin = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                is_inside = node.body[0].lineno <= line <= (node.end_lineno or 0)
                if is_inside and begin in known:
                    return known[begin]
        return None

    def change_to(self, source: str, where: Named | None) -> None:
        """Let what is loaded be another from now on."""
        if where is not None and self.loaded[where]:
            self.set_function(source, where)
        elif self.is_apart:
            self.set_constants(source)

    def set_function(self, source: str, changed: Named) -> None:
        old = functions_of(compile(self.source, str(self.path), "exec"))
        new = functions_of(compile(source, str(self.path), "exec"))
        code = {named(one): other for one, other in zip(old, new, strict=True)}[changed]
        for function in self.loaded[changed]:
            function.__code__ = code

    def set_constants(self, source: str) -> None:
        """Let a module that is also loaded here have the values it has by itself."""
        for module in list(sys.modules.values()):
            if getattr(module, "__file__", None) == str(self.path):
                fresh = {"__name__": module.__name__, "__file__": str(self.path)}
                exec(compile(source, str(self.path), "exec"), fresh)  # noqa: S102 - our own source, changed
                for name, value in fresh.items():
                    if not callable(value) and name.isupper():
                        vars(module)[name] = value


class NoNext:
    """Stands for a next test of which nothing is known: the session alone stays."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session

    def listchain(self) -> list[Any]:
        return [self.session]


@dataclass
class Asked:
    """The tests, how long each takes, and which functions each goes through."""

    session: pytest.Session
    files: dict[str, File]
    seconds: dict[str, float] = field(default_factory=dict)
    through: dict[tuple[str, Named], list[pytest.Item]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def first_to_fail(self, items: list[pytest.Item]) -> str:
        """Run them; give the name of the first that fails, nothing if none does."""
        for place, item in enumerate(items):
            after: Any = (
                items[place + 1] if place + 1 < len(items) else NoNext(self.session)
            )
            reports = runtestprotocol(item, log=False, nextitem=after)
            if any(report.failed for report in reports):
                return item.nodeid
        return ""

    def run_whole(self) -> str:
        """Run every test on whole code, and look which functions each goes through."""
        names = {str(file.path): name for name, file in self.files.items()}
        seen: set[tuple[str, Named]] = set()

        def look(frame: FrameType, _event: str, _arg: object) -> None:
            name = names.get(frame.f_code.co_filename)
            if name is not None:
                seen.add((name, named(frame.f_code)))

        for item in self.session.items:
            seen.clear()
            begun = time.perf_counter()
            threading.settrace(look)
            sys.settrace(look)
            failed = self.first_to_fail([item])
            sys.settrace(None)
            threading.settrace(None)
            self.seconds[item.nodeid] = time.perf_counter() - begun
            for one in seen:
                self.through[one].append(item)
            if failed:
                return failed
        return ""

    def find_loaded(self) -> None:
        """Look for every function of the files wherever it is held, decorated or not."""
        files = {str(file.path): file for file in self.files.values()}
        for thing in gc.get_objects():
            if type(thing) is not FunctionType:  # lazy words would wake when asked more
                continue
            if thing.__code__.co_filename in files:
                file = files[thing.__code__.co_filename]
                file.loaded[named(thing.__code__)].append(thing)

    def try_change(self, path: str, source: str, line: int) -> dict[str, str]:
        """Tell what became of one change, and by which test."""
        file = self.files[path]
        where = file.function_at(line)
        if not file.is_apart and (where is None or not file.loaded[where]):
            return {"outcome": "cold"}
        items = self.session.items
        if where is not None and not file.is_apart:
            items = self.through[path, where]
        items = sorted(items, key=lambda item: self.seconds[item.nodeid])
        return self.in_a_fork(file, source, where, items)

    def in_a_fork(
        self, file: File, source: str, where: Named | None, items: list[pytest.Item]
    ) -> dict[str, str]:
        usual = sum(self.seconds[item.nodeid] for item in items)
        patience = int(SLOWER * usual + GRACE)
        says, hears = os.pipe()
        file.path.write_text(source)
        child = os.fork()
        if not child:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CPU, (patience, patience))
            try:
                file.change_to(source, where)
                failed = self.first_to_fail(items)
            except BaseException as error:  # noqa: BLE001 - what cannot be run is noticed
                failed = repr(error)
            os.write(hears, (failed or "nobody").encode()[:500])
            os._exit(0)
        os.close(hears)
        is_done = select.select([says], [], [], 2 * patience)[0]
        by = os.read(says, 500).decode(errors="replace") if is_done else "the clock"
        os.close(says)
        if not is_done:
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        file.path.write_text(file.source)
        return {"outcome": "survived" if by == "nobody" else "noticed", "by": by}


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Take the place of the one run there usually is."""
    option = session.config.option
    apart = set(option.apart)
    files = {
        name: File(Path(name).resolve(), name in apart)
        for name in (*option.about, *option.apart)
    }
    asked = Asked(session, files)
    with socket.socket(fileno=option.asked_by) as line:
        talk = line.makefile("rw")

        def say(**words: object) -> None:
            talk.write(json.dumps(words) + "\n")
            talk.flush()

        failed = asked.run_whole()
        asked.find_loaded()
        connections.close_all()
        say(failed=failed, tests=len(session.items), took=sum(asked.seconds.values()))
        for words in talk:
            change = json.loads(words)
            if change.get("is_still_whole"):
                say(failed=asked.first_to_fail(list(session.items)))
            else:
                say(**asked.try_change(**change))
    return True
