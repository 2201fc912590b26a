"""What the rounds of a fault run come to: by fault, how long until things were as before, and what was lost or doubled. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from load.reckoning import Reckoned
from load.recovery import PATIENCE_S, Recovery

Figures = dict[str, float | list[float]]


class Round(NamedTuple):
    """One harm, and what came of it."""

    harm: str
    recovery: Recovery
    own: Mapping[str, float]
    """What the act itself found."""
    reckoned: Reckoned
    """Of the run so far."""


def figures(rounds: Sequence[Round]) -> Figures:
    """Give each fault's figures, and those of all. What a reckoning finds beyond the one before is the round's."""
    lists: defaultdict[str, list[float]] = defaultdict(list)
    counts: defaultdict[str, float] = defaultdict(float)
    before = Reckoned((), 0, 0, 0, 0)
    for one in rounds:
        lists[f"{one.harm}_recovery_s"].append(round(one.recovery.whole_s, 2))
        for name, seconds in one.recovery._asdict().items():
            lists[f"{one.harm}_{name}"].append(round(seconds, 2))
        for name, figure in one.own.items():
            lists[f"{one.harm}_{name}"].append(round(figure, 2))
        counts[f"{one.harm}_lost"] += one.reckoned.lost_numbers - before.lost_numbers
        counts[f"{one.harm}_doubled"] += one.reckoned.doubled - before.doubled
        counts[f"{one.harm}_refused"] += one.reckoned.refused - before.refused
        before = one.reckoned
    by_fault: Figures = {**lists, **counts}
    every = [one.recovery for one in rounds]
    return {name: by_fault[name] for name in sorted(by_fault)} | {
        "rounds": float(len(rounds)),
        "longest_recovery_s": round(max((one.whole_s for one in every), default=0.0), 2),
        "longest_map_s": round(max((one.map_s for one in every), default=0.0), 2),
        "not_recovered": float(sum(one.whole_s >= PATIENCE_S for one in every)),
    }
