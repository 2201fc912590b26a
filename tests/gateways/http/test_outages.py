"""PostgreSQL or Redis away, silent or back: a quick 503 where nothing can be done, everything again afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from pydantic import SecretStr

import db.engine
from gateways.http.app import serving
from kit.process import CannotStart
from kit.settings import RedisSettings, Settings
from tests.gateways.http.conftest import asking
from tests.world import ARM_CAEN


class Line:
    """Stands between the API and PostgreSQL, and can be cut or frozen."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        name = f".s.PGSQL.{settings.postgres.port}"
        self._far = str(Path(settings.postgres.host) / name)
        self._near = folder / name
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def restore(self) -> None:
        """Let everything through."""
        self._flowing.set()
        if self._server is None:
            self._server = await asyncio.start_unix_server(self._serve, self._near)

    async def cut(self) -> None:
        """End every connection and take no new one, as a server that was killed."""
        if self._server is not None:
            self._server.close()
            self._server = None
            self._near.unlink(missing_ok=True)
        for writer in self._open:
            writer.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def freeze(self) -> None:
        """Keep every connection and say nothing, as a server that was stopped or a network that was cut."""
        self._flowing.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(self._far)
        self._open |= {writer, far_writer}
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(self._pump(source, sink))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                await self._flowing.wait()
                sink.write(data)
                await sink.drain()
        sink.close()


@pytest.fixture
async def line(database: Settings, tmp_path: Path) -> AsyncIterator[Line]:
    """Give a line that lets everything through at first."""
    made = Line(database, tmp_path)
    await made.restore()
    yield made
    await made.cut()


@pytest.fixture
def through(database: Settings, tmp_path: Path) -> Settings:
    """Give settings that reach PostgreSQL by the line."""
    postgres = database.postgres.model_copy(update={"host": str(tmp_path), "statement_timeout_s": 0.5})
    return database.model_copy(update={"postgres": postgres})


async def test_postgresql_away_is_a_503_and_back_is_back(line: Line, through: Settings, passwords: str) -> None:
    credentials = {"login": ARM_CAEN.login, "password": passwords, "kind": "bearer"}
    async with serving(through) as app, asking(app) as client:
        token = (await client.post("/session", json=credentials)).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        assert (await client.get("/centres")).status_code == 200

        await line.cut()
        away = [
            await client.get("/centres"),
            await client.post("/session", json=credentials),
        ]
        assert [(answer.status_code, answer.headers["content-type"]) for answer in away] == [
            (503, "application/problem+json")
        ] * 2
        unready = await client.get("/health/ready")
        assert (unready.status_code, unready.json()["database"]) == (503, False)
        assert (await client.get("/health/live")).status_code == 204

        await line.restore()
        assert (await client.get("/centres")).status_code == 200
        assert (await client.get("/health/ready")).status_code == 200


async def test_a_silent_postgresql_is_given_up(
    line: Line, through: Settings, passwords: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.engine, "CONNECT_TIMEOUT_S", 0.5)
    credentials = {"login": ARM_CAEN.login, "password": passwords, "kind": "bearer"}
    async with serving(through) as app, asking(app) as client:
        token = (await client.post("/session", json=credentials)).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"

        line.freeze()
        assert (await client.get("/centres")).status_code == 503

        await line.restore()
        assert (await client.get("/centres")).status_code == 200


async def test_redis_away_keeps_nobody_out(database: Settings, passwords: str) -> None:
    gone = RedisSettings(url=SecretStr("unix:///nowhere/redis.sock"), prefix=database.redis.prefix)
    settings = database.model_copy(update={"redis": gone})
    credentials = {"login": ARM_CAEN.login, "password": passwords, "kind": "bearer"}
    async with serving(settings) as app, asking(app) as client:
        assert (await client.post("/session", json=credentials)).status_code == 201
        ready = await client.get("/health/ready")
        assert (ready.status_code, ready.json()["redis"]) == (200, False)


async def test_without_postgresql_it_does_not_start_and_says_why(database: Settings, tmp_path: Path) -> None:
    nowhere = database.model_copy(update={"postgres": database.postgres.model_copy(update={"host": str(tmp_path)})})

    with pytest.raises(CannotStart, match=r"PostgreSQL at .* does not answer"):
        await serving(nowhere).__aenter__()
