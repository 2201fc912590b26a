"""An instance comes up, comes back after any kill, and goes away; each trouble is one sentence."""

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from gateways.cli import embedded
from gateways.cli.embedded import ports
from gateways.cli.embedded.places import Places, instances, places
from gateways.cli.errors import CommandError
from kit.settings import Settings


@pytest.fixture
def instance() -> Iterator[str]:
    name = embedded.temporary_name("testinstance")
    yield name
    embedded.reset(name)


def pid(instance: str, program: str) -> int:
    found = next(state.pid for state in embedded.states(instance) if state.name == program)
    assert found is not None
    return found


def kill(number: int) -> None:
    process = psutil.Process(number)
    process.send_signal(signal.SIGKILL)
    psutil.wait_procs([process], timeout=20)


def supervisor_pid(where: Places) -> int:
    return int((where.pids / "supervisord").read_text(encoding="ascii"))


def test_starting_twice_changes_nothing(instance: str) -> None:
    first = embedded.start(instance, only={"redis"})
    before = pid(instance, "redis")
    assert embedded.start(instance, only={"redis"}) == first
    assert pid(instance, "redis") == before


def test_a_killed_program_comes_back(instance: str) -> None:
    embedded.start(instance, only={"redis"})
    before = pid(instance, "redis")
    kill(before)
    embedded.start(instance, only={"redis"})  # waits until it serves
    assert pid(instance, "redis") != before


def test_after_a_killed_supervisor_its_programs_are_found_and_replaced(instance: str) -> None:
    embedded.start(instance, only={"redis"})
    before = pid(instance, "redis")
    kill(supervisor_pid(places(instance)))
    assert {state.name: state.state for state in embedded.states(instance)}["redis"] == "ORPHAN"
    embedded.start(instance, only={"redis"})
    assert pid(instance, "redis") != before
    assert not psutil.pid_exists(before) or psutil.Process(before).status() == psutil.STATUS_ZOMBIE


def test_stop_after_a_killed_supervisor_leaves_nothing_running(instance: str) -> None:
    embedded.start(instance, only={"redis"})
    before = pid(instance, "redis")
    kill(supervisor_pid(places(instance)))
    embedded.stop(instance)
    assert not psutil.pid_exists(before) or psutil.Process(before).status() == psutil.STATUS_ZOMBIE
    assert {state.state for state in embedded.states(instance)} == {"STOPPED"}


def test_a_kept_port_that_is_taken_is_told_with_its_holder(instance: str) -> None:
    settings = embedded.start(instance, only={"mosquitto"})
    embedded.stop(instance)
    with (
        socket.create_server(("127.0.0.1", settings.mqtt.port)),
        pytest.raises(CommandError, match=rf"port {settings.mqtt.port}, kept for mosquitto .* is taken by process"),
    ):
        embedded.start(instance, only={"mosquitto"})
    assert embedded.start(instance, only={"mosquitto"}) == settings


def test_an_instance_that_never_came_up_takes_another_port(instance: str) -> None:
    settings = embedded.start(instance, only={"redis"})
    embedded.stop(instance)
    places(instance).started_mark.unlink()
    with socket.create_server(("127.0.0.1", settings.mqtt.port)):
        moved = embedded.start(instance, only={"mosquitto"})
    assert moved.mqtt.port != settings.mqtt.port


def test_a_program_that_does_not_come_up_is_told_with_its_log(instance: str) -> None:
    embedded.start(instance, only={"redis"})
    embedded.stop(instance)
    (places(instance).data / "mosquitto" / "server.key").write_text("not a key", encoding="ascii")
    with pytest.raises(CommandError, match=r"mosquitto does not come up; its log ends with:\n(.*\n)*.*Error"):
        embedded.start(instance, only={"mosquitto"})


def test_reset_leaves_nothing(instance: str) -> None:
    where = places(instance)
    embedded.start(instance, only={"redis"})
    embedded.reset(instance)
    assert not where.state.exists()
    assert not where.data.exists()
    assert not where.run.exists()
    assert instance not in instances()


def test_nobody_is_told_of_an_unknown_instance() -> None:
    with pytest.raises(CommandError, match="there is no instance 'never-made'"):
        embedded.read("never-made")


async def test_the_four_roles_have_no_power_over_policies(instance_settings: Settings) -> None:
    connection = await embedded.superuser(instance_settings, "postgres")
    try:
        rows = await connection.fetch(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname LIKE 'rramu%' ORDER BY 1"
        )
    finally:
        await connection.close()
    assert [tuple(row) for row in rows] == [
        (role, False, False, False) for role in ("rramu_api", "rramu_owner", "rramu_tracker", "rramu_worker")
    ]


async def test_the_database_is_durable_and_logs_no_value(instance_settings: Settings) -> None:
    connection = await embedded.superuser(instance_settings, "postgres")
    try:
        values = {
            name: await connection.fetchval("SELECT current_setting($1)", name)
            for name in ("fsync", "synchronous_commit", "full_page_writes", "listen_addresses", "log_error_verbosity")
        }
    finally:
        await connection.close()
    assert values == {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "listen_addresses": "",
        "log_error_verbosity": "terse",
    }


async def test_a_role_needs_its_password(instance_settings: Settings) -> None:
    postgres = instance_settings.postgres
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(
            host=postgres.host, port=postgres.port, user="rramu_api", password="guess", database=postgres.database
        )


def test_services_listen_on_the_loopback_alone(instance_settings: Settings) -> None:
    assert not ports.is_free(instance_settings.mqtt.port)
    broker = next(state.pid for state in embedded.states(instance_settings.instance.name) if state.name == "mosquitto")
    listened = [
        one.laddr.ip for one in psutil.Process(broker).net_connections("inet") if one.status == psutil.CONN_LISTEN
    ]
    assert listened == ["127.0.0.1"] * 2


def test_an_attached_instance_has_no_services_of_its_own(instance: str, tmp_path: Path) -> None:
    file = tmp_path / "production.env"
    file.write_text("RRAMU_INSTANCE__NAME=elsewhere\n", encoding="utf-8")
    embedded.attach(instance, file)
    assert embedded.start(instance, only=embedded.SERVICES).instance.name == "elsewhere"
    assert [state.name for state in embedded.states(instance)] == [*embedded.APPLICATION, "simulators"]
    embedded.reset(instance)
    assert file.is_file()


def test_an_instance_with_servers_of_its_own_cannot_be_attached(instance: str, tmp_path: Path) -> None:
    embedded.start(instance, only={"redis"})
    file = tmp_path / "production.env"
    file.touch()
    with pytest.raises(CommandError, match="has servers of its own"):
        embedded.attach(instance, file)
