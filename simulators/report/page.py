"""One self-contained page: the day in plots, every figure beside its target, in or out in plain words."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from html import escape
from pathlib import Path

from kit.clock import PARIS
from simulators.record import DayRecord
from simulators.report import charts, measures, mission_charts
from simulators.report.borders import Line
from simulators.report.english import ENGLISH
from simulators.report.figures import value_of, written
from simulators.report.french import FRENCH
from simulators.report.targets import Verdict, judge
from simulators.report.words import Language, Words

WORDS = {Language.FR: FRENCH, Language.EN: ENGLISH}
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "calls": ("calls", "cases", "hours", "answered"),
    "waits": ("answered-60s", "p0-wait", "p1-wait", "p2-wait", "p3-wait"),
    "decisions": (
        "advice", "appointment", "duty-doctor", "own-means", "ambulance", "fire-ambulance", "smur", "none",
    ),
    "steps": (
        "tsu-acceptance", "tsu-turn-out", "tsu-on-scene", "tsu-transported", "tsu-whole", "vsav-leaving", "vsav-road", "vsav-arrival",
        "smur-turn-out-day", "smur-turn-out-night", "smur-on-scene", "smur-transported",
    ),
    "fleet": ("vsav-departures", "smur-departures"),
    "hand-over": ("hand-over",),
}  # fmt: skip
"""Which targets stand under which plot."""
FONTS = Path(__file__).parents[2] / "regulation_ui" / "node_modules" / "@fontsource" / "ibm-plex-sans" / "files"
"""The screen's own; a page made without them uses what the reader has."""
WEIGHTS = (400, 500, 600)


def render(record: DayRecord, language: Language, coast: Sequence[Line] = ()) -> str:
    """Give the page.

    Args:
        record: the day.
        language: of the page.
        coast: lines to draw the map on, longitude and latitude; none draws the places alone.
    """
    words = WORDS[language]
    verdicts = {verdict.target.key: verdict for verdict in judge(record)}
    plots: Mapping[str, Callable[[], str]] = {
        "calls": lambda: charts.calls(record, words),
        "waits": lambda: charts.waits(record, words),
        "decisions": lambda: charts.decisions(record, words),
        "steps": lambda: mission_charts.steps(record, words),
        "fleet": lambda: mission_charts.fleet(record, words),
        "hand-over": lambda: mission_charts.hand_over(record, words),
        "map": lambda: mission_charts.places(record, words, coast),
    }
    sections = [
        _section(name, plot(), [verdicts[key] for key in SECTIONS.get(name, ())], words) for name, plot in plots.items()
    ]
    title = f"{words.title}, {words.day(record.header.date)}"
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_fonts()}{_css()}</style>\n</head>\n<body>\n<main>\n"
        f"{_head(record, words)}\n{_tiles(record, verdicts, words)}\n{_summary(list(verdicts.values()), words)}\n"
        + "\n".join(sections)
        + f"\n<footer>{escape(words.foot)}</footer>\n</main>\n</body>\n</html>\n"
    )


def _head(record: DayRecord, words: Words) -> str:
    header = record.header
    live = header.speed is not None
    how = [words.played_live.format(speed=words.number(header.speed or 1, 0)) if live else words.played_offline]
    how += [words.seed.format(seed=header.seed)] + (
        [words.roads.get(header.roads, header.roads)] if header.roads else []
    )
    if header.storm != 1:
        how.append(words.storm.format(storm=words.number(header.storm, 0 if header.storm.is_integer() else 1)))
    if live:
        since, until = (_clock(instant) for instant in measures.covered(record))
        how.append(words.part_of_day.format(since=since, until=until))
    return (
        f'<header><div><div class="product">RRAMU</div><h1>{escape(words.title)} <span>{escape(words.day(header.date))}</span></h1></div>'
        f'<div class="played">{escape(" · ".join(how))}</div></header>'
    )


def _tiles(record: DayRecord, verdicts: Mapping[str, Verdict], words: Words) -> str:
    delay = verdicts["vsav-arrival"]
    tiles = {
        "calls": words.number(len(record.calls), 0),
        "answered": value_of(verdicts["answered-60s"].target, verdicts["answered-60s"].found, words),
        "cases": words.number(measures.results(record).total(), 0),
        "missions": words.number(len(record.missions), 0),
        "delay": value_of(delay.target, delay.found, words),
    }
    cells = "".join(
        f'<div class="tile"><b>{escape(value)}</b><span>{escape(words.tiles[name])}</span></div>'
        for name, value in tiles.items()
    )
    return f'<div class="tiles">{cells}</div>'


def _summary(verdicts: Sequence[Verdict], words: Words) -> str:
    judged = [verdict for verdict in verdicts if verdict.is_met is not None]
    missed = [words.targets[verdict.target.key] for verdict in judged if not verdict.is_met]
    if not missed:
        return f'<p class="summary">{escape(words.all_met.format(count=len(judged)))}</p>'
    text = words.some_missed.format(missed=len(missed), count=len(judged), names=" · ".join(missed))
    return f'<p class="summary some">{escape(text)}</p>'


def _section(name: str, plot: str, verdicts: Sequence[Verdict], words: Words) -> str:
    return (
        f"<section>\n<h2>{escape(words.sections[name])}</h2>\n<p class='note'>{escape(words.notes[name])}</p>\n"
        f"<figure>{plot}</figure>\n{_table(verdicts, words)}</section>"
    )


def _table(verdicts: Sequence[Verdict], words: Words) -> str:
    if not verdicts:
        return ""
    heads = f"<th>{words.figure}</th><th class='n'>{words.found}</th><th class='n'>{words.wanted}</th><th class='n'>{words.accepted}</th>"
    heads += f"<th class='m'>{words.mark}</th><th class='v'>{words.verdict}</th>"
    rows = "".join(_row(verdict, words) for verdict in verdicts)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>\n"


def _row(verdict: Verdict, words: Words) -> str:
    target = verdict.target
    kind, sign, said = {
        True: ("in", "✓", words.met),
        False: ("out", "✗", words.missed),
        None: ("unknown", "–", words.nothing),
    }[verdict.is_met]
    figures = "".join(f"<td class='n'>{figure}</td>" for figure in written(verdict, words))
    return (
        f"<tr><td>{escape(words.targets[target.key])}</td>{figures}"
        f"<td class='m'>{words.marks[target.mark]}</td><td class='v {kind}'>{sign} {said}</td></tr>"
    )


def _clock(instant: datetime) -> str:
    return f"{instant.astimezone(PARIS):%H:%M}"


def _fonts() -> str:
    """Give the screen's typeface as rules that hold it."""
    rules: list[str] = []
    for weight in WEIGHTS:
        file = FONTS / f"ibm-plex-sans-latin-{weight}-normal.woff2"
        if file.is_file():
            data = b64encode(file.read_bytes()).decode()
            rules.append(
                f'@font-face {{ font-family: "IBM Plex Sans"; font-weight: {weight}; '
                f'src: url(data:font/woff2;base64,{data}) format("woff2"); }}\n'
            )
    return "".join(rules)


def _css() -> str:
    return (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
