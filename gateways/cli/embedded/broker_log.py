"""What the broker refused by itself, from its log: what never came through it, nobody else can count.

Lines of Mosquitto 2.0 as `mosquitto.py` has them written: `…: Client box-1 disconnected due to oversize packet.`
"""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

_CUT = re.compile(r": Client (?P<client>\S+) disconnected(?: due to |: |, )(?P<why>[^.]+)\.")
UNNAMED = "<unknown>"
NOT_AUTHORISED = "not_authorised"
"""The one reason told of a client whose name is not believed yet; a probe that says nothing is a protocol error of nobody."""


def cuts(log: Path) -> dict[str, int]:
    """Count the connections the broker cut, by reason (`cut.oversize_packet`), in what is kept of its log and its rotated parts."""
    found: Counter[str] = Counter()
    for file in sorted(log.parent.glob(f"{log.name}*")):
        with file.open(encoding="utf-8", errors="replace") as lines:
            found.update(_reasons(lines))
    return dict(sorted(found.items()))


def _reasons(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        cut = _CUT.search(line)
        if cut is not None:
            why = cut["why"].lower().replace(" ", "_")
            if cut["client"] != UNNAMED or why == NOT_AUTHORISED:
                yield f"cut.{why}"
