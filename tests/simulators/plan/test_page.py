"""docs/simulated-day.md shows every figure as it is."""

from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from pathlib import Path

from simulators.plan.durations import Lognormal, Weibull
from simulators.plan.laws import figures
from simulators.plan.laws.crews import Habits
from simulators.plan.laws.events import Special
from simulators.plan.laws.failings import Failings
from simulators.plan.troubles import TROUBLES

PAGE = Path(__file__).parents[3] / "docs" / "simulated-day.md"


def test_the_page_shows_every_figure() -> None:
    rows = [f"| `{name}` | {said(value)} | {figure.mark} | {figure.source} |" for name, value, figure in figures()]
    rows += [
        f"| {one.motive_code} | {said(one.weight)} | {one.priority} | {one.queue} | {said(one.ages)} | {said(one.needs)} |"
        for one in TROUBLES
    ]
    lines = set(PAGE.read_text(encoding="utf-8").splitlines())
    missing = [row for row in rows if row not in lines]
    assert not missing, "\n".join(missing)


def said(value: object) -> str:  # noqa: PLR0911 - one line for each form of figure
    """Write a figure as the page does."""
    match value:
        case Lognormal():
            return f"median {span(value.median_s)}, P90 {span(value.p90_s)}"
        case Weibull():
            return f"Weibull {value.shape:g}, {span(value.scale_s)}"
        case Habits() | Failings():
            return "; ".join(f"{one.name}: {said(getattr(value, one.name))}" for one in fields(value))
        case Special():
            words = (sorted(value.motives), sorted(value.needs), [f"{value.share:g}"], value.any_of)
            return " ".join("/".join(one) for one in words)
        case Enum():
            return str(value.value)
        case Mapping():
            return " · ".join(entry(key, one) for key, one in value.items())
        case frozenset():
            return ", ".join(sorted(map(said, value)))
        case tuple():
            return (" · " if any(isinstance(one, Special) for one in value) else ", ").join(map(said, value))
        case float() | int():
            return f"{value:g}"
        case _:
            return str(value)


def entry(key: object, value: object) -> str:
    """Write what a key stands for; a mapping inside a mapping in brackets."""
    return f"{said(key)} ({said(value)})" if isinstance(value, Mapping) else f"{said(key)}: {said(value)}"


def span(seconds: float) -> str:
    """Write a duration in the unit people use for it."""
    if seconds < 300 or seconds % 60:
        return f"{seconds:g} s"
    return f"{seconds / 60:g} min" if seconds < 7200 else f"{seconds / 3600:g} h"
