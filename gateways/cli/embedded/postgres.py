"""Private PostgreSQL with PostGIS: on a unix socket only, durable, with the four roles of the application."""

import asyncio
import shutil
import stat
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import get_args

import asyncpg
import psutil

from db.engine import make_engine, reading
from gateways.cli.embedded.places import Places, give_folder, is_root, write
from gateways.cli.embedded.programs import Program, as_user
from gateways.cli.errors import CommandError
from kit.settings import DatabaseRole, Settings
from socle.boxes import service as boxes

USER = "postgres"
ROLES: tuple[DatabaseRole, ...] = get_args(DatabaseRole)
VERSIONS = Path("/usr/lib/postgresql")
EXTENSIONS = Path("/usr/share/postgresql")
SUPERUSER_MAP = "machine"

HBA = f"""# Written at each start. The superuser is whoever owns this cluster on the machine; the roles have passwords.
local all postgres peer map={SUPERUSER_MAP}
local all {",".join(ROLES)} scram-sha-256
"""


def binaries() -> Path:
    """Find the newest PostgreSQL, 15 or above, that has PostGIS.

    Raises:
        CommandError: there is none.
    """
    found = [
        int(folder.name)
        for folder in VERSIONS.glob("[0-9]*")
        if (folder / "bin" / "postgres").is_file()
        and (EXTENSIONS / folder.name / "extension" / "postgis.control").is_file()
    ]
    if not found or max(found) < 15:  # noqa: PLR2004 - NULLS NOT DISTINCT and MERGE came with 15
        raise CommandError("PostgreSQL 15 or newer with PostGIS 3 is missing: run ./rramu, which installs it")
    return VERSIONS / str(max(found)) / "bin"


def program(places: Places, settings: Settings) -> Program:
    """Prepare the cluster's files, and say how to run it."""
    folder = places.data / "postgres"
    cluster = folder / "cluster"
    give_folder(folder, USER)
    give_folder(places.run / "postgres", USER, 0o755)
    if not (cluster / "PG_VERSION").is_file():
        _initialise(cluster)
    write(cluster / "pg_hba.conf", HBA, USER)
    write(cluster / "pg_ident.conf", _superusers(), USER)
    write(cluster / "rramu.conf", _configuration(places), USER)
    return Program(
        name="postgres",
        command=[str(binaries() / "postgres"), "-D", str(cluster), "-c", f"config_file={cluster / 'rramu.conf'}"],
        user=USER,
        folder=folder,
        stop_signal="INT",  # fast: ends the sessions, keeps every commit
        stop_wait_s=60,
        ready=lambda: _accepts(settings),
    )


def secure(settings: Settings) -> None:
    """Create or refresh the four roles, the database and its extension. Repeatable."""
    asyncio.run(_as_superuser(settings, "postgres", lambda connection: _roles_and_database(connection, settings)))
    asyncio.run(_as_superuser(settings, settings.postgres.database, _extension))


async def superuser(settings: Settings, database: str) -> "asyncpg.Connection[asyncpg.Record]":
    """Connect as the superuser of the embedded cluster; only its owner on the machine, or root, may."""
    return await asyncpg.connect(
        host=settings.postgres.host, port=settings.postgres.port, user="postgres", database=database, timeout=5
    )


async def active_boxes(settings: Settings) -> dict[str, str]:
    """Read the boxes that may connect: user name at the broker → hash of the credential."""
    engine = make_engine(settings, "rramu_api")
    try:
        async with reading(engine, None, ()) as session:
            return dict(await boxes.broker_entries(session))
    finally:
        await engine.dispose()


async def _as_superuser(
    settings: Settings, database: str, act: Callable[["asyncpg.Connection[asyncpg.Record]"], Awaitable[None]]
) -> None:
    connection = await superuser(settings, database)
    try:
        await act(connection)
    finally:
        await connection.close()


async def _roles_and_database(connection: "asyncpg.Connection[asyncpg.Record]", settings: Settings) -> None:
    # Tests and benches clone databases; elsewhere nobody but the superuser makes one.
    clones = settings.instance.name.startswith(("test", "bench"))
    for role in ROLES:
        if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role):
            await connection.execute(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE")
        rights = "CREATEDB" if clones and role == "rramu_owner" else "NOCREATEDB"
        # Our own passwords: letters, digits, hyphens, underscores (configuration.py), so nothing to quote.
        await connection.execute(f"ALTER ROLE {role} {rights} PASSWORD '{settings.postgres.password(role)}'")
    if clones:
        await connection.execute("GRANT pg_signal_backend TO rramu_owner")  # DROP DATABASE … WITH (FORCE)
    database = settings.postgres.database
    if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", database):
        await connection.execute(f"CREATE DATABASE {database} OWNER rramu_owner")
        await connection.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
        await connection.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {','.join(ROLES)}")


async def _extension(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    await connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")


async def _try(settings: Settings) -> None:
    await (await superuser(settings, "postgres")).close()


def _accepts(settings: Settings) -> bool:
    try:
        asyncio.run(_try(settings))
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return False
    return True


def _initialise(cluster: Path) -> None:
    """Make the cluster beside and move it in place, so that an interrupted attempt is simply made again."""
    beside = cluster.with_name("cluster.new")
    shutil.rmtree(beside, ignore_errors=True)
    command = [
        *as_user(USER),
        *[str(binaries() / "initdb"), "-D", str(beside), "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8"],
        *["--auth-local=peer", "--auth-host=scram-sha-256", "--data-checksums"],
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode != 0:
        raise CommandError(f"PostgreSQL cannot make its data folder: {done.stderr.strip().splitlines()[-1]}")
    beside.rename(cluster)


def _superusers() -> str:
    people = {psutil.Process().username(), USER} if is_root() else {psutil.Process().username()}
    return "".join(f'{SUPERUSER_MAP} "{person}" postgres\n' for person in sorted(people))


def _everybody_may_share_memory() -> bool:
    """Tell whether /dev/shm is as it should be; in a bare container or chroot it often is not."""
    folder = Path("/dev/shm")  # noqa: S108 - looked at, not written
    return folder.is_dir() and bool(folder.stat().st_mode & stat.S_IWOTH)


def _configuration(places: Places) -> str:
    cluster = places.data / "postgres" / "cluster"
    memory_mb = psutil.virtual_memory().total // 2**20
    return f"""# Written at each start by gateways/cli/embedded/postgres.py.
hba_file = '{cluster}/pg_hba.conf'
ident_file = '{cluster}/pg_ident.conf'
listen_addresses = ''
unix_socket_directories = '{places.run}/postgres'
dynamic_shared_memory_type = {"posix" if _everybody_may_share_memory() else "sysv"}
max_connections = 300
password_encryption = 'scram-sha-256'

# Durable: what is committed survives a crash of anything.
fsync = on
synchronous_commit = on
full_page_writes = on
wal_level = replica
max_wal_size = 1GB
shared_buffers = {max(128, min(1024, memory_mb // 16))}MB
effective_cache_size = {max(256, memory_mb // 4)}MB
random_page_cost = 1.1
jit = off

# Values are patient data: neither statements, parameters nor details of errors are logged.
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_line_prefix = '%m [%p] %u '
log_timezone = 'UTC'
timezone = 'UTC'
datestyle = 'iso, ymd'
"""
