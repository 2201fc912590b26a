"""From what the synthetic network was made: told apart without building it."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from region.country import Commune

TABLES = Path(__file__).parents[2] / "normandy"
FILES = ("axes.csv", "seine.csv", "bridges.csv")
CODE = ("map.py", "network.py", "parts.py", "snap.py", "speeds.py", "store.py")
"""What shapes it outside this package."""


def origin(communes: Sequence[Commune], outlines: Sequence[bytes]) -> str:
    """Digest everything the network depends on; `outlines` are those of the communes (WKB)."""
    digest = hashlib.sha256(b"".join(outlines))
    digest.update(repr([(one.lon_deg, one.lat_deg, one.population) for one in communes]).encode())
    here = Path(__file__).parent
    code = [*sorted(here.glob("*.py")), *(here.parent / name for name in CODE)]
    for file in [*code, *(TABLES / name for name in FILES)]:
        digest.update(file.read_bytes())
    return digest.hexdigest()
