"""The vendored front-end files are the ones their list names, to the byte."""

import hashlib
import re
import tomllib
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[3] / "static" / "vendor"


def listed() -> dict[str, str]:
    names: dict[str, str] = tomllib.loads((VENDOR / "VENDOR.toml").read_text())[
        "sha256"
    ]
    return names


def test_every_vendored_file_is_the_one_that_was_checked_in() -> None:
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VENDOR.toml"
    }

    assert found == listed()


def test_every_vendored_package_brings_its_licence() -> None:
    packages = tomllib.loads((VENDOR / "VENDOR.toml").read_text())["package"]

    without = [p["name"] for p in packages if not [*VENDOR.glob(f"{p['folder']}/LIC*")]]

    assert without == []


def test_no_vendored_file_asks_another_site_or_the_typeface_we_may_not_use() -> None:
    sheets = {path.name: path.read_text() for path in VENDOR.rglob("*.css")}

    foreign = [
        n for n, css in sheets.items() if re.search(r"url\(['\"]?(https?:)?//", css)
    ]
    assert foreign == []
    assert [name for name, css in sheets.items() if "GDS Transport" in css] == []


def test_the_letters_of_the_site_and_of_the_set_up_pages_are_the_same() -> None:
    """They stand twice: a file of their own would be one question more on every page."""
    css = VENDOR.parent / "css"

    faces = [
        re.findall(r"@font-face \{[^}]*\}", (css / name).read_text())
        for name in ("theme.css", "setup.css")
    ]

    assert faces[0] == faces[1] != []
