"""Fetch the vendored front-end files anew. For maintainers: needs npm and the network.

Run `python scripts/refresh_vendor.py` from the top folder. It packs each named version,
checks npm's integrity string, copies the files we ship, makes the two changes we need
(our font instead of the one only GOV.UK may use; a right-to-left copy) and writes
`static/vendor/VENDOR.toml`. Nobody who runs or tests the project needs it.
`--hashes` only writes the hashes of the files that are here.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[1] / "static" / "vendor"
RTLCSS = "rtlcss@4.3.0"


@dataclass(frozen=True)
class Package:
    """One npm package: what we take from it and where it goes."""

    name: str
    version: str
    licence: str
    folder: str
    files: dict[str, str]  # path in the package -> name of ours


PACKAGES = [
    Package(
        "govuk-frontend",
        "6.6.0",
        "MIT",
        "govuk-frontend-6.6.0",
        {
            "dist/govuk/govuk-frontend.min.css": "govuk-frontend.min.css",
            "dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
        },
    ),
    Package(
        "leaflet",
        "1.9.4",
        "BSD-2-Clause",
        "leaflet-1.9.4",
        {
            "LICENSE": "LICENSE",
            "dist/leaflet.js": "leaflet.js",
            "dist/leaflet.css": "leaflet.css",
            "dist/images/layers.png": "images/layers.png",
            "dist/images/layers-2x.png": "images/layers-2x.png",
            "dist/images/marker-icon.png": "images/marker-icon.png",
        },
    ),
    Package(
        "@fontsource-variable/source-sans-3",
        "5.3.0",
        "OFL-1.1",
        "fonts",
        {
            "LICENSE": "LICENSE-source-sans-3",
            "files/source-sans-3-latin-wght-normal.woff2": "source-sans-3-latin-wght-normal.woff2",
            "files/source-sans-3-latin-ext-wght-normal.woff2": "source-sans-3-latin-ext-wght-normal.woff2",
        },
    ),
    Package(
        "@fontsource-variable/figtree",
        "5.3.0",
        "OFL-1.1",
        "fonts",
        {
            "LICENSE": "LICENSE-figtree",
            "files/figtree-latin-wght-normal.woff2": "figtree-latin-wght-normal.woff2",
        },
    ),
]


def run(*words: str, within: Path) -> str:
    done = subprocess.run(words, cwd=within, check=True, capture_output=True, text=True)
    return done.stdout


def packed(package: Package, within: Path) -> Path:
    """Pack one version and make sure it is what the registry says it is."""
    name = f"{package.name}@{package.version}"
    said = json.loads(run("npm", "pack", name, "--json", within=within))[0]
    archive = within / Path(said["filename"]).name
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if said["integrity"] != f"sha512-{digest}":
        sys.exit(f"{name}: the archive is not what the registry promised.")
    return archive


def copy_files(package: Package, archive: Path) -> None:
    with tarfile.open(archive) as tar:
        for inside, ours in package.files.items():
            found = tar.extractfile(f"package/{inside}")
            if found is None:
                sys.exit(f"{package.name}: {inside} is not in the package.")
            target = VENDOR / package.folder / ours
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(found.read())


def swap_font(folder: Path, within: Path) -> None:
    """Take GOV.UK's own typeface, crest and source map out; mirror a copy."""
    css = folder / "govuk-frontend.min.css"
    text = css.read_text()
    text = re.sub(r"@font-face\{[^}]*\}", "", text)
    text = re.sub(
        r"""["']?GDS Transport["']?,\s*arial,\s*sans-serif""", "var(--ui-font)", text
    )
    text = re.sub(r"url\([^)]*crest[^)]*\)", "none", text)
    css.write_text(text)
    mirrored = folder / "govuk-frontend.rtl.min.css"
    run("npx", "--yes", RTLCSS, str(css), str(mirrored), within=within)


def drop_source_maps() -> None:
    """The maps are not shipped, so nothing may point to them."""
    for path in (*VENDOR.rglob("*.js"), *VENDOR.rglob("*.css")):
        text = re.sub(r"/\*# sourceMappingURL=[^*]*\*/", "", path.read_text())
        path.write_text(re.sub(r"//# sourceMappingURL=\S*", "", text))


def write_hashes() -> None:
    """Say what is here: version, licence and hash of every file."""
    lines = [
        "# Written by scripts/refresh_vendor.py; a test compares the hashes.",
        "",
    ]
    for package in PACKAGES:
        lines += [
            "[[package]]",
            f'name = "{package.name}"',
            f'version = "{package.version}"',
            f'licence = "{package.licence}"',
            f'folder = "{package.folder}"',
            "",
        ]
    lines.append("[sha256]")
    for path in sorted(VENDOR.rglob("*")):
        if path.is_file() and path.name != "VENDOR.toml":
            name = path.relative_to(VENDOR).as_posix()
            lines.append(
                f'"{name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"'
            )
    (VENDOR / "VENDOR.toml").write_text("\n".join(lines) + "\n")


def main() -> None:
    if "--hashes" not in sys.argv:
        if shutil.which("npm") is None:
            sys.exit("npm is needed to fetch the files. Nothing was changed.")
        with tempfile.TemporaryDirectory() as made:
            within = Path(made)
            for package in PACKAGES:
                copy_files(package, packed(package, within))
            swap_font(VENDOR / "govuk-frontend-6.6.0", within)
        drop_source_maps()
    write_hashes()
    print(f"Wrote {VENDOR / 'VENDOR.toml'}.")


if __name__ == "__main__":
    main()
