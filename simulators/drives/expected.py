"""Which fixes of recorded drives must be refused, and why: a reading of the stated rules of its own, which shares no code with the tracker.

`python simulators/drives/expected.py FOLDER > simulators/drives/refused.csv`

The rules are those of `docs/box-protocol.md` (Refusals) and ADR 0033, for fixes that claim no accuracy and are sent in order as they are
measured, pauses over five minutes shortened to five. `drive,line,t_s,reason`; the line counts from 1 in the file, its heading included;
`BELIEVED_LATER` marks a fix refused as a jump and stored after all, with the two that followed and agreed with it.
"""

import csv
import gzip
import math
import sys
from pathlib import Path

LONGEST_PAUSE_S = 300.0
METRES_PER_S, METRES_FREE = 100.0, 200.0
WITNESSES = 3
FURTHEST_LON_DEG, FURTHEST_LAT_DEG, NULL_ISLAND_DEG = 180.0, 90.0, 0.001
EARTH_M = 6_371_008.8


def distance_m(a: dict[str, float], b: dict[str, float]) -> float:
    """Give the angle between two unit vectors, in metres of mean earth."""
    ax, ay, az = vector(a)
    bx, by, bz = vector(b)
    cross = math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx)
    return EARTH_M * math.atan2(cross, ax * bx + ay * by + az * bz)


def vector(fix: dict[str, float]) -> tuple[float, float, float]:
    """Give a place as a point of the unit sphere."""
    lon, lat = math.radians(fix["lon_deg"]), math.radians(fix["lat_deg"])
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def reachable(a: dict[str, float], b: dict[str, float]) -> bool:
    """Tell whether one vehicle can have been at both: 100 m/s and 200 m."""
    return distance_m(a, b) <= METRES_FREE + METRES_PER_S * abs(b["played_s"] - a["played_s"])


def fault(fix: dict[str, float]) -> str | None:
    """Name what is wrong with a fix taken alone."""
    lon, lat = fix["lon_deg"], fix["lat_deg"]
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return "NOT_FINITE"
    if not (abs(lon) <= FURTHEST_LON_DEG and abs(lat) <= FURTHEST_LAT_DEG):
        return "OUT_OF_RANGE"
    if max(abs(lon), abs(lat)) < NULL_ISLAND_DEG:
        return "NULL_ISLAND"
    return None


def refused(fixes: list[dict[str, float]]) -> list[tuple[dict[str, float], str]]:
    """Walk through a drive, and give what is refused."""
    believed: dict[str, float] | None = None
    jumps: list[dict[str, float]] = []
    found: list[tuple[dict[str, float], str]] = []
    for fix in fixes:
        reason = fault(fix)
        if reason is not None:
            found.append((fix, reason))
        elif believed is None or reachable(believed, fix):
            believed, jumps = fix, []
        else:
            jumps = [*jumps, fix] if all(reachable(jump, fix) for jump in jumps) else [fix]
            if len(jumps) < WITNESSES:
                found.append((fix, "IMPOSSIBLE_SPEED"))
            else:
                earlier = {jump["line"] for jump in jumps}
                found = [(one, "BELIEVED_LATER" if one["line"] in earlier else why) for one, why in found]
                believed, jumps = fix, []
    return found


def read(file: Path) -> list[dict[str, float]]:
    """Read a drive; `played_s` are the seconds since its first fix once long pauses are shortened."""
    fixes: list[dict[str, float]] = []
    with gzip.open(file, "rt") if file.suffix == ".gz" else file.open() as text:
        for line, row in enumerate(csv.DictReader(text), start=2):
            fix = {name: float(row[name]) for name in ("lon_deg", "lat_deg", "t_s")}
            before = fixes[-1] if fixes else {"t_s": fix["t_s"], "played_s": 0.0}
            pause_s = min(fix["t_s"] - before["t_s"], LONGEST_PAUSE_S)
            fixes.append({**fix, "line": line, "played_s": before["played_s"] + pause_s})
    return fixes


def main(folder: Path) -> None:
    """Write the list of a folder's drives."""
    lines = csv.writer(sys.stdout, lineterminator="\n")
    lines.writerow(("drive", "line", "t_s", "reason"))
    for file in sorted([*folder.glob("*.csv"), *folder.glob("*.csv.gz")]):
        for fix, reason in refused(read(file)):
            lines.writerow((file.name.split(".")[0], int(fix["line"]), f"{fix['t_s']:.6f}", reason))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
