"""The plots of calls, waiting and decisions."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from kit.wire.codes.cases import Priority
from simulators.plan.laws import LAWS
from simulators.record import DayRecord
from simulators.report import measures, style, targets
from simulators.report.measures import HOURS, Result
from simulators.report.words import Words

WIDE = (1040, 280)
RINGING_SHOWN_S = 120
PRIORITY_COLOURS = {Priority.P0: "#d3134d", Priority.P1: "#f28c28", Priority.P2: "#d9b310", Priority.P3: "#63b3ed"}
RECHECK_MIN = {Priority.P1: 1, Priority.P2: 15, Priority.P3: 60}
"""Waiting past which an ARM looks after the patient again. Source: practice, rule 8."""
EVERY_FEW = 3
RESULT_KEYS = {
    Result.ADVICE: "advice",
    Result.APPOINTMENT: "appointment",
    Result.DUTY_DOCTOR: "duty-doctor",
    Result.OWN_MEANS: "own-means",
    Result.AMBULANCE: "ambulance",
    Result.FIRE_AMBULANCE: "fire-ambulance",
    Result.SMUR: "smur",
    Result.NONE: "none",
}


def calls(record: DayRecord, words: Words) -> str:
    """Draw calls by hour beside the law."""
    expected = LAWS.size.calls_a_day * targets.ordinary_days(record)
    parts = [
        share * weight for share, weight in zip(measures.hours_covered(record), LAWS.size.hour_weights, strict=True)
    ]
    law = [expected * part / max(sum(parts), 1e-9) for part in parts]

    def plot(axes: Sequence[Axes]) -> None:
        (one,) = axes
        one.bar(
            range(HOURS), measures.calls_by_hour(record), width=0.82, color=style.PALE, label=words.axes["this_day"]
        )
        one.stairs(
            law,
            [hour - 0.5 for hour in range(HOURS + 1)],
            color=style.INK,
            linewidth=1.6,
            baseline=None,
            label=words.axes["expected"],
        )
        hours_axis(one, words)
        one.set_ylabel(words.axes["calls_an_hour"])
        style.legend_above(one)

    return style.draw(WIDE, [1], plot)


def waits(record: DayRecord, words: Words) -> str:
    """Draw how long calls rang, and how long cases of each priority waited."""
    rang = sorted(span.seconds for span in measures.answers(record))

    def plot(axes: Sequence[Axes]) -> None:
        left, right = axes
        shares = [100 * (number + 1) / len(rang) for number in range(len(rang))]
        left.step([0.0, *rang], [0.0, *shares], where="post", color=style.ACCENT, linewidth=2)
        left.axvline(60, color=style.INK, linewidth=1, linestyle=(0, (3, 3)))
        left.set_xlim(0, RINGING_SHOWN_S)
        left.set_ylim(0, 100)
        left.yaxis.set_major_formatter("{x:.0f} %")
        left.set_xlabel(words.axes["answered_after"])
        left.set_title(words.axes["share_answered"])
        _priorities(right, {one: _minutes(record, one) for one in PRIORITY_COLOURS})
        right.set_xlabel(words.axes["minutes_of_wait"])

    return style.draw(WIDE, [1, 1.3], plot)


def decisions(record: DayRecord, words: Words) -> str:
    """Draw the mix of decisions beside the expected one."""
    counts = measures.results(record)
    wanted = {target.key: 50 * (target.low + target.high) for target in targets.TARGETS}
    found = [100 * counts[result] / max(counts.total(), 1) for result in Result]
    ends_at = [max(share, wanted[RESULT_KEYS[result]]) for result, share in zip(Result, found, strict=True)]

    def plot(axes: Sequence[Axes]) -> None:
        (one,) = axes
        rows = range(len(Result))
        one.barh(rows, found, height=0.62, color=style.PALE, label=words.axes["this_day"])
        one.plot(
            [wanted[RESULT_KEYS[result]] for result in Result], rows, linestyle="none", marker="|", markersize=20,
            markeredgewidth=2, color=style.INK, label=words.axes["expected"],
        )  # fmt: skip
        for row, (share, ends) in enumerate(zip(found, ends_at, strict=True)):
            one.annotate(
                words.number(share, 1), (ends, row), (8, 0), textcoords="offset points", va="center", color=style.INK_2
            )
        one.set_yticks(rows, [words.results[result] for result in Result])
        one.invert_yaxis()
        one.grid(visible=False)
        one.set_xlabel(words.axes["per_100"])
        style.legend_above(one)

    return style.draw((1040, 320), [1], plot)


def hours_axis(axes: Axes, words: Words) -> None:
    """Name the hours of the day."""
    ticks = range(0, HOURS, EVERY_FEW)
    axes.set_xticks(list(ticks), [words.hour.format(hour=hour) for hour in ticks])
    axes.set_xlim(-0.6, HOURS - 0.4)


def _minutes(record: DayRecord, priority: Priority) -> list[float]:
    return sorted(span.seconds / 60 for span in measures.doctor_waits(record, priority))


def _priorities(axes: Axes, waited: Mapping[Priority, list[float]]) -> None:
    for row, (priority, minutes) in enumerate(waited.items()):
        if minutes:
            middle, late = minutes[len(minutes) // 2], minutes[int(0.9 * (len(minutes) - 1))]
            axes.hlines(row, middle, late, color=PRIORITY_COLOURS[priority], linewidth=7)
            axes.plot(middle, row, "o", markersize=11, color=PRIORITY_COLOURS[priority], markeredgecolor=style.INK)
        if priority in RECHECK_MIN:
            axes.plot(RECHECK_MIN[priority], row, "|", markersize=20, markeredgewidth=2, color=style.INK)
    axes.set_yticks(range(len(waited)), [priority.value for priority in waited])
    axes.set_ylim(len(waited) - 0.5, -0.5)
    axes.set_xscale("symlog", linthresh=1)
    axes.set_xticks([0, 1, 5, 15, 60, 240], ["0", "1", "5", "15", "60", "240"])
    axes.set_xlim(0, 300)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
