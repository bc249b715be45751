"""The code does none of what opens a hole by itself, and each rule notices when it does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import weaknesses

ROOT = Path(__file__).resolve().parents[2]
Rule = Callable[[Path], list[str]]
VIEW = "engagement/a/views.py"
# rule, file, what keeps it, what breaks it
BROKEN: list[tuple[Rule, str, str, str]] = [
    (weaknesses.statements_put_together, VIEW, "c.execute(SQL, [x])\n", "c.execute(f'{x}')\n"),
    (weaknesses.statements_put_together, VIEW, "c.execute('a %s', [x])\n", "c.execute('a ' + x)\n"),
    (weaknesses.statements_put_together, VIEW, "x = 1\n", "A.objects.raw('a')\n"),
    (weaknesses.statements_put_together, VIEW, "x = 1\n", "a.annotate(b=RawSQL('a', []))\n"),
    (weaknesses.names_of_columns_from_outside, VIEW, "a.filter(b=request.GET['c'])\n", "a.filter(**request.GET.dict())\n"),
    (weaknesses.names_of_columns_from_outside, VIEW, "a.order_by(SORTS[x])\n", "a.order_by(request.GET['sort'])\n"),
    (weaknesses.names_of_columns_from_outside, VIEW, "x = 1\n", "a.filter(**form.cleaned_data)\n"),
    (weaknesses.programs_started, VIEW, "x = 1\n", "import subprocess\n"),
    (weaknesses.programs_started, VIEW, "x = 1\n", "os.system('ls')\n"),
    (weaknesses.programs_started, "config/embedded/a.py", "import subprocess\n", "run(words, shell=True)\n"),
    (weaknesses.text_made_code, VIEW, "re.compile('a')\n", "eval(x)\n"),
    (weaknesses.text_made_code, VIEW, "import json\n", "import pickle\n"),
    (weaknesses.text_made_code, VIEW, "x = 1\n", "Template(x).render()\n"),
    (weaknesses.text_made_code, VIEW, "x = 1\n", "engines['django'].from_string(x)\n"),
    (weaknesses.patterns_from_outside, VIEW, "re.compile(rf'a{_B}')\n", "re.compile(x)\n"),
    (weaknesses.patterns_from_outside, VIEW, "re.search('a', x)\n", "re.search(f'{x}', y)\n"),
    (weaknesses.patterns_from_outside, VIEW, "x = 1\n", "a.filter(name__iregex=x)\n"),
    (weaknesses.documents_read_as_xml, VIEW, "import json\n", "from xml.etree import ElementTree\n"),
    (weaknesses.documents_read_as_xml, VIEW, "x = 1\n", "import lxml.html\n"),
    (weaknesses.other_machines_asked, VIEW, "from urllib.parse import quote\n", "from urllib.request import urlopen\n"),
    (weaknesses.other_machines_asked, VIEW, "from http import HTTPStatus\n", "import requests\n"),
    (weaknesses.lots_that_can_be_guessed, VIEW, "import secrets\n", "from random import choice\n"),
    (weaknesses.lots_that_are_short, VIEW, "secrets.token_urlsafe(16)\n", "secrets.token_urlsafe(8)\n"),
    (weaknesses.lots_that_are_short, VIEW, "secrets.token_hex()\n", "secrets.token_hex(x)\n"),
    (weaknesses.weak_sums, VIEW, "md5(a, usedforsecurity=False)\n", "md5(a)\n"),
    (weaknesses.weak_sums, VIEW, "hmac.new(a, b, sha256)\n", "hmac.new(a, b, 'md5')\n"),
    (weaknesses.weak_sums, VIEW, "from cryptography.fernet import Fernet\n", "from cryptography.hazmat.primitives.ciphers import modes\n"),
    (weaknesses.fields_not_named, VIEW, "class Meta:\n    fields = ['a']\n", "class Meta:\n    fields = '__all__'\n"),
    (weaknesses.fields_not_named, VIEW, "x = 1\n", "class Meta:\n    exclude = ['a']\n"),
    (weaknesses.scripts_that_trust_text, "static/js/a.js", "b.textContent = x;\n", "b.innerHTML = x;\n"),
    (weaknesses.scripts_that_trust_text, "static/js/a.js", "x();\n", "localStorage.setItem('a', x);\n"),
]  # fmt: skip
RULES = list(dict.fromkeys(rule for rule, *_rest in BROKEN))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_does_none_of_it(rule: Rule) -> None:
    assert rule(ROOT) == []


@pytest.mark.parametrize(("rule", "file", "keeps", "breaks"), BROKEN)
def test_the_rule_notices_when_it_is_broken(
    tmp_path: Path, rule: Rule, file: str, keeps: str, breaks: str
) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)

    path.write_text(keeps)
    assert rule(tmp_path) == []
    path.write_text(breaks)
    assert len(rule(tmp_path)) == 1


def test_every_exception_is_still_needed() -> None:
    listed = [
        *weaknesses.PUT_TOGETHER,
        *weaknesses.STARTS_PROGRAMS,
        *weaknesses.REACHES_OUT,
        *weaknesses.DRAWS_LOTS,
        *weaknesses.PATTERNS_OF_WORDS,
        *weaknesses.SHORT_LOTS,
        *weaknesses.KEEPS_IN_BROWSER,
    ]

    assert [name for name in listed if not (ROOT / name).exists()] == []
