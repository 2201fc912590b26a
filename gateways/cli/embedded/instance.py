"""What can be done with an instance: start, stop, reset, look, and tell its broker about boxes."""

import asyncio
import fcntl
import os
import shutil
import signal
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil

from db.migrate import upgrade
from gateways.cli.console import step
from gateways.cli.embedded import broker_log, configuration, country, mosquitto, ports, postgres, redis
from gateways.cli.embedded.places import Places, instances, link, make, places
from gateways.cli.embedded.programs import PROGRAMS, SERVICES, Program, ProgramName, application, environment_for
from gateways.cli.embedded.supervision import ProcessState, Supervisor
from gateways.cli.errors import CommandError
from kit.settings import Settings

A_DAY = ("day", "--leave-some=0.5")
"""Half of the calls ring a minute for whoever tries the demo before the simulated staff answers them."""

NEEDED_DISK_BYTES = 1_000_000_000
"""Room for a day of the demo: fixes, write-ahead log, logs."""


def start(
    instance: str,
    *,
    only: Collection[ProgramName] = SERVICES,
    simulation: Sequence[str] = A_DAY,
    under: Mapping[ProgramName, Sequence[str]] | None = None,
) -> Settings:
    """Start the programs named in `only`: services in turn, then the rest together. Those that run are left alone.

    First the country is prepared, where it is missing. With PostgreSQL, the roles, the database and the schema are brought up to date;
    then the broker knows the database's boxes.
    `simulation` are the arguments of the simulators; `under` the words a program is run by (`env NAME=value`). Instances are independent,
    and can be started side by side. An attached instance has the application's programs only.

    Raises:
        CommandError: a kept port is taken, the disk is nearly full, a program is missing or does not come up.
    """
    where = make(instance)
    with _alone(where):
        supervisor = Supervisor(where)
        if where.is_attached:
            settings = Settings.read(where.settings_file)
            listed = application(settings, simulation)
        else:
            _check_disk(where)
            settings = _settings_with_free_ports(where, supervisor)
            listed = [
                postgres.program(where, settings),
                redis.program(where, settings),
                mosquitto.program(where, settings),
                *application(settings, simulation),
            ]
        listed = [replace(one, command=[*(under or {}).get(one.name, ()), *one.command]) for one in listed]
        country.prepare(settings.region.folder)
        supervisor.launch(listed, environment_for(where.settings_file))
        for program in listed:
            if program.name in SERVICES and program.name in only:
                _start_service(program, supervisor, where, settings)
        # The application's programs wait for nobody but the services: together they are ready sooner.
        chosen = [program for program in listed if program.name not in SERVICES and program.name in only]
        for program in chosen:
            supervisor.start(program.name)
        for program in chosen:
            with step(program.name):
                supervisor.wait(program)
        where.started_mark.touch()
    return settings


def attach(instance: str, settings_file: Path) -> None:
    """Make an instance that uses existing servers, those of a settings file, which stays where it is.

    Raises:
        CommandError: no such file, or the instance has servers of its own.
    """
    if not settings_file.is_file():
        raise CommandError(f"settings file {settings_file} does not exist")
    where = make(instance)
    if where.exists() and not where.is_attached:
        raise CommandError(f"instance '{instance}' has servers of its own: give another name with --instance")
    link(where.settings_file, settings_file.resolve())


def stop(instance: str, *, only: Collection[ProgramName] | None = None) -> None:
    """Stop the named programs, or everything with the supervisor. What is not running stays so; the data stays."""
    where = places(instance)
    if not where.exists():
        return
    with _alone(where):
        supervisor = Supervisor(where)
        if only is None:
            supervisor.shut_down()
        else:
            for name in reversed(PROGRAMS):
                if name in only:
                    supervisor.stop(name)


def reset(instance: str) -> None:
    """Stop everything and delete the instance: data, settings, logs."""
    stop(instance)
    places(instance).remove()


def read(instance: str) -> Settings:
    """Read the settings of an instance.

    Raises:
        CommandError: there is no such instance.
    """
    return Settings.read(settings_file(instance))


def settings_file(instance: str) -> Path:
    """Give the file to name in RRAMU_SETTINGS_FILE.

    Raises:
        CommandError: there is no such instance.
    """
    where = places(instance)
    if not where.exists():
        raise CommandError(f"there is no instance '{instance}' yet: ./rramu up --instance {instance}")
    return where.settings_file


def environment(instance: str) -> dict[str, str]:
    """Give the environment of a process of the instance: this one's, with the instance's settings and no other.

    Raises:
        CommandError: there is no such instance.
    """
    return environment_for(settings_file(instance))


def states(instance: str) -> list[ProcessState]:
    """Tell how each program of the instance is, in the order of starting."""
    where = places(instance)
    told = Supervisor(where).states()
    return [state for state in told if state.name not in SERVICES] if where.is_attached else told


def broker_cuts(instance: str) -> dict[str, int]:
    """Count the connections the instance's own broker cut, by reason; nothing of a broker that is somebody else's."""
    where = places(instance)
    return {} if where.is_attached else broker_log.cuts(where.log("mosquitto"))


def add_boxes(instance: str, hashes: Mapping[str, str]) -> None:
    """Tell the broker about boxes that are not in the instance's database: user name → hash, as `broker_hash` makes it."""
    where = places(instance)
    _tell_broker(where, configuration.ensure(where), hashes, keep=True)


def refresh_boxes(instance: str) -> None:
    """Tell the broker which boxes are active in the database now; those gone are disconnected at once."""
    where = places(instance)
    settings = configuration.ensure(where)
    _tell_broker(where, settings, asyncio.run(postgres.box_accounts(settings)), keep=False)


def temporary_name(purpose: str) -> str:
    """Give a name for an instance of this process alone, after deleting those whose process has ended."""
    for instance in instances():
        prefix, _, number = instance.rpartition("-")
        if prefix == purpose and number.isdigit() and not psutil.pid_exists(int(number)):
            reset(instance)
    return f"{purpose}-{os.getpid()}"


def _start_service(program: Program, supervisor: Supervisor, where: Places, settings: Settings) -> None:
    with step(program.name):
        supervisor.start(program.name)
        supervisor.wait(program)
    if program.name == "postgres":
        with step("schema"):
            postgres.secure(settings)
            upgrade(settings)
    elif program.name == "mosquitto" and supervisor.state("postgres").is_live:
        _tell_broker(where, settings, asyncio.run(postgres.box_accounts(settings)), keep=True)


def _tell_broker(where: Places, settings: Settings, hashes: Mapping[str, str | None], *, keep: bool) -> None:
    if mosquitto.write_accounts(where, settings, hashes, keep=keep):
        Supervisor(where).send("mosquitto", signal.SIGHUP)


def _settings_with_free_ports(where: Places, supervisor: Supervisor) -> Settings:
    """Read the settings, after checking that nobody else took the kept ports of programs that do not run."""
    settings = configuration.ensure(where)
    live = {state.name for state in supervisor.states() if state.is_live or state.state == "ORPHAN"}
    listening: tuple[tuple[ProgramName, int | None], ...] = (
        ("mosquitto", settings.mqtt.port),
        ("mosquitto", settings.mqtt.certificate_port),
        ("api", settings.http.port),
        ("tracker", settings.metrics.tracker_port),
        ("worker", settings.metrics.worker_port),
    )
    for program, port in listening:
        if port is not None and program not in live and not ports.is_free(port):
            if not where.started_mark.exists():
                return configuration.move_ports(where)
            raise CommandError(
                f"port {port}, kept for {program} of instance '{where.instance}', is taken by {ports.holder(port)}: "
                f"stop it, or start afresh with ./rramu reset --instance {where.instance}"
            )
    return settings


def _check_disk(where: Places) -> None:
    free = shutil.disk_usage(where.data).free
    if free < NEEDED_DISK_BYTES:
        raise CommandError(
            f"the disk is nearly full: {free // 10**6} MB left at {where.data}, {NEEDED_DISK_BYTES // 10**6} MB are needed"
        )


@contextmanager
def _alone(where: Places) -> Generator[None]:
    """Let one command at a time change the instance; another waits."""
    with (where.state / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
