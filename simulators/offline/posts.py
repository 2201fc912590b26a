"""How many people sit at each post of each centre, hour by hour: by the cases an ordinary such day brings, whatever comes on top."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import ceil

from kit.wire.codes.cases import CareQueue
from region.places import Region
from simulators.offline.agenda import Agenda, Pool
from simulators.plan.laws import LAWS, Laws
from simulators.plan.size import expected_calls
from simulators.plan.stories import Kind
from simulators.plan.troubles import TROUBLES

HOURS = 24
HOUR_S = 3600.0
FOLLOW_UP_SHARE = 1 / 6
"""Of a centre's ARM, those who follow missions instead of answering. An assumption of ours."""
FEWEST_ANSWERING = 2


@dataclass(frozen=True, slots=True)
class Posts:
    """People present at one hour."""

    answering: int
    following: int
    emergency: int
    ambulatory: int


class Desk:
    """The people of one centre."""

    def __init__(self, agenda: Agenda) -> None:
        self.answering = Pool(agenda)
        self.following = Pool(agenda)
        self.emergency = Pool(agenda)
        self.ambulatory = Pool(agenda)

    def doctors(self, queue: CareQueue) -> Pool:
        """Give who serves a queue."""
        return self.ambulatory if queue is CareQueue.AMBULATORY else self.emergency

    def staff(self, posts: Posts) -> None:
        """Let these people be present from now on."""
        self.answering.staff(posts.answering)
        self.following.staff(posts.following)
        self.emergency.staff(posts.emergency)
        self.ambulatory.staff(posts.ambulatory)


def cases_an_hour(region: Region, day: date, laws: Laws = LAWS) -> dict[str, list[float]]:
    """Give the cases an ordinary such day brings each centre in each hour of Paris, by centre code."""
    calls = laws.calls.kinds_a_day
    cases = expected_calls(day, laws.size) * calls[Kind.CASE] / sum(calls.values())
    people = dict.fromkeys(laws.size.department_calls, 0)
    for commune in region.communes:
        people[commune.department_code] += commune.population
    weights = laws.size.department_calls
    share = dict.fromkeys((centre.code for centre in region.centres), 0.0)
    for commune in region.communes:
        of_department = commune.population / people[commune.department_code]
        share[commune.centre_code] += weights[commune.department_code] * of_department / sum(weights.values())
    hours = laws.size.hour_weights
    return {centre: [cases * part * hour / sum(hours) for hour in hours] for centre, part in share.items()}


def posts(cases: float, laws: Laws = LAWS) -> Posts:
    """Give who has to be present for so many cases an hour. Source: the national rule of cases an hour a person handles."""
    arms = ceil(cases / laws.people.arm_cases_an_hour)
    following = max(1, round(arms * FOLLOW_UP_SHARE))
    doctors = cases / laws.people.doctor_cases_an_hour
    urgent = sum(trouble.weight for trouble in TROUBLES if trouble.queue is CareQueue.AMU)
    urgent /= sum(trouble.weight for trouble in TROUBLES)
    return Posts(
        answering=max(FEWEST_ANSWERING, arms - following),
        following=following,
        emergency=max(1, ceil(doctors * urgent)),
        ambulatory=max(1, ceil(doctors * (1 - urgent))),
    )


def open_desks(agenda: Agenda, cases: Mapping[str, list[float]], hours: int) -> dict[str, Desk]:
    """Give the desk of each centre, staffed for `hours` hours to come; the last hour's people stay."""
    desks = {centre: Desk(agenda) for centre in cases}
    for centre, by_hour in cases.items():
        for hour in range(hours):
            present = posts(by_hour[hour % HOURS])
            agenda.at(hour * HOUR_S, partial(desks[centre].staff, present))
    return desks
