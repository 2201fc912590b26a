"""Loopback ports of an instance: picked free once, then kept."""

import random
import socket

import psutil

FIRST_PORT, LAST_PORT = 20_000, 29_999
"""Below the kernel's own range for outgoing connections (32768 and up), so that none of those takes a kept port."""


def is_free(port: int) -> bool:
    """Tell whether the loopback port can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def pick(count: int) -> list[int]:
    """Pick distinct free ports."""
    chosen: list[int] = []
    for port in random.SystemRandom().sample(range(FIRST_PORT, LAST_PORT + 1), k=LAST_PORT - FIRST_PORT):
        if is_free(port):
            chosen.append(port)
        if len(chosen) == count:
            break
    return chosen


def holder(port: int) -> str:
    """Say who listens on the port, as far as this user may know."""
    for connection in psutil.net_connections(kind="tcp"):
        if connection.laddr and connection.laddr.port == port and connection.status == psutil.CONN_LISTEN:
            if connection.pid is None:
                break
            return f"process {connection.pid} ({psutil.Process(connection.pid).name()})"
    return "another program"
