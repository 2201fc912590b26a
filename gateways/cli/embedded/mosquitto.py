"""Private Mosquitto: MQTT 5 over TLS on a loopback port, one credential and one topic space per box.

Tried traps (Mosquitto 2.0): the default queue limits lose acknowledged messages, so a queue is bounded by bytes alone; a count
of 0, "no limit", makes the broker close the connection of whoever publishes outside its space, so the count is a huge number
instead. An unlimited in-flight window lets the tracker acknowledge in batches. Queues and sessions are written to disk but do
not survive a kill, which is why receipts are end to end.

Sizes: the tracker refuses a message above `MAXIMUM_PAYLOAD_BYTES`, with its reason and a count. The broker lets pass a little
more, so that it is the tracker who tells the box; above `PACKET_LIMIT_BYTES`, announced at connection, the broker closes the
connection with *packet too large*. (`message_size_limit` would answer a reason that MQTT 5 does not allow there.)
"""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress

from gateways.broker import PASSWORDS, REVOKED, write_passwords
from gateways.cli.embedded import certificates
from gateways.cli.embedded.places import Places, give_folder, write
from gateways.cli.embedded.programs import Program
from kit.settings import Settings
from kit.wire.telemetry import MAXIMUM_PAYLOAD_BYTES, PARTITIONS
from socle.boxes.certificates import Authority

USER = "mosquitto"
HANDSHAKE_S = 2.0
PACKET_LIMIT_BYTES = 4 * MAXIMUM_PAYLOAD_BYTES
QUEUE_LIMIT_BYTES = 256 * 1024 * 1024
"""Per session. A partition's queue at 250 bytes a message: a million messages, far past what a box must resend anyway."""
UNLIMITED_MESSAGES = 2_000_000_000


def program(places: Places, settings: Settings) -> Program:
    """Prepare certificate, rights, first password file and configuration, and say how to run it."""
    folder = places.data / "mosquitto"
    give_folder(folder, USER, 0o755)
    give_folder(folder / "store", USER)
    if not (folder / "server.key").is_file():
        authority, certificate, key = certificates.make()
        write(folder / "ca.pem", authority, USER, 0o644)
        write(folder / "server.pem", certificate, USER, 0o644)
        write(folder / "server.key", key, USER)
    if not (places.authority / "boxes.key").is_file():
        certificate, key = certificates.authority("RRAMU boxes")
        write(places.authority / "boxes.pem", certificate)
        write(places.authority / "boxes.key", key)
    write(folder / "boxes.pem", (places.authority / "boxes.pem").read_bytes(), USER, 0o644)
    if not (folder / REVOKED).is_file():
        write(folder / REVOKED, Authority.read(settings.boxes).revocations(()), USER)
    write(folder / "acl", _rights(), USER)
    write(folder / "mosquitto.conf", _configuration(places, settings), USER)
    if not (folder / PASSWORDS).is_file():
        write_accounts(places, settings, {})
    return Program(
        name="mosquitto",
        command=["mosquitto", "-c", str(folder / "mosquitto.conf")],
        user=USER,
        folder=folder,
        port=settings.mqtt.port,
        ready=lambda: _accepts(settings),
    )


def write_accounts(places: Places, settings: Settings, boxes: Mapping[str, str | None], *, keep: bool = False) -> bool:
    """Write the password file as `gateways.broker.write_passwords` does; tell whether the broker must read it again."""
    password = settings.mqtt.tracker_password.get_secret_value()
    return write_passwords(places.data / "mosquitto", password, boxes, keep=keep)


def _rights() -> str:
    """Give the access list. A pattern's `%u` is the user name, that is the box id; the trackers have a topic each."""
    lines = ["# Written at each start: a box has its own space, a tracker its partition.", ""]
    lines += ["pattern write fleet/+/%u/up/#", "pattern read fleet/+/%u/down/#"]
    for partition in PARTITIONS:
        lines += [
            "",
            f"user tracker-{partition}",
            f"topic read fleet/{partition}/+/up/#",
            f"topic write fleet/{partition}/+/down/#",
        ]
    return "\n".join(lines) + "\n"


def _configuration(places: Places, settings: Settings) -> str:
    folder = places.data / "mosquitto"
    return f"""# Written at each start by gateways/cli/embedded/mosquitto.py.
listener {settings.mqtt.port} 127.0.0.1
certfile {folder}/server.pem
keyfile {folder}/server.key
tls_version tlsv1.2
use_username_as_clientid true

# Boxes with a certificate: its name is their user name, and nothing else is asked.
listener {settings.mqtt.certificate_port} 127.0.0.1
certfile {folder}/server.pem
keyfile {folder}/server.key
tls_version tlsv1.2
cafile {folder}/boxes.pem
crlfile {folder}/{REVOKED}
require_certificate true
use_identity_as_username true
use_username_as_clientid true

allow_anonymous false
password_file {folder}/{PASSWORDS}
acl_file {folder}/acl

max_inflight_messages 0
max_queued_messages {UNLIMITED_MESSAGES}
max_queued_bytes {QUEUE_LIMIT_BYTES}
max_packet_size {PACKET_LIMIT_BYTES}
max_keepalive 3600
set_tcp_nodelay true

persistence true
persistence_location {folder}/store/
autosave_interval 60
persistent_client_expiration {-(-settings.mqtt.session_expiry_s // 86400)}d

log_dest stderr
log_type error
log_type warning
log_type notice
log_type subscribe
log_timestamp_format %Y-%m-%dT%H:%M:%S
"""


def _accepts(settings: Settings) -> bool:
    return asyncio.run(_shakes_hands(settings))


async def _shakes_hands(settings: Settings) -> bool:
    context = ssl.create_default_context(cafile=settings.mqtt.ca_file)
    try:
        async with asyncio.timeout(HANDSHAKE_S):
            _, writer = await asyncio.open_connection(settings.mqtt.host, settings.mqtt.port, ssl=context)
    except OSError:  # TimeoutError is one
        return False
    writer.transport.abort()
    with suppress(OSError):
        await writer.wait_closed()
    return True
