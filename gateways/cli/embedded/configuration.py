"""The settings file of an embedded instance, whose ports and passwords are picked here once and then kept."""

import secrets

from db.key_folder import KeyFolder
from gateways.cli.embedded import ports
from gateways.cli.embedded.places import CHECKOUT, REGION, Places, write
from kit.settings import Settings

DATABASE = "rramu"
SOCKET_PORT = 5432
"""Only names the socket file `.s.PGSQL.5432`: PostgreSQL listens on no network."""


def ensure(places: Places) -> Settings:
    """Read the instance's settings. Those missing are written first: all of them on the first call, new ones after an update.

    So are its keys of patient data.
    """
    kept = _read(places)
    wanted = _values(places) | kept
    if wanted != kept:
        _write(places, wanted)
    settings = Settings.read(places.settings_file)
    KeyFolder(settings.keys).make()
    return settings


def move_ports(places: Places) -> Settings:
    """Pick other ports: for an instance that never came up, so that nobody knows the old ones."""
    _write(places, _read(places) | _addresses())
    return Settings.read(places.settings_file)


def _read(places: Places) -> dict[str, str]:
    if not places.exists():
        return {}
    return dict(line.split("=", 1) for line in places.settings_file.read_text(encoding="utf-8").splitlines())


def _write(places: Places, values: dict[str, str]) -> None:
    write(places.settings_file, "".join(f"{name}={value}\n" for name, value in values.items()))


def _addresses() -> dict[str, str]:
    mqtt_port, certificate_port, http_port, tracker_port, worker_port = ports.pick(5)
    return {
        "RRAMU_MQTT__PORT": str(mqtt_port),
        "RRAMU_MQTT__CERTIFICATE_PORT": str(certificate_port),
        "RRAMU_HTTP__PORT": str(http_port),
        "RRAMU_METRICS__TRACKER_PORT": str(tracker_port),
        "RRAMU_METRICS__WORKER_PORT": str(worker_port),
        "RRAMU_INSTANCE__PUBLIC_URL": f"http://127.0.0.1:{http_port}",
    }


def _values(places: Places) -> dict[str, str]:
    def password() -> str:
        return secrets.token_urlsafe(24)

    return {
        "RRAMU_INSTANCE__NAME": places.instance,
        "RRAMU_INSTANCE__KIND": "demo",
        "RRAMU_INSTANCE__ACCOUNTS_FILE": str(places.accounts_file),
        "RRAMU_POSTGRES__HOST": str(places.run / "postgres"),
        "RRAMU_POSTGRES__PORT": str(SOCKET_PORT),
        "RRAMU_POSTGRES__DATABASE": DATABASE,
        "RRAMU_POSTGRES__OWNER_PASSWORD": password(),
        "RRAMU_POSTGRES__API_PASSWORD": password(),
        "RRAMU_POSTGRES__WORKER_PASSWORD": password(),
        "RRAMU_POSTGRES__TRACKER_PASSWORD": password(),
        "RRAMU_REDIS__URL": f"unix://:{password()}@{places.run}/redis/redis.sock?db=0",
        "RRAMU_MQTT__HOST": "127.0.0.1",
        "RRAMU_MQTT__CA_FILE": str(places.data / "mosquitto" / "ca.pem"),
        "RRAMU_MQTT__TRACKER_PASSWORD": password(),
        "RRAMU_MQTT__ACCOUNTS_FOLDER": str(places.data / "mosquitto"),
        "RRAMU_MQTT__PID_FILE": str(places.pids / "mosquitto"),
        "RRAMU_BOXES__AUTHORITY_FILE": str(places.authority / "boxes.pem"),
        "RRAMU_BOXES__AUTHORITY_KEY_FILE": str(places.authority / "boxes.key"),
        "RRAMU_HTTP__SCREEN_FOLDER": str(CHECKOUT / "regulation_ui" / "dist"),
        "RRAMU_REGION__FOLDER": str(REGION),
        "RRAMU_AUDIT__HEADS_FOLDER": str(places.state / "audit" / "heads"),
        "RRAMU_KEYS__FOLDER": str(places.keys),
        "RRAMU_HTTP__SECURE_COOKIES": "false",  # plain HTTP, on the loopback only
    } | _addresses()
