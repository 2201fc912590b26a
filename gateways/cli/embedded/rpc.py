"""XML-RPC over a unix socket: how supervisord is asked."""

import http.client
import socket
import xmlrpc.client
from pathlib import Path

TIMEOUT_S = 120.0
"""Longer than the longest stop of a program, which the supervisor answers only when done."""


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=TIMEOUT_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(TIMEOUT_S)
        self.sock.connect(str(self._path))


class _UnixTransport(xmlrpc.client.Transport):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: tuple[str, dict[str, str]] | str) -> http.client.HTTPConnection:
        connection = _UnixConnection(self._path)
        self._connection = (host, connection)  # closed with the proxy
        return connection


def call(path: Path, method: str, *arguments: str | bool) -> object:
    """Call `supervisor.<method>`.

    Raises:
        OSError: nobody listens on the socket.
        xmlrpc.client.Fault: the supervisor refuses; `faultCode` is one of supervisor.xmlrpc.Faults.
    """
    with xmlrpc.client.ServerProxy("http://localhost", transport=_UnixTransport(path)) as proxy:
        return getattr(proxy.supervisor, method)(*arguments)
