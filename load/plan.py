"""The day's generator: how many times faster than a day passes it draws one, without I/O, on one core.

The region is read once before; each run draws another seed's day, half of them in a storm of three times the calls.
"""

from statistics import median
from time import perf_counter, process_time

from gateways.cli.embedded import country
from gateways.cli.embedded.places import REGION
from kit.clock import real_now
from load.report import Found, machine
from region.places import read_region
from simulators import plan

DAYS = 7
DAY_S = 24 * 3600.0
STORM = 3.0


def run() -> Found:
    """Measure; the checkout's own prepared country is read, no instance is started."""
    country.prepare(REGION)
    region = read_region(REGION)
    today = real_now().date()
    took_s: dict[float, list[float]] = {1.0: [], STORM: []}
    processor_s: dict[float, list[float]] = {1.0: [], STORM: []}
    calls: dict[float, list[int]] = {1.0: [], STORM: []}
    for seed in range(DAYS):
        for storm, runs in took_s.items():
            began, worked = perf_counter(), process_time()
            drawn = plan.day(region, today, seed, storm)
            runs.append(perf_counter() - began)
            processor_s[storm].append(process_time() - worked)
            calls[storm].append(len(drawn.stories))
    figures: dict[str, float | list[float]] = {
        "day_ms": round(1000 * median(took_s[1.0]), 1),
        "day_processor_ms": round(1000 * median(processor_s[1.0]), 1),
        "calls": median(calls[1.0]),
        "storm_day_ms": round(1000 * median(took_s[STORM]), 1),
        "storm_day_processor_ms": round(1000 * median(processor_s[STORM]), 1),
        "storm_calls": median(calls[STORM]),
    }
    ratios = {
        "times_real_time": round(DAY_S / median(took_s[1.0])),
        "storm_times_real_time": round(DAY_S / median(took_s[STORM])),
    }
    return Found(bench="plan", command="./rramu bench plan", ratios=ratios, figures=figures, machine=machine())
