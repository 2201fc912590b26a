"""The grammar of the topics."""

from typing import get_args

import pytest

from gateways.mqtt import topics
from gateways.mqtt.topics import Down, Up, UpTopic
from socle.accounts.topics import TOPICS


@pytest.mark.parametrize("what", get_args(Up))
def test_what_a_box_writes_is_read_back(what: Up) -> None:
    assert topics.read(topics.up("p07", "box-0001", what)) == UpTopic("p07", "box-0001", what)


@pytest.mark.parametrize("rest", ["nonsense", "", "track/deeper", "TRACK"])
def test_what_nobody_reads_is_said_so(rest: str) -> None:
    assert topics.read(f"fleet/p07/box-0001/up/{rest}") == UpTopic("p07", "box-0001", None)


def test_every_topic_is_in_the_table_of_rights_with_who_writes_it() -> None:
    written = {f"up/{what}": ("box", "tracker") for what in get_args(Up)}
    written |= {f"down/{what}": ("tracker", "box") for what in get_args(Down)}
    assert {name: (topic.writer, topic.reader) for name, topic in TOPICS.items()} == written
