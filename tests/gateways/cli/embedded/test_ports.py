"""Free ports are free, and a busy one names its holder."""

import os
import socket

from gateways.cli.embedded import ports


def test_picked_ports_are_distinct_and_free() -> None:
    picked = ports.pick(5)
    assert len(set(picked)) == 5
    assert all(ports.is_free(port) for port in picked)


def test_a_port_listened_on_is_not_free_and_its_holder_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not ports.is_free(port)
        assert str(os.getpid()) in ports.holder(port)
