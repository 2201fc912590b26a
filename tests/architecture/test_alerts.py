"""The alert rules speak of metrics there are, and Prometheus itself understands them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gateways.worker.measures import LATE_S
from kit.metrics import REGISTRY

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "operations"
ALERTS = FOLDER / "alerts.yml"
PROMTOOL = shutil.which("promtool")
SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}
"""What Prometheus adds to a family's name."""


def test_every_metric_of_a_rule_is_told_by_a_process() -> None:
    told = {family.name + suffix for family in REGISTRY.collect() for suffix in SUFFIXES.get(family.type, ())}
    rules = re.findall(r"^\s+expr: (.+)$", ALERTS.read_text(encoding="utf-8"), re.MULTILINE)
    assert rules
    for rule in rules:
        assert set(re.findall(r"\brramu_\w+", rule)) <= told, rule


def test_the_sealer_is_late_for_the_alert_when_it_is_for_the_worker() -> None:
    assert f"expr: rramu_sealing_lag_seconds > {LATE_S:.0f}\n" in ALERTS.read_text(encoding="utf-8")


@pytest.mark.skipif(PROMTOOL is None, reason="promtool (apt prometheus) is not on the PATH")
@pytest.mark.parametrize(
    "arguments", [("check", "rules", "alerts.yml"), ("check", "config", "--syntax-only", "prometheus.yml")]
)
def test_prometheus_understands_them(arguments: tuple[str, ...]) -> None:
    assert PROMTOOL is not None
    done = subprocess.run([PROMTOOL, *arguments], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
