"""Spans of time: instants or seconds, each from when until when. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

T = TypeVar("T", datetime, float)


def joined(spans: Iterable[tuple[T, T]]) -> list[tuple[T, T]]:
    """Make one of those that touch or overlap; give them in order."""
    found: list[tuple[T, T]] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(until, found[-1][1]))
        else:
            found.append((since, until))
    return found
