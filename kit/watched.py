"""Tells a program on the same machine how a process without HTTP of its own is: `/metrics`, `/health/live`, `/health/ready`.

On a thread of its own, on the loopback only, and only when a port is set: an event loop that no longer turns still answers, and says so.
"""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import msgspec
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from kit.metrics import REGISTRY
from kit.process import CannotStart
from kit.wire.health import Health

Look = Callable[[], Health]
"""Gives how the process is, as it found lately; called from the server's thread."""
HOST = "127.0.0.1"
TEXT = ("Content-Type", "text/plain; charset=utf-8")
JSON = ("Content-Type", "application/json")
_encode = msgspec.json.Encoder().encode


class _Server(ThreadingMixIn, WSGIServer):
    """One thread a question; none outlives the process."""

    daemon_threads = True


class _Silent(WSGIRequestHandler):
    """Writes no line per question."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in the library
        """Say nothing."""


@contextmanager
def watched(port: int | None, look: Look) -> Generator[None]:
    """Answer on a port of the loopback meanwhile; without a port, nothing is opened.

    Raises: CannotStart when somebody else has the port.
    """
    if port is None:
        yield
        return
    try:
        server = make_server(HOST, port, application(look), server_class=_Server, handler_class=_Silent)
    except OSError as error:
        raise CannotStart(f"cannot listen on {HOST} port {port} for metrics: {error.strerror}") from error
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="watched", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def application(look: Look) -> WSGIApplication:
    """Give the three pages."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        match environ["PATH_INFO"]:
            case "/metrics":
                start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
                return [generate_latest(REGISTRY)]
            case "/health/live":
                start_response("204 No Content", [])
                return []
            case "/health/ready":
                health = look()
                start_response("200 OK" if health.ready else "503 Service Unavailable", [JSON])
                return [_encode(health)]
            case _:
                start_response("404 Not Found", [TEXT])
                return []

    return serve
