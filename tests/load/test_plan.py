"""The bench of the day's generator says what the report of benches asks for."""

import msgspec
import pytest

from load import plan, report


def test_it_draws_calm_and_stormy_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "DAYS", 1)
    found = msgspec.json.decode(report.as_json(plan.run()), type=report.Found)
    assert set(found.ratios) == {"times_real_time", "storm_times_real_time"}
    calls, storm_calls = found.figures["calls"], found.figures["storm_calls"]
    assert isinstance(calls, float | int)
    assert isinstance(storm_calls, float | int)
    assert storm_calls > 2.5 * calls > 0
