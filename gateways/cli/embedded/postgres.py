"""Private PostgreSQL with PostGIS: on a unix socket only, durable, with the four roles of the application."""

import asyncio
import shutil
import stat
import subprocess
from collections.abc import Awaitable, Callable, Iterable
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
local all,replication postgres peer map={SUPERUSER_MAP}
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
    configure(places)
    return Program(
        name="postgres",
        command=[str(binaries() / "postgres"), "-D", str(cluster), "-c", f"config_file={cluster / 'rramu.conf'}"],
        user=USER,
        folder=folder,
        stop_signal="INT",  # fast: ends the sessions, keeps every commit
        stop_wait_s=60,
        ready=lambda: _accepts(settings),
        wait_s=600,  # after a crash or a restore it first replays its log
    )


def configure(places: Places) -> None:
    """Write the cluster's settings; a running PostgreSQL takes them at its next SIGHUP, but for those that need a start."""
    write(places.data / "postgres" / "cluster" / "rramu.conf", _configuration(places), USER)


def archive_command(places: Places) -> str:
    """Give what PostgreSQL runs for each filled segment of its log: a copy that is on the disk before it has its name.

    Before the first backup nothing is archived. A segment archived before a crash may come again: it must be the same.
    """
    if not places.backups.is_symlink():
        return "true"
    name = f"{places.backups.resolve()}/wal/%f"
    copied = f"cp %p {name}.new && sync {name}.new && mv {name}.new {name} && sync {name}"
    return f"if test -f {name}; then cmp -s %p {name}; else {copied}; fi"


def secure(settings: Settings) -> None:
    """Create or refresh the four roles, the database and its extension. Repeatable."""
    asyncio.run(_as_superuser(settings, "postgres", lambda connection: _roles_and_database(connection, settings)))
    asyncio.run(_as_superuser(settings, settings.postgres.database, _extension))


async def superuser(settings: Settings, database: str) -> "asyncpg.Connection[asyncpg.Record]":
    """Connect as the superuser of the embedded cluster; only its owner on the machine, or root, may."""
    return await asyncpg.connect(
        host=settings.postgres.host, port=settings.postgres.port, user="postgres", database=database, timeout=5
    )


async def shown(settings: Settings, name: str) -> str:
    """Give a setting as PostgreSQL has it."""
    connection = await superuser(settings, "postgres")
    try:
        return str(await connection.fetchval("SELECT current_setting($1)", name))
    finally:
        await connection.close()


async def forget(settings: Settings, names: Iterable[str]) -> None:
    """Take back settings that were written for one start only."""
    connection = await superuser(settings, "postgres")
    try:
        for name in names:
            await connection.execute(f"ALTER SYSTEM RESET {name}")
    finally:
        await connection.close()


async def box_accounts(settings: Settings) -> dict[str, str | None]:
    """Read every box: user name at the broker → hash of the credential, none when it may not connect."""
    engine = make_engine(settings, "rramu_api")
    try:
        async with reading(engine, None, ()) as session:
            return await boxes.broker_accounts(session)
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
    await connection.execute("GRANT SET ON PARAMETER deadlock_timeout TO rramu_owner")  # db/migrations/env.py
    if clones:
        await connection.execute("GRANT pg_signal_backend TO rramu_owner")  # DROP DATABASE … WITH (FORCE)
    database = settings.postgres.database
    if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", database):
        await connection.execute(f"CREATE DATABASE {database} OWNER rramu_owner")
        await connection.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
        await connection.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {','.join(ROLES)}")


async def _extension(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    await connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")


async def _takes_writes(settings: Settings) -> bool:
    connection = await superuser(settings, "postgres")
    try:
        return not await connection.fetchval("SELECT pg_is_in_recovery()")
    finally:
        await connection.close()


def _accepts(settings: Settings) -> bool:
    try:
        return asyncio.run(_takes_writes(settings))
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return False


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
archive_mode = on
archive_command = '{archive_command(places)}'
archive_timeout = {60 if places.backups.is_symlink() else 0}s
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
