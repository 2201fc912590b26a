"""A day is played by one program at a time."""

import pytest

from gateways.cli.embedded import PROGRAMS, ProcessState
from gateways.cli.errors import CommandError
from gateways.cli.verbs.simulate import check_alone


def states(simulators: str) -> list[ProcessState]:
    return [ProcessState(name=name, state=simulators if name == "simulators" else "RUNNING") for name in PROGRAMS]


@pytest.mark.parametrize("state", ["STARTING", "RUNNING"])
def test_a_second_day_is_refused_with_the_way_out(state: str) -> None:
    with pytest.raises(CommandError, match=r"played already: stop it with \./rramu down"):
        check_alone("demo", states(state))


def test_without_simulators_a_day_may_be_played() -> None:
    check_alone("demo", states("STOPPED"))
