"""Cores used between two instants."""

from datetime import UTC, datetime, timedelta

import pytest

from gateways.cli.usage import Sample, cores

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SAMPLES = [Sample(NOON + timedelta(seconds=2 * n), {"tracker": 10 + 1.5 * n, "redis": 3.0}) for n in range(10)]


def test_cores_are_processor_seconds_a_second() -> None:
    assert cores(SAMPLES, NOON + timedelta(seconds=3), NOON + timedelta(seconds=13)) == {
        "tracker": pytest.approx(0.75),
        "redis": pytest.approx(0.0),
    }


def test_too_few_samples_say_nothing() -> None:
    assert cores(SAMPLES, NOON, NOON) == {}
    assert cores([], NOON, NOON + timedelta(hours=1)) == {}
