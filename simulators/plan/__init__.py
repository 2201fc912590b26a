"""The laws of a day: who calls, about what, who is ill, who is free to go, and how long everything takes. Pure, drawn from a seed.

`plan.day(region, date, seed)` gives a `Day`; `laws.py` holds every figure with its mark and source; docs/simulated-day.md explains them.
"""

from simulators.plan.drawing import day
from simulators.plan.stories import Caller, Day, Event, Kind, Need, Patient, PhonePosition, Scene, Story

__all__ = ["Caller", "Day", "Event", "Kind", "Need", "Patient", "PhonePosition", "Scene", "Story", "day"]
