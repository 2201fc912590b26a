"""Every process says how it is and what it measures, on a real instance whose services are really taken away."""

import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from gateways.cli import embedded
from gateways.cli.embedded import ProgramName
from gateways.cli.verbs.status import health
from kit.settings import Settings
from kit.wire.health import Health

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(600)]

PATIENCE_S = 90.0
POLL_S = 0.3
PROCESSES = {"tracker", "api", "worker"}


@pytest.fixture(scope="module")
def instance() -> Iterator[tuple[str, Settings]]:
    """Give an instance of these tests alone."""
    name = embedded.temporary_name("ready")
    settings = embedded.start(name, only={*embedded.SERVICES, *embedded.APPLICATION})
    yield name, settings
    embedded.reset(name)


def until(settings: Settings, true: Callable[[dict[str, Health]], bool]) -> None:
    """Ask every process until something holds."""
    deadline = time.monotonic() + PATIENCE_S
    found = dict(health(settings))
    while not true(found):
        assert time.monotonic() < deadline, found
        time.sleep(POLL_S)
        found = dict(health(settings))


def all_ready(found: dict[str, Health]) -> bool:
    """Tell whether every process is there, ready, with nothing wrong."""
    return found.keys() == PROCESSES and all(one.ready and all(part.ok for part in one.parts) for one in found.values())


def lacks(found: dict[str, Health], process: str, part: str) -> bool:
    """Tell whether a process says that a part is wrong."""
    return process in found and any(one.name == part and not one.ok for one in found[process].parts)


@pytest.mark.parametrize(
    ("service", "part", "lacking", "unready"),
    [
        ("mosquitto", "broker", {"tracker"}, {"tracker"}),
        ("redis", "redis", PROCESSES, set[str]()),
        ("postgres", "database", PROCESSES, PROCESSES),
    ],
)
def test_a_service_taken_away_is_named_by_those_who_need_it(
    instance: tuple[str, Settings], service: ProgramName, part: str, lacking: set[str], unready: set[str]
) -> None:
    name, settings = instance
    until(settings, all_ready)
    embedded.stop(name, only={service})
    until(
        settings,
        lambda found: (
            all(lacks(found, process, part) for process in lacking)
            and {process for process, one in found.items() if not one.ready} == unready
        ),
    )
    embedded.start(name, only={service})
    until(settings, all_ready)


def test_the_metrics_of_every_process_are_there(instance: tuple[str, Settings]) -> None:
    settings = instance[1]
    expected = {
        f"{settings.instance.public_url}/api/metrics": "rramu_screens",
        f"http://127.0.0.1:{settings.metrics.tracker_port}/metrics": "rramu_partitions_owned",
        f"http://127.0.0.1:{settings.metrics.worker_port}/metrics": "rramu_unsealed_rows",
    }
    for page, metric in expected.items():
        told = httpx.get(page).text
        assert metric in told
        assert "process_cpu_seconds_total" in told
