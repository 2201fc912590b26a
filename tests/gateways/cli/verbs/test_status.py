"""Status tells what should run and does not."""

import pytest

from gateways.cli.embedded import PROGRAMS, ProcessState, ProgramName
from gateways.cli.verbs.status import counted, faults, missing
from kit.wire.health import Health, Part


def states(**changed: str) -> list[ProcessState]:
    return [ProcessState(name=name, state=changed.get(name, "RUNNING")) for name in PROGRAMS]


@pytest.mark.parametrize("simulators", ["RUNNING", "STOPPED"])
def test_simulators_are_there_only_when_asked_for(simulators: str) -> None:
    assert missing(states(simulators=simulators)) is None


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_gave_up_is_named(name: ProgramName) -> None:
    assert missing(states(**{name: "FATAL"})) == f"{name} is fatal: see ./rramu logs"


def test_a_stopped_service_is_named() -> None:
    assert missing(states(redis="STOPPED", simulators="STOPPED")) == "redis is stopped: see ./rramu logs"


def test_a_killed_supervisor_is_told() -> None:
    assert missing(states(postgres="ORPHAN")) == "its supervisor was killed: ./rramu up puts things right"


def test_nothing_runs() -> None:
    assert missing(states(**dict.fromkeys(PROGRAMS, "STOPPED"))) == "not running: ./rramu up"


def test_counters_of_each_process_that_counted() -> None:
    answer: dict[str, object] = {
        "kind": "demo",
        "processes": [
            {"process": "api-1", "started_at": "2026-11-21T12:00:00Z", "counters": {}},
            {"process": "tracker-2", "started_at": "2026-11-21T12:00:00Z", "counters": {"fix.stored": 7}},
        ],
    }
    assert list(counted(answer)) == [("tracker-2", {"fix.stored": 7})]


def test_no_counters_while_the_api_is_away() -> None:
    assert list(counted(None)) == []


def test_what_a_process_lacks_is_one_line() -> None:
    parts = [
        Part(name="database", ok=True),
        Part(name="redis", ok=False, needed=False),
        Part(name="schema", ok=False, detail="0014, this code is of 0016"),
    ]
    told = faults(Health(database=True, redis=False, ready=False, parts=parts))
    assert told == "redis (goes on) · schema: 0014, this code is of 0016"
    assert not faults(Health(database=True, redis=True, parts=parts[:1]))
