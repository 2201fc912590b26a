"""Days and hours of Paris."""

from datetime import date, datetime

from kit.clock import PARIS

DAY_HOURS = range(8, 20)
SUMMER = (7, 8)
"""Months."""


def is_summer(day: date) -> bool:
    """Tell whether the coast is full."""
    return day.month in SUMMER


def is_on(at: datetime, day: date) -> bool:
    """Tell whether an instant is on that day in Paris."""
    return at.astimezone(PARIS).date() == day


def is_by_day(at: datetime) -> bool:
    """Tell whether an instant is between 8 and 20 h in Paris."""
    return at.astimezone(PARIS).hour in DAY_HOURS
