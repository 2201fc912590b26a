"""The grammar of the topics."""

from typing import get_args

import pytest

from gateways.mqtt import topics
from gateways.mqtt.topics import Up, UpTopic


@pytest.mark.parametrize("what", get_args(Up))
def test_what_a_box_writes_is_read_back(what: Up) -> None:
    assert topics.read(topics.up("p07", "box-0001", what)) == UpTopic("p07", "box-0001", what)


@pytest.mark.parametrize("rest", ["nonsense", "", "track/deeper", "TRACK"])
def test_what_nobody_reads_is_said_so(rest: str) -> None:
    assert topics.read(f"fleet/p07/box-0001/up/{rest}") == UpTopic("p07", "box-0001", None)
