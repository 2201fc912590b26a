"""`./rramu status`: which programs run, and what they have counted."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

import httpx
import msgspec
from msgspec import convert
from rich.console import Console
from rich.table import Table

from gateways.cli import embedded
from gateways.cli.errors import CommandError
from gateways.cli.machine import Machine, this_machine
from gateways.cli.options import DEMO, Instance, Json
from kit.settings import Settings
from kit.wire.health import Health

RUNNING = frozenset({"STARTING", "RUNNING"})


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What `status --json` prints.

    `counters`: the answer of /api/health/status, nothing while the API is away. `health`: of each process that says how it is, by program.
    `broker`: connections the private broker cut, by reason, as far back as its log is kept.
    """

    instance: str
    address: str
    processes: list[embedded.ProcessState]
    counters: dict[str, object] | None
    health: dict[str, Health]
    broker: dict[str, int]
    command: str
    machine: Machine


class _Counted(msgspec.Struct, frozen=True):
    process: str
    counters: dict[str, int]


class _Answer(msgspec.Struct, frozen=True):
    """The part of the API's answer that a person wants to see."""

    processes: list[_Counted] = []


def status(instance: Instance = DEMO, json: Json = False) -> None:
    """Show each program and the counters; exit code 1 when something that should run does not."""
    settings = embedded.read(instance)
    found = Status(
        instance=instance,
        address=settings.instance.public_url,
        processes=embedded.states(instance),
        counters=counters(settings),
        health=dict(health(settings)),
        broker=embedded.broker_cuts(instance),
        command=shlex.join(["./rramu", *sys.argv[1:]]),
        machine=this_machine(),
    )
    if json:
        print(msgspec.json.encode(found).decode())
    else:
        show(found)
    trouble = missing(found.processes)
    if trouble:
        raise CommandError(f"instance '{instance}': {trouble}")


def counters(settings: Settings) -> dict[str, object] | None:
    """Ask the API for its counters."""
    try:
        answer = httpx.get(f"http://{settings.http.host}:{settings.http.port}/api/health/status", timeout=5)
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=dict[str, object])
    except (httpx.HTTPError, msgspec.MsgspecError):
        return None


def health(settings: Settings) -> Iterator[tuple[str, Health]]:
    """Ask each process how it is; one that does not answer is not named."""
    pages = {
        "tracker": (settings.metrics.tracker_port, "/health/ready"),
        "api": (settings.http.port, "/api/health/ready"),
        "worker": (settings.metrics.worker_port, "/health/ready"),
    }
    for name, (port, page) in pages.items():
        if port is not None:
            with suppress(httpx.HTTPError, msgspec.MsgspecError):
                answer = httpx.get(f"http://{settings.http.host}:{port}{page}", timeout=5)
                yield name, msgspec.json.decode(answer.content, type=Health)


def faults(health: Health) -> str:
    """Say in a line what is not as it should be; nothing when all is."""
    wrong = [part for part in health.parts if not part.ok]
    return " · ".join(
        f"{part.name}{'' if part.needed else ' (goes on)'}{f': {part.detail}' if part.detail else ''}" for part in wrong
    )


def missing(processes: Sequence[embedded.ProcessState]) -> str | None:
    """Say what should run and does not. The simulators are there only when asked for."""
    if all(process.state == "STOPPED" for process in processes):
        return "not running: ./rramu up"
    if any(process.state == "ORPHAN" for process in processes):
        return "its supervisor was killed: ./rramu up puts things right"
    down = [
        f"{process.name} is {process.state.lower()}"
        for process in processes
        if process.state not in RUNNING and not (process.name == "simulators" and process.state == "STOPPED")
    ]
    return f"{', '.join(down)}: see ./rramu logs" if down else None


def counted(answer: dict[str, object] | None) -> Iterator[tuple[str, dict[str, int]]]:
    """Give each process that has counted something, with its counters."""
    for process in convert(answer or {}, _Answer).processes:
        if process.counters:
            yield process.process, process.counters


def show(found: Status) -> None:
    """Print for a person."""
    table = Table(title=f"{found.instance}  {found.address}", title_justify="left", box=None)
    for heading in ("program", "state", "pid", "up for"):
        table.add_column(heading)
    for process in found.processes:
        up_for = "" if process.uptime_s is None else _duration(process.uptime_s)
        table.add_row(process.name, process.state, str(process.pid or ""), up_for)
    console = Console()
    console.print(table)
    for name, health in found.health.items():
        if faults(health):
            console.print(
                f" {name} {'works' if health.ready else 'is not ready'}, without {faults(health)}", highlight=False
            )
    told = [*counted(found.counters), *([("mosquitto", found.broker)] if found.broker else [])]
    for name, counts in told:
        console.print(f" {name}: " + " · ".join(f"{name} {count}" for name, count in counts.items()), highlight=False)


def _duration(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{hours} h {rest // 60:02} min" if hours else f"{rest // 60} min {rest % 60:02} s"
