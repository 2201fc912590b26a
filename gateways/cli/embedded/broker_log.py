"""What the broker refused by itself, from its log: what never came through it, nobody else can count.

Lines of Mosquitto 2.0 as `mosquitto.py` has them written: `…: Client box-1 disconnected due to oversize packet.`, and of each subscription
its client, its quality and its filter: `…: box-1 1 fleet/+/box-1/down/#`. Mosquitto grants any filter and delivers only what the access
list lets through; one that reaches past the client's own space is an attempt all the same.
"""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from kit.wire.telemetry import PARTITIONS

_CUT = re.compile(r": Client (?P<client>\S+) disconnected(?: due to |: |, )(?P<why>[^.]+)\.")
_SUBSCRIBED = re.compile(r": (?P<client>\S+) [012] (?P<filter>\S+)$")
FOREIGN = "subscription.foreign"
UNNAMED = "<unknown>"
NOT_AUTHORISED = "not_authorised"
"""The one reason told of a client whose name is not believed yet; a probe that says nothing is a protocol error of nobody."""


def cuts(log: Path) -> dict[str, int]:
    """Count, in what is kept of its log and its rotated parts, connections cut, by reason (`cut.oversize_packet`), and foreign filters."""
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
        subscribed = _SUBSCRIBED.search(line)
        if subscribed is not None and _is_foreign(subscribed["client"], subscribed["filter"]):
            yield FOREIGN


def _is_foreign(client: str, wanted: str) -> bool:
    """Tell whether a filter reaches past what its client may hear: a box its own `down`, a tracker what goes up in its partition."""
    partition = client.removeprefix("tracker-")
    if partition in PARTITIONS:
        return wanted != f"fleet/{partition}/+/up/#"
    return re.fullmatch(rf"fleet/[^/#]+/{re.escape(client)}/down/.+", wanted) is None
