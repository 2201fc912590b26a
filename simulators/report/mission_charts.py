"""The plots of missions: their steps, the vehicles busy, the hand-over, the map."""

from collections.abc import Sequence
from math import cos, exp, radians
from statistics import fmean

from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator

from kit.wire.codes.missions import Outcome
from simulators.plan.laws import LAWS
from simulators.record import DayRecord, MissionRecord
from simulators.report import measures, style
from simulators.report.borders import Line
from simulators.report.charts import hours_axis
from simulators.report.measures import HOURS, Family, Span, Step
from simulators.report.words import Words

NAMED_FROM_MIN = 2.5
HAND_OVER_SHOWN_MIN, HAND_OVER_STEP_MIN = 90, 5
MIDDLE_LAT_DEG = 49.1


def steps(record: DayRecord, words: Words) -> str:
    """Draw what a mission's time is made of, by family of vehicles."""

    def plot(axes: Sequence[Axes]) -> None:
        (one,) = axes
        for row, which in enumerate(Family):
            done = 0.0
            for part in Step:
                minutes = _mean_min(measures.step(_carried_out(record, which), part))
                one.barh(
                    row,
                    minutes,
                    left=done,
                    height=0.56,
                    color=style.STEPS[part],
                    label=words.steps[part] if row == 0 else None,
                )
                if minutes >= NAMED_FROM_MIN:
                    one.annotate(
                        words.number(minutes, 0), (done + minutes / 2, row), ha="center", va="center", color="white"
                    )
                done += minutes
            one.annotate(
                f"{words.number(done, 0)} {words.minutes}",
                (done, row),
                (8, 0),
                textcoords="offset points",
                va="center",
                color=style.INK,
            )
        one.set_yticks(range(len(Family)), [words.families[which] for which in Family])
        one.set_ylim(len(Family) - 0.5, -0.5)
        one.grid(visible=False)
        one.margins(x=0.08)
        one.set_xlabel(words.axes["minutes"])
        style.legend_above(one, columns=len(Step))

    return style.draw((1040, 250), [1], plot)


def fleet(record: DayRecord, words: Words) -> str:
    """Draw the vehicles busy by hour, and those that can be counted on."""

    def plot(axes: Sequence[Axes]) -> None:
        for one, which in zip(axes, Family, strict=True):
            colour = style.FAMILIES[which]
            busy, present = measures.busy_by_hour(record, which), measures.on_duty_by_hour(record, which)
            edges = [hour - 0.5 for hour in range(HOURS + 1)]
            one.stairs(busy, edges, fill=True, color=colour, alpha=0.35, label=words.axes["busy"])
            one.stairs(present, edges, color=colour, linewidth=1.8, baseline=None, label=words.axes["on_duty"])
            one.set_title(words.families[which], pad=26)
            one.set_ylim(bottom=0)
            hours_axis(one, words)
            style.legend_above(one)
        axes[0].set_ylabel(words.axes["vehicles"])

    return style.draw((1040, 270), [1, 1, 1], plot)


def hand_over(record: DayRecord, words: Words) -> str:
    """Draw how long patients waited at the hospital, evening apart, beside the law."""
    begins, ends = LAWS.crews.busy_hours
    spans = measures.step(record.missions.values(), Step.HAND_OVER)
    law = LAWS.crews.ambulance.hand_over
    parts = {
        words.axes["rest"]: ([span for span in spans if not begins <= span.hour < ends], style.PALE),
        words.axes["evening"].format(since=begins, until=ends): (
            [span for span in spans if begins <= span.hour < ends],
            "#cda4ff",
        ),
    }
    edges = list(range(0, HAND_OVER_SHOWN_MIN + 1, HAND_OVER_STEP_MIN))

    def left(minutes: float) -> float:
        return exp(-((minutes * 60 / law.scale_s) ** law.shape))

    expected = [100 * (left(since) - left(since + HAND_OVER_STEP_MIN)) for since in edges[:-1]]

    def plot(axes: Sequence[Axes]) -> None:
        for one, (name, (found, colour)) in zip(axes, parts.items(), strict=True):
            minutes = [min(span.seconds / 60, HAND_OVER_SHOWN_MIN - 0.1) for span in found]
            one.hist(minutes, edges, weights=[100 / max(len(minutes), 1)] * len(minutes), color=colour, rwidth=0.9)
            one.stairs(expected, edges, color=style.INK, linewidth=1.4)
            one.set_title(name)
            one.set_xlabel(words.axes["minutes"])
            one.yaxis.set_major_locator(MultipleLocator(5))
            one.yaxis.set_major_formatter("{x:.0f} %")
        axes[0].set_ylabel(words.axes["patients"])

    return style.draw((1040, 260), [1, 1], plot)


def places(record: DayRecord, words: Words, coast: Sequence[Line]) -> str:
    """Draw where vehicles went and where they brought patients, on the region's borders."""
    drives = {which: _drives(record, which) for which in Family}

    def plot(axes: Sequence[Axes]) -> None:
        (one,) = axes
        for line in coast:
            one.plot([point[0] for point in line], [point[1] for point in line], color=style.INK_3, linewidth=0.7)
        for which, ends in drives.items():
            colour = style.FAMILIES[which]
            for scene, hospital in ends:
                if hospital is not None:
                    one.plot([scene[0], hospital[0]], [scene[1], hospital[1]], color=colour, linewidth=0.6, alpha=0.3)
            scenes = [scene for scene, _ in ends]
            one.plot(
                [scene[0] for scene in scenes], [scene[1] for scene in scenes], linestyle="none", marker="o", markersize=4,
                color=colour, alpha=0.85, label=words.families[which],
            )  # fmt: skip
        one.set_aspect(1 / cos(radians(MIDDLE_LAT_DEG)))
        one.set_axis_off()
        style.legend_above(one)

    return style.draw((1040, 640), [1], plot)


def _mean_min(spans: Sequence[Span]) -> float:
    return fmean(span.seconds for span in spans) / 60 if spans else 0.0


def _carried_out(record: DayRecord, which: Family) -> list[MissionRecord]:
    return [
        mission
        for mission in record.missions.values()
        if measures.family(mission) is which and mission.outcome is not Outcome.CANCELLED
    ]


def _drives(record: DayRecord, which: Family) -> list[tuple[tuple[float, float], tuple[float, float] | None]]:
    """Give where each mission went, and where it brought its patient."""
    found: list[tuple[tuple[float, float], tuple[float, float] | None]] = []
    for mission in _carried_out(record, which):
        case = record.cases.get(mission.case_id)
        if case is None or case.lon_deg is None or case.lat_deg is None:
            continue
        to = None
        if mission.destination_lon_deg is not None and mission.destination_lat_deg is not None:
            to = (mission.destination_lon_deg, mission.destination_lat_deg)
        found.append(((case.lon_deg, case.lat_deg), to))
    return found
