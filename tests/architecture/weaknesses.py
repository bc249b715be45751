"""What the code never does, as functions over a tree of files (ASVS 1, 6.5, 11, 13.2, 15.3).

Each gives what it finds in `engagement` and `config`; `test_weaknesses.py` sees that the
house is clean, and that each rule notices when it is broken.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.rules import named, parsed

OURS = ("engagement", "meetings", "watchgroups", "feedback", "config")
# Statements put together: of names of ours alone, each looked at.
PUT_TOGETHER = {
    "engagement/places/services/locks.py": "one of two functions named in the file",
    "engagement/places/queries/boundaries.py": "the quoted name of a table",
    "engagement/concerns/services/locks.py": "functions named in the file",
    "engagement/concerns/importing/storing.py": "the names of two tables; statements",
    "engagement/concerns/importing/running.py": "statements.py",
    "engagement/priorities/queries/facts.py": "statements of the file, handed on",
    "engagement/front/demo/copying.py": "the names of tables of the demo",
    "engagement/front/health.py": "a number of the file",
    "feedback/services/dealing.py": "the quoted name of one of two tables",
    "engagement/audit/management/commands/protect_record.py": "quoted names, by its owner",
}
STARTS_PROGRAMS = {
    "engagement/common/images.py": "the cleaner of photos",
    "engagement/priorities/management/commands/build_reports.py": "a worker of its own",
    "config/embedded/": "the servers of the demo",
}
REACHES_OUT = {
    "engagement/people/provider.py": "providers the operator named",
    "engagement/people/views/identities.py": "an error of theirs",
    "engagement/outbox/texting.py": "the text service the operator named",
    "engagement/outbox/services/letters.py": "errors of the mail server",
    "config/embedded/door.py": "the demo’s own door",
    "config/embedded/stores.py": "the demo’s own servers",
}
DRAWS_LOTS = {
    "engagement/priorities/draws.py": "the same draws for the same report",
    "engagement/front/demo/": "an invented town",
}
PATTERNS_OF_WORDS = {
    "engagement/concerns/naming.py": "a name, escaped",
    "engagement/concerns/importing/moments.py": "a date format of the operator, piece by piece",
    "engagement/moderation/detectors/finding.py": "lists of words of the code, escaped",
}
SHORT_LOTS = {
    "engagement/concerns/importing/references.py": "public names, many at once",
    "engagement/common/loglines.py": "the number of a request, no secret",
    "engagement/moderation/parties.py": "salt beside a key",
}
OUTSIDE = {"requests", "urllib.request", "http.client", "httpx", "aiohttp", "socket"}
OUTSIDE |= {"smtplib", "ftplib", "apprise", "websockets", "paramiko"}
PATTERNS = {"compile", "match", "search", "fullmatch", "sub", "subn", "findall"}
PATTERNS |= {"finditer", "split"}
FROM_TEXT = {"eval", "exec", "compile", "__import__"}
UNSAFE_READERS = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml"}
XML = {"xml", "lxml", "defusedxml", "xmltodict"}
HASHES = {"sha256", "sha384", "sha512", "blake2b"}
LONG_ENOUGH = 16  # bytes: 128 bits
A_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*|_?CAP")


def _files(root: Path) -> Iterator[tuple[str, ast.Module]]:
    for top in OURS:
        for path in sorted((root / top).rglob("*.py")):
            if "migrations" not in path.parts:
                yield named(root, path), parsed(path.read_text())


def _is_listed(name: str, listed: dict[str, str]) -> bool:
    return any(
        name == one or (one.endswith("/") and name.startswith(one)) for one in listed
    )


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _called(call: ast.Call) -> str:
    func = call.func
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def _at(name: str, node: ast.AST) -> str:
    return f"{name}:{getattr(node, 'lineno', 0)}"


def _imports(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node, node.module
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def _importing(root: Path, modules: set[str], listed: dict[str, str]) -> list[str]:
    found = {
        _at(name, node)
        for name, tree in _files(root)
        if not _is_listed(name, listed)
        for node, module in _imports(tree)
        if module in modules or module.split(".")[0] in modules
    }
    return sorted(found)


def _is_fixed(node: ast.expr) -> bool:
    """Tell what the program itself wrote: a literal, a constant, or both together."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.Name | ast.Attribute):
        last = node.id if isinstance(node, ast.Name) else node.attr
        return A_CONSTANT.fullmatch(last) is not None
    if isinstance(node, ast.BinOp):
        return _is_fixed(node.left) and _is_fixed(node.right)
    if isinstance(node, ast.JoinedStr):
        parts = [p.value for p in node.values if isinstance(p, ast.FormattedValue)]
        return all(_is_fixed(part) for part in parts)
    return False


# -- what is run -----------------------------------------------------------------------
def statements_put_together(root: Path) -> list[str]:
    """A statement is written in the code; what somebody typed goes beside it."""
    return [
        _at(name, call)
        for name, tree in _files(root)
        for call in _calls(tree)
        if _called(call) in {"raw", "extra", "RawSQL"}
        or (
            _called(call) in {"execute", "executemany"}
            and call.args
            and not _is_fixed(call.args[0])
            and not _is_listed(name, PUT_TOGETHER)
        )
    ]


def names_of_columns_from_outside(root: Path) -> list[str]:
    """No keyword of a query and no order comes out of a request."""
    asks = {"filter", "exclude", "get", "order_by", "annotate", "alias", "values"}
    typed = re.compile(r"request\.|\.(GET|POST|data|query_params|cleaned_data)\b")
    return [
        _at(name, call)
        for name, tree in _files(root)
        for call in _calls(tree)
        if _called(call) in asks and isinstance(call.func, ast.Attribute)
        for part in [
            *(word.value for word in call.keywords if word.arg is None),
            *(call.args if _called(call) == "order_by" else []),
        ]
        if typed.search(ast.unparse(part))
    ]


def programs_started(root: Path) -> list[str]:
    """Programs are started in few files, from lists of words, and never by a shell."""
    found = _importing(root, {"subprocess", "pty", "commands"}, STARTS_PROGRAMS)
    for name, tree in _files(root):
        for call in _calls(tree):
            by_shell = any(
                word.arg == "shell" and getattr(word.value, "value", True) is not False
                for word in call.keywords
            )
            if by_shell or _called(call) in {"system", "popen", "getoutput"}:
                found.append(_at(name, call))
    return found


def text_made_code(root: Path) -> list[str]:
    """No text becomes a program, an object or a template."""
    found = _importing(root, UNSAFE_READERS, {})
    for name, tree in _files(root):
        for call in _calls(tree):
            is_plain = isinstance(call.func, ast.Name)
            runs = is_plain and _called(call) in FROM_TEXT | {"Template"}
            if runs or _called(call) == "from_string":
                found.append(_at(name, call))
    return found


def patterns_from_outside(root: Path) -> list[str]:
    """A pattern is written in the code: a typed one can run for hours."""
    found = []
    for name, tree in _files(root):
        for call in _calls(tree):
            func = call.func
            of_re = isinstance(func, ast.Attribute) and ast.unparse(func.value) == "re"
            is_pattern = of_re and _called(call) in PATTERNS
            if (
                is_pattern
                and not _is_fixed(call.args[0])
                and not _is_listed(name, PATTERNS_OF_WORDS)
            ):
                found.append(_at(name, call))
            found += [
                _at(name, call)
                for word in call.keywords
                if (word.arg or "").endswith(("__regex", "__iregex"))
            ]
    return found


def documents_read_as_xml(root: Path) -> list[str]:
    return _importing(root, XML, {})


def other_machines_asked(root: Path) -> list[str]:
    """Nothing that somebody typed is fetched: few files reach out, to named servers."""
    return _importing(root, OUTSIDE, REACHES_OUT)


# -- secrets ---------------------------------------------------------------------------
def lots_that_can_be_guessed(root: Path) -> list[str]:
    """Secrets come from `secrets`; whoever draws with `random` has nothing to hide."""
    return _importing(root, {"random"}, DRAWS_LOTS)


def lots_that_are_short(root: Path) -> list[str]:
    """What opens something has 128 bits at least."""
    return [
        _at(name, call)
        for name, tree in _files(root)
        if not _is_listed(name, SHORT_LOTS)
        for call in _calls(tree)
        if _called(call) in {"token_hex", "token_urlsafe", "token_bytes"}
        for size in [call.args[0] if call.args else ast.Constant(32)]
        if not (
            (
                isinstance(size, ast.Constant)
                and isinstance(size.value, int)
                and size.value >= LONG_ENOUGH
            )
            or ast.unparse(size) == "RECEIPT_BYTES"
        )
    ]


# P-256 and its signatures, which another service asks for (RFC 7518, ES256)
SIGNS_ELSEWHERE = {"config/settings/identities.py": "reads the key Apple gave the town"}


def weak_sums(root: Path) -> list[str]:
    """SHA-256 or better; an older sum only where nothing is protected by it, said so."""
    found = _importing(root, {"Crypto", "Cryptodome", "nacl", "passlib", "rsa"}, {})
    for name, tree in _files(root):
        found += {
            _at(name, node)
            for node, module in _imports(tree)
            if module.startswith("cryptography") and "fernet" not in module
            if not _is_listed(name, SIGNS_ELSEWHERE)
        }
        for call in _calls(tree):
            says = {w.arg: getattr(w.value, "value", None) for w in call.keywords}
            weak = _called(call) in {"md5", "sha1", "new"} and (
                _called(call) != "new" or ast.unparse(call.func) == "hashlib.new"
            )
            if weak and says.get("usedforsecurity") is not False:
                found.append(_at(name, call))
            if ast.unparse(call.func) == "hmac.new" and not any(
                ast.unparse(arg) in HASHES for arg in call.args
            ):
                found.append(_at(name, call))
    return found


# -- what programs and pages take and show ----------------------------------------------
def fields_not_named(root: Path) -> list[str]:
    """A form or serializer names its fields: a new column is not offered by itself."""
    return [
        _at(name, node)
        for name, tree in _files(root)
        for meta in ast.walk(tree)
        if isinstance(meta, ast.ClassDef) and meta.name == "Meta"
        for node in meta.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if ast.unparse(target) == "exclude"
        or (ast.unparse(target) == "fields" and ast.unparse(node.value) == "'__all__'")
    ]


IN_SCRIPTS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    r"|__proto__|postMessage|indexedDB|sessionStorage|localStorage|setTimeout\(\s*[\"']"
)
KEEPS_IN_BROWSER = {
    "static/js/moderation.js": "localStorage",  # whether keys are on
    "static/js/patrol-log.js": "localStorage",  # by choice, until sent: test_patrol_log
}


def scripts_that_trust_text(root: Path) -> list[str]:
    """Our scripts write text, never markup, and keep nothing in the browser."""
    return [
        f"{named(root, path)}: {word}"
        for path in sorted((root / "static/js").glob("*.js"))
        for word in sorted(set(IN_SCRIPTS.findall(path.read_text())))
        if KEEPS_IN_BROWSER.get(named(root, path)) != word
    ]
