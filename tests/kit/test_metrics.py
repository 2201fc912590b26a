"""What Prometheus is told, and that each metric is explained."""

import re
from pathlib import Path

from kit import counters
from kit.metrics import REGISTRY

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


def test_a_counter_is_a_label_of_one_family() -> None:
    counters.count("test.metric", 3)
    assert REGISTRY.get_sample_value("rramu_events_total", {"event": "test.metric"}) == 3


def test_each_metric_is_explained_and_nothing_else() -> None:
    told = {family.name for family in REGISTRY.collect() if family.name.startswith("rramu_")}
    explained = re.findall(r"^\| `(rramu_\w+)`", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name.removesuffix("_total") for name in explained} == told
    assert len(explained) == len(set(explained))
