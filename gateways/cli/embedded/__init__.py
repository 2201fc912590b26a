"""A private PostgreSQL + PostGIS, Redis and Mosquitto, and the application's programs, supervised: an *instance*.

Used by the commands, and as a library by tests and benches (synchronous: from async code, `asyncio.to_thread`):

    settings = start("test-a1", only=SERVICES)             # repeatable; schema migrated; about 4 s the first time
    add_boxes("test-a1", {"box-0001": broker_hash("…")})   # the broker knows them from then on
    stop("test-a1")                                        # keeps the data
    reset("test-a1")                                       # stops and deletes everything

`start` gives the settings that every process of the instance is built with; a process started elsewhere gets the same through
the variable RRAMU_SETTINGS_FILE, naming `settings_file("test-a1")`. Further databases can be made by the superuser:
`await superuser(settings, "postgres")` connects over the socket, for root and for the owner of the checkout.
"""

from gateways.cli.embedded.instance import (
    add_boxes,
    attach,
    broker_cuts,
    environment,
    read,
    refresh_boxes,
    reset,
    settings_file,
    start,
    states,
    stop,
    temporary_name,
)
from gateways.cli.embedded.postgres import superuser
from gateways.cli.embedded.programs import APPLICATION, PROGRAMS, SERVICES, ProgramName
from gateways.cli.embedded.supervision import ProcessState

__all__ = [
    "APPLICATION",
    "PROGRAMS",
    "SERVICES",
    "ProcessState",
    "ProgramName",
    "add_boxes",
    "attach",
    "broker_cuts",
    "environment",
    "read",
    "refresh_boxes",
    "reset",
    "settings_file",
    "start",
    "states",
    "stop",
    "superuser",
    "temporary_name",
]
