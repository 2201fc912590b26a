"""Every budget is of a bench, names one bar, and says where it comes from; of a list every value counts."""

from load.__main__ import BENCHES
from load.budgets import Budget, read


def test_every_budget_is_a_bar_of_a_bench() -> None:
    budgets = read()
    assert set(budgets) <= set(BENCHES)
    for bars in budgets.values():
        for bar in bars.values():
            assert (bar.at_most is None) != (bar.at_least is None)
            assert bar.source


def test_the_worst_of_a_list_counts() -> None:
    bar = Budget(source="invented", at_most=5)
    assert bar.holds([1.0, 5.0])
    assert not bar.holds([1.0, 5.1])
    assert bar.words() == "≤ 5"
