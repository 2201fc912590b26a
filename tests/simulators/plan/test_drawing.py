"""A day drawn from a seed: the same arguments give the same day, to the last word."""

import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256

import msgspec

from kit.clock import PARIS
from kit.geo import distance_m
from simulators import plan
from simulators.plan import Day, Kind
from tests.country import folder, region

SATURDAY = date(2026, 11, 21)
DRAW = """
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path
import msgspec
from region.places import read_region
from simulators import plan
day = plan.day(read_region(Path(sys.argv[1])), date(2026, 11, 21), seed=7)
print(sha256(msgspec.json.encode(day)).hexdigest())
"""


def digest(day: Day) -> str:
    return sha256(msgspec.json.encode(day)).hexdigest()


def test_the_same_seed_gives_the_same_day_in_every_process() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", DRAW, str(folder())],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for hash_seed in ("1", "2")
    }
    assert digests == {digest(plan.day(region(), SATURDAY, seed=7))}


def test_another_seed_day_or_storm_gives_another_day() -> None:
    days = [
        plan.day(region(), SATURDAY, seed=7),
        plan.day(region(), SATURDAY, seed=8),
        plan.day(region(), SATURDAY + timedelta(days=1), seed=7),
        plan.day(region(), SATURDAY, seed=7, storm=1.1),
    ]
    assert len({digest(day) for day in days}) == len(days)


def test_a_storm_keeps_what_happens_on_the_calm_day() -> None:
    calm, storm = (plan.day(region(), SATURDAY, seed=3, storm=storm) for storm in (1.0, 3.0))
    events = {story.event for story in storm.stories if story.kind is Kind.CASE}
    assert {story.event for story in calm.stories if story.kind is Kind.CASE} <= events
    assert len(storm.stories) > 2.9 * len(calm.stories)


def test_stories_are_numbered_as_they_ring_on_that_day() -> None:
    day = plan.day(region(), SATURDAY, seed=2)
    assert [story.number for story in day.stories] == [*range(len(day.stories))]
    assert [story.rings_at for story in day.stories] == sorted(story.rings_at for story in day.stories)
    assert {story.rings_at.astimezone(PARIS).date() for story in day.stories} == {SATURDAY}


def test_both_readings_of_the_hour_that_comes_twice_have_calls() -> None:
    day = plan.day(region(), date(2026, 10, 25), seed=2)
    hours = [story.rings_at.hour for story in day.stories]
    assert hours.count(0) > 10
    assert hours.count(1) > 10
    spring = plan.day(region(), date(2026, 3, 29), seed=2)
    assert {story.rings_at.astimezone(PARIS).date() for story in spring.stories} == {date(2026, 3, 29)}


def test_what_is_called_about_again_was_called_about_before() -> None:
    first = dict[int, plan.Story]()
    for story in plan.day(region(), SATURDAY, seed=4).stories:
        if story.event is None:
            assert story.kind in {Kind.INFORMATION, Kind.WRONG_NUMBER, Kind.SILENT}
        elif story.kind is Kind.CASE:
            assert first.setdefault(story.event.number, story) is story
        else:
            assert story.event == first[story.event.number].event
            assert story.centre_code == story.event.centre_code


def test_scenes_are_near_their_commune_and_phones_are_fictional() -> None:
    communes = {commune.insee_code: commune for commune in region().communes}
    stories = plan.day(region(), SATURDAY, seed=2).stories
    for event in events(stories):
        commune = communes[event.insee_code]
        assert distance_m(event.lon_deg, event.lat_deg, commune.lon_deg, commune.lat_deg) < 20_000
        assert event.centre_code == commune.centre_code
    assert all(story.phone is None or story.phone.startswith(("+3363998", "+3326191")) for story in stories)


def events(stories: Iterable[plan.Story]) -> list[plan.Event]:
    return [story.event for story in stories if story.kind is Kind.CASE and story.event is not None]
