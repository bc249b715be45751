"""Points a second to neighborhoods, cells and public points, one at a time and in bulk.

python bench/locate.py BOUNDARIES.geojson [--points 300000]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from shapely.geometry import shape

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from engagement.places.cells import cells_of
from engagement.places.locate import Locator
from engagement.places.snapping import Snapper, snap_points, squeeze


def report(label: str, count: int, work: Callable[[], object]) -> None:
    """Print the median of five runs, by the wall and by the processor."""
    walls, cpus = [], []
    for _run in range(5):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    wall, cpu = statistics.median(walls), statistics.median(cpus)
    print(
        json.dumps(
            {
                "label": label,
                "points": count,
                "per_s": round(count / wall),
                "per_cpu_s": round(count / cpu),
            }
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("boundaries", type=Path)
    parser.add_argument("--points", type=int, default=300_000)
    asked = parser.parse_args()
    features = json.loads(asked.boundaries.read_text())["features"]
    areas = [shape(feature["geometry"]).buffer(0) for feature in features]
    began = time.perf_counter()
    locator = Locator(dict(enumerate(areas, start=1)))
    print(
        json.dumps({"label": "grid laid", "s": round(time.perf_counter() - began, 3)})
    )
    random = np.random.default_rng(1)
    west, south, east, north = (
        min(a.bounds[0] for a in areas),
        min(a.bounds[1] for a in areas),
        max(a.bounds[2] for a in areas),
        max(a.bounds[3] for a in areas),
    )
    lats = random.uniform(south, north, asked.points)
    lons = random.uniform(west, east, asked.points)
    few = min(asked.points, 50_000)
    singles = list(zip(lats[:few].tolist(), lons[:few].tolist(), strict=True))
    report("locate, bulk", asked.points, lambda: locator.find_all(lats, lons))
    report("locate, one at a time", few, lambda: [locator.find(*p) for p in singles])
    report("cells r7, r8, r9, bulk", asked.points, lambda: cells_of(lats, lons))
    points = snap_points(areas[0], 30_000, [])
    table = Snapper(
        [(n, p.lat, p.lon) for n, p in enumerate(points)],
        squeeze_by=squeeze(south, north),
    )
    report("snap, bulk", asked.points, lambda: table.nearest(lats, lons))


if __name__ == "__main__":
    main()
