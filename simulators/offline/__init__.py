"""A day played without I/O, as fast as the machine goes: the same laws, people and vehicles as live, in simulated time.

`play(plan.day(…), region, travel)` gives the day's record, the same for the same seed to the last millisecond. Start with `day.py`: it
brings in `calls.py` (ringing to the doctor's queue), `doctors.py` (queue to decision), `missions.py` (order to available again).
"""

from simulators.offline.day import play
from simulators.offline.travel import ByRoad, StraightLines, Travel

__all__ = ["ByRoad", "StraightLines", "Travel", "play"]
