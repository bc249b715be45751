"""Rows a second and memory of an import, in a transaction that is taken back.

    DATABASE_URL=... python bench/imports.py FILE.csv.gz --map boston [--times 5]

`--times` writes the file so many times over, with new ids, to see whether memory grows.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from django.db import connection, transaction
from django.utils.timezone import now

from engagement.concerns.importing import import_concerns, load_map


def longer(path: Path, times: int, id_column: str, folder: Path) -> Path:
    """Write the rows so many times, each time with ids of their own."""
    target = folder / f"{times}_times.csv"
    with target.open("w", newline="") as out:
        writer = csv.writer(out)
        for turn in range(times):
            opened = gzip.open if path.suffix == ".gz" else open
            with opened(path, "rt", newline="") as source:
                rows = csv.reader(source)
                header = next(rows)
                at = [name.casefold() for name in header].index(id_column.casefold())
                if turn == 0:
                    writer.writerow(header)
                for row in rows:
                    row[at] = f"{row[at]}-{turn}"
                    writer.writerow(row)
    return target


def backend_seconds() -> float | None:
    """Give the processor time of our own server process, where it runs here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return None
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--map", required=True)
    parser.add_argument("--times", type=int, default=1)
    asked = parser.parse_args()
    source_map = load_map(asked.map)
    with tempfile.TemporaryDirectory() as folder:
        path = asked.file
        if asked.times > 1:
            path = longer(path, asked.times, source_map.columns["id"], Path(folder))
        with transaction.atomic():
            before, wall, cpu = (
                backend_seconds(),
                time.perf_counter(),
                time.process_time(),
            )
            result = import_concerns(path=path, source_map=source_map, now=now())
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            after = backend_seconds()
            transaction.set_rollback(True)
    print(
        json.dumps(
            {
                "rows": result.read,
                "rows_per_s": round(result.read / wall),
                "python_us_per_row": round(1e6 * cpu / result.read, 1),
                "server_us_per_row": None
                if before is None or after is None
                else round(1e6 * (after - before) / result.read, 1),
                "peak_MiB": round(
                    resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1
                ),
                "load": round(os.getloadavg()[0], 1),
            }
        )
    )


if __name__ == "__main__":
    main()
