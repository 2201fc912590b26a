"""The budgets of the benches, from `budgets.toml`, and what a bench found against its own."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

FILE = Path(__file__).with_name("budgets.toml")


class Budget(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A bar: one of `at_most` and `at_least`, in the figure's own unit."""

    source: str
    at_most: float | None = None
    at_least: float | None = None

    def holds(self, value: float | list[float]) -> bool:
        """Tell whether a figure is within; of a list every value counts."""
        values = value if isinstance(value, list) else [value]
        return all(
            (self.at_most is None or one <= self.at_most) and (self.at_least is None or one >= self.at_least)
            for one in values
        )

    def words(self) -> str:
        """Write the bar: `≤ 1.3`."""
        return f"≤ {self.at_most:,g}" if self.at_most is not None else f"≥ {self.at_least:,g}"


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One figure against its bar. `within` is None when this run did not measure it."""

    figure: str
    bar: str
    within: bool | None


def read() -> Mapping[str, Mapping[str, Budget]]:
    """Give every budget, by bench and figure."""
    return msgspec.toml.decode(FILE.read_bytes(), type=dict[str, dict[str, Budget]])


def judge(bench: str, measured: Mapping[str, float | list[float]]) -> list[Verdict]:
    """Hold what a bench measured against its budgets; a bench without budgets has no verdicts."""
    return [
        Verdict(figure=name, bar=budget.words(), within=budget.holds(measured[name]) if name in measured else None)
        for name, budget in read().get(bench, {}).items()
    ]
