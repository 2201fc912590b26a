"""Ports and passwords are picked once."""

import stat
from pathlib import Path

import pytest

from gateways.cli.embedded import configuration
from gateways.cli.embedded.places import Places


@pytest.fixture
def where(tmp_path: Path) -> Places:
    return Places("demo", tmp_path, tmp_path / "data", tmp_path / "run")


def test_settings_are_written_once_for_their_owner(where: Places) -> None:
    first = configuration.ensure(where)
    assert configuration.ensure(where) == first
    assert stat.S_IMODE(where.settings_file.stat().st_mode) == 0o600


def test_no_two_passwords_are_alike(where: Places) -> None:
    postgres = configuration.ensure(where).postgres
    passwords = {postgres.password(role) for role in ("rramu_owner", "rramu_api", "rramu_worker", "rramu_tracker")}
    assert len(passwords) == 4
    assert all(len(password) >= 32 for password in passwords)


def test_moving_changes_the_addresses_alone(where: Places) -> None:
    before = configuration.ensure(where)
    after = configuration.move_ports(where)
    assert after.mqtt.port != before.mqtt.port
    assert after.http.port != before.http.port
    mqtt, metrics = after.mqtt, after.metrics
    ports = (mqtt.port, mqtt.certificate_port, after.http.port, metrics.tracker_port, metrics.worker_port)
    assert len(set(ports)) == 5
    assert str(after.http.port) in after.instance.public_url
    assert after.postgres == before.postgres
    assert after.redis == before.redis
