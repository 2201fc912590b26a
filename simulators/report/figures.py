"""Figures as people read them, with their units."""

from simulators.report.targets import Target, Verdict
from simulators.report.words import Words

MINUTES_FROM_S = 600.0
"""Durations that should be this long are written in minutes."""
CERTAIN = 1.0


def written(verdict: Verdict, words: Words) -> tuple[str, str, str]:
    """Write what was found, what was expected and what is accepted, with units."""
    target, (least, most) = verdict.target, verdict.accepted
    return (
        value_of(target, verdict.found, words),
        _range(target, verdict.low, verdict.high, words),
        _range(target, max(least, 0.0), most, words),
    )


def _range(target: Target, low: float, high: float, words: Words) -> str:
    if target.unit == "share" and high >= CERTAIN:
        return words.at_least.format(value=value_of(target, low, words))
    if low == high:
        return value_of(target, low, words)
    return f"{_number(target, low, words)}–{value_of(target, high, words)}"


def value_of(target: Target, value: float | None, words: Words) -> str:
    """Write a figure with its unit."""
    if value is None:
        return "–"
    unit = {"share": "%", "a day": "", "seconds": words.minutes if _is_long(target) else words.seconds}[target.unit]
    return f"{_number(target, value, words)}\u00a0{unit}".rstrip()


def _number(target: Target, value: float, words: Words) -> str:
    if target.unit == "share":
        return words.number(100 * value, 1)
    return words.number(value / 60, 1) if _is_long(target) else words.number(value, 0)


def _is_long(target: Target) -> bool:
    return target.unit == "seconds" and target.high >= MINUTES_FROM_S
