"""The files Mosquitto knows its clients by: `passwords`, a line a user, and `revoked.pem`, the boxes' certificates it must not take.

Whoever runs the broker on the spot writes them first (`gateways.cli.embedded`), the worker as boxes change.
"""

import fcntl
import os
from collections.abc import Mapping
from pathlib import Path

import structlog

from kit.wire.boxes import RESERVED
from kit.wire.telemetry import PARTITIONS
from socle.boxes.credential import broker_hash, matches

PASSWORDS = "passwords"
REVOKED = "revoked.pem"
TRACKERS = tuple(f"{RESERVED}{partition}" for partition in PARTITIONS)
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


def write_passwords(folder: Path, tracker_password: str, boxes: Mapping[str, str | None], *, keep: bool = True) -> bool:
    """Write the password file: the trackers, and `boxes` (name → hash of the form `$7$…`, none: it may not connect).

    A box with a tracker's name, from before such names were refused, is left out and told: it must be given another.
    `keep`: boxes already there and not named stay. Tell whether the file changed, so that the broker must read it again.
    Raises: OSError.
    """
    file = folder / PASSWORDS
    with (folder / ".passwords.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = dict(line.split(":", 1) for line in file.read_text("ascii").splitlines()) if file.is_file() else {}
        entries = dict(known) if keep else {name: known[name] for name in TRACKERS if name in known}
        for name in TRACKERS:
            if not matches(tracker_password, entries.get(name, "")):
                entries[name] = broker_hash(tracker_password)
        for name, entry in boxes.items():
            if name in TRACKERS:
                log.error("broker.box_named_as_a_tracker", box=name)
                continue
            entries.pop(name, None)
            if entry is not None:
                entries[name] = entry
        if entries == known:
            return False
        replace(file, "".join(f"{name}:{entry}\n" for name, entry in entries.items()).encode("ascii"))
        return True


def replace(file: Path, content: bytes) -> None:
    """Replace a file at once, for the owner of its folder alone: half of it is never read.

    Raises: OSError.
    """
    beside = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    owner = file.parent.stat()
    if owner.st_uid != os.geteuid():
        os.chown(beside, owner.st_uid, owner.st_gid)
    beside.replace(file)
