"""How plots look: the screen's colours and type (docs/screen-design.md), drawn by matplotlib as SVG whose text is text."""

from collections.abc import Callable, Sequence
from io import StringIO
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.typing import RcKeyType

from simulators.report.measures import Family, Step

PANEL, INK, INK_2, INK_3, RULE = "#fbfcfd", "#101d2a", "#3d4f61", "#56687a", "#d5dde5"
ACCENT, PALE = "#0a5da6", "#bcd3e8"
GOOD, BAD = "#0d7449", "#b3261e"
FAMILIES = {Family.TSU: "#0a5da6", Family.SIS: "#b3261e", Family.SMUR: "#7a3cc2"}
STEPS = {
    Step.ACCEPTANCE: "#8795a3",
    Step.TURN_OUT: "#d9a45b",
    Step.ROAD: "#a85a00",
    Step.ON_SCENE: "#c4271c",
    Step.TRANSPORT: "#1c5fc6",
    Step.HAND_OVER: "#7a3cc2",
    Step.LEAVING: "#0b7376",
}
"""The statuses' colours, as on the map."""
DPI = 72
"""One point is one pixel of the page."""

RC: dict[RcKeyType, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "rramu",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # a little wider than the page's own typeface, which the style sheet sets
    "font.size": 11,
    "axes.edgecolor": RULE,
    "axes.labelcolor": INK_2,
    "axes.labelsize": 11,
    "axes.titlesize": 12,
    "axes.titlecolor": INK,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": RULE,
    "grid.linewidth": 0.8,
    "xtick.color": INK_3,
    "ytick.color": INK_3,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "legend.frameon": False,
    "legend.fontsize": 11,
    "legend.labelcolor": INK_2,
    "text.color": INK,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
}


def draw(size_px: tuple[int, int], columns: Sequence[float], plot: Callable[[Sequence[Axes]], None]) -> str:
    """Draw plots side by side and give them as one SVG element; the same plots give the same text.

    Args:
        size_px: width and height.
        columns: their relative widths.
        plot: draws on the axes.
    """
    with mpl.rc_context(RC):
        figure = Figure(figsize=(size_px[0] / DPI, size_px[1] / DPI), dpi=DPI, layout="constrained")
        plot(list(figure.subplots(1, len(columns), width_ratios=list(columns), squeeze=False)[0]))
        text = StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]


def legend_above(axes: Axes, columns: int = 4) -> None:
    """Put the legend over the plot, out of its way."""
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=columns, borderaxespad=0.2, handlelength=1.4)
