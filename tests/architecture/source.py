"""The project's own source files, as the architecture tests read them."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("kit", "db", "region", "socle", "tracker", "dispatch", "gateways", "simulators", "load")


def code_files(*packages: str) -> Iterator[Path]:
    """Give every Python file of these packages (all of ours when none is named), migrations left out."""
    for package in packages or PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def relative(path: Path) -> str:
    """Name a file as a reader would."""
    return path.relative_to(ROOT).as_posix()
