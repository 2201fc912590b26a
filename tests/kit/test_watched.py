"""The pages of a process without HTTP of its own, over a real socket."""

import socket
from contextlib import closing

import httpx
import pytest

from kit.process import CannotStart
from kit.watched import watched
from kit.wire.health import Health, Part

WELL = Health(database=True, redis=True)


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


def test_it_tells_how_it_is() -> None:
    found = [Health(database=True, redis=True, parts=[Part(name="database", ok=True)])]
    port = free_port()
    with (
        watched(port, lambda: found[0]),
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        assert client.get("/health/live").status_code == 204
        assert client.get("/health/ready").status_code == 200
        found[0] = Health(database=False, redis=True, ready=False, parts=[Part(name="database", ok=False)])
        missing = client.get("/health/ready")
        assert (missing.status_code, missing.headers["content-type"]) == (503, "application/json")
        assert missing.json()["parts"] == [{"name": "database", "ok": False, "needed": True, "detail": ""}]
        told = client.get("/metrics")
        assert told.headers["content-type"].startswith("text/plain; version=")
        assert "# TYPE rramu_events_total counter" in told.text
        assert client.get("/anything").status_code == 404
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/health/live")


def test_a_taken_port_is_one_clear_line() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
        with (
            pytest.raises(CannotStart, match=f"cannot listen on 127.0.0.1 port {port} for metrics"),
            watched(port, lambda: WELL),
        ):
            pass


def test_without_a_port_nothing_is_opened() -> None:
    with watched(None, lambda: WELL):
        pass
