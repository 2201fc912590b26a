"""Chance that can be repeated: one stream per person, so that a change for one shifts nobody else (ADR 0063)."""

from collections.abc import Mapping
from math import exp
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(*names: object) -> Random:
    """Give the stream of choices of whoever these names name; the same names, the same choices, in every process."""
    return Random(":".join(map(str, names)))


def pick(chance: Random, weights: Mapping[T, float]) -> T:
    """Draw one of the keys by its weight."""
    return chance.choices(tuple(weights), tuple(weights.values()))[0]


def poisson(chance: Random, mean: float) -> int:
    """Draw a number of things that come one by one; for means under a few hundred."""
    limit, product, count = exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count
