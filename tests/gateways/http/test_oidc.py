"""Sign-in through an identity provider, against the certified `oidc-provider` run for real, with Pro Santé Connect's claims."""

import asyncio
import json
import os
import shutil
import signal
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from redis.asyncio import Redis
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from gateways.http import provider as provider_module
from gateways.http.__main__ import make_server
from gateways.http.app import serving
from gateways.http.provider import Provider
from gateways.http.state import State
from kit.settings import OidcSettings, Settings
from tests.world import MRU_CAEN

Engines = dict[str, AsyncEngine]
FOLDER = Path(__file__).resolve().parents[3] / "simulators" / "pro_sante_connect"
RPPS, STRANGER = "899700218896", "899700000000"
SECRET = "a secret of the test"

pytestmark = [pytest.mark.timeout(180), pytest.mark.xdist_group("oidc")]


def _free_socket() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


@asynccontextmanager
async def provider(home: str) -> AsyncGenerator[str]:
    """Run the provider for an instance at `home`; gives its issuer."""
    node = shutil.which("node")
    assert node is not None
    with closing(_free_socket()) as free:
        port = free.getsockname()[1]
    client = {
        "client_id": "rramu",
        "client_secret": SECRET,
        "redirect_uris": [f"{home}/api/oidc/return"],
        "post_logout_redirect_uris": [f"{home}/"],
        "backchannel_logout_uri": f"{home}/api/oidc/logout",
    }
    process = await asyncio.create_subprocess_exec(
        node, "server.mjs", json.dumps({"port": port, "client": client}),
        cwd=FOLDER, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        while (await process.stdout.readline()).strip() != b"ready":
            assert process.returncode is None
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # with what a wrapper called `node` has started
        await process.communicate()


class Screen:
    """A browser between the instance and the provider."""

    def __init__(self, home: str, issuer: str, state: State) -> None:
        self.home = home
        self.issuer = issuer
        self.state = state
        self.http = httpx.AsyncClient(timeout=60)

    async def begin(self) -> str:
        """Ask to sign in; gives where the provider asks who it is, or, when it knows already, where it sends the browser back to."""
        sent = await self.http.get(f"{self.home}/api/oidc/start")
        assert sent.status_code == 303
        asked = await self.http.get(sent.headers["location"])
        return urljoin(self.issuer, asked.headers["location"])

    async def prove(self, page: str, **who: str) -> str:
        """Be somebody at the provider; gives where it sends the browser back to."""
        if page.startswith(self.home):
            return page
        answer = await self.http.post(page, params=who)
        while not answer.headers["location"].startswith(self.home):
            answer = await self.http.get(answer.headers["location"])
        return answer.headers["location"]

    async def sign_in(self, **who: str) -> httpx.Response:
        """Go the whole way; gives the last answer of the instance."""
        return await self.http.get(await self.prove(await self.begin(), **who))

    async def session(self) -> httpx.Response:
        """Ask who is signed in."""
        return await self.http.get(f"{self.home}/api/session")


@pytest.fixture
async def screen(database: Settings, engines: Engines) -> AsyncIterator[Screen]:
    """Give a browser at an instance served on a real socket, with its provider; the doctor's account is linked."""
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(
            text("UPDATE accounts SET national_id = :rpps WHERE id = :id"), {"rpps": RPPS, "id": MRU_CAEN.id}
        )
    with closing(_free_socket()) as listener:
        home = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with provider(home) as issuer:
            oidc = OidcSettings(issuer=issuer, client_id="rramu", client_secret=SecretStr(SECRET))
            settings = database.model_copy(
                update={
                    "oidc": oidc,
                    "http": database.http.model_copy(update={"secure_cookies": False}),
                    "instance": database.instance.model_copy(update={"public_url": home}),
                }
            )
            async with serving(settings) as app, _listening(app, settings, listener):
                opened = Screen(home, issuer, app.state.resources)
                yield opened
                await opened.http.aclose()


@asynccontextmanager
async def _listening(app: FastAPI, settings: Settings, listener: socket.socket) -> AsyncGenerator[None]:
    server = make_server(app, settings.http)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


def why(answer: httpx.Response) -> str | None:
    """Give the word the door is told."""
    return parse_qs(urlsplit(answer.headers["location"]).query).get("refused", [None])[0]


async def test_a_linked_professional_signs_in_and_out_of_both(screen: Screen, engines: Engines) -> None:
    assert (await screen.http.get(f"{screen.home}/api/oidc")).json()["name"] == "Pro Santé Connect"
    entered = await screen.sign_in(**{"as": RPPS})
    assert (entered.status_code, entered.headers["location"]) == (303, "/")

    seen = (await screen.session()).json()
    assert (seen["login"], seen["rights"][0]["role"]) == (MRU_CAEN.login, "MRU")
    async with engines["rramu_owner"].connect() as connection:
        row = (await connection.execute(text("SELECT method, oidc_sid, oidc_id_token FROM sessions"))).one()
    assert (row.method, bool(row.oidc_sid)) == ("OIDC", True)
    assert row.oidc_id_token.startswith("enc:")

    left = await screen.http.delete(f"{screen.home}/api/session", headers={"X-CSRF-Token": seen["csrf"]})
    assert left.json()["end_url"].startswith(f"{screen.issuer}/session/end?id_token_hint=")
    assert (await screen.session()).status_code == 401
    assert (await screen.http.get(left.json()["end_url"])).status_code == 200


async def test_nobody_is_made_an_account(screen: Screen, engines: Engines) -> None:
    refused = await screen.sign_in(**{"as": STRANGER})

    assert (refused.status_code, why(refused)) == (303, "unlinked")
    assert (await screen.session()).status_code == 401
    async with engines["rramu_owner"].connect() as connection:
        assert (
            await connection.scalar(text("SELECT count(*) FROM accounts WHERE national_id = :id"), {"id": STRANGER})
            == 0
        )


@pytest.mark.parametrize("change", ["UPDATE accounts SET active = false", "DELETE FROM account_rights"])
async def test_a_linked_account_that_is_closed_or_holds_no_right_stays_out(
    screen: Screen, engines: Engines, change: str
) -> None:
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(text(change))
    assert why(await screen.sign_in(**{"as": RPPS})) == "unlinked"


async def test_a_weaker_proof_than_asked_for_is_refused(screen: Screen) -> None:
    assert why(await screen.sign_in(**{"as": RPPS, "acr": "eidas0"})) == "refused"


async def test_who_gives_up_at_the_provider_s_comes_back_to_the_door(screen: Screen) -> None:
    assert why(await screen.sign_in()) == "refused"


async def test_a_return_is_good_once_and_in_its_browser_only(screen: Screen) -> None:
    back = await screen.prove(await screen.begin(), **{"as": RPPS})
    async with httpx.AsyncClient(timeout=60) as other:
        assert why(await other.get(back)) == "refused"
    assert why(await screen.http.get(back)) == "refused"

    back = await screen.prove(await screen.begin(), **{"as": RPPS})
    assert (await screen.http.get(back)).headers["location"] == "/"
    assert why(await screen.http.get(back)) == "refused"


async def test_another_sign_in_s_code_is_refused(screen: Screen) -> None:
    """Its verifier is not this one's: PKCE."""
    first = parse_qs(urlsplit(await screen.prove(await screen.begin(), **{"as": RPPS})).query)
    second = parse_qs(urlsplit(await screen.prove(await screen.begin(), **{"as": RPPS})).query)
    mixed = await screen.http.get(
        f"{screen.home}/api/oidc/return", params={"state": second["state"][0], "code": first["code"][0]}
    )
    assert why(mixed) == "refused"


async def test_an_id_token_of_another_nonce_is_refused(screen: Screen, redis_client: Redis, database: Settings) -> None:
    back = await screen.prove(await screen.begin(), **{"as": RPPS})
    (key,) = [key async for key in redis_client.scan_iter(match=f"{database.redis.prefix}oidc:*")]
    begun = json.loads(await redis_client.getdel(key.decode()) or b"")
    await redis_client.set(key.decode(), json.dumps(begun | {"nonce": "another"}).encode(), ex=60)
    assert why(await screen.http.get(back)) == "refused"


async def test_the_provider_s_sign_out_ends_ours(screen: Screen, engines: Engines) -> None:
    await screen.sign_in(**{"as": RPPS})
    left = await screen.http.get(f"{screen.issuer}/session/end", params={"client_id": "rramu"})
    hidden = left.text.split('name="xsrf" value="')[1].split('"')[0]
    confirmed = await screen.http.post(f"{screen.issuer}/session/end/confirm", data={"xsrf": hidden, "logout": "yes"})
    assert confirmed.status_code in {200, 303}

    assert (await screen.session()).status_code == 401
    async with engines["rramu_owner"].connect() as connection:
        assert await connection.scalar(text("SELECT ended_because FROM sessions")) == "BY_PROVIDER"


async def test_a_forged_logout_is_refused(screen: Screen) -> None:
    await screen.sign_in(**{"as": RPPS})
    for token in ("", "x", "eyJhbGciOiJub25lIn0.eyJzaWQiOiIxIn0."):
        refused = await screen.http.post(f"{screen.home}/api/oidc/logout", data={"logout_token": token})
        assert refused.status_code == 401
    assert (await screen.session()).status_code == 200


async def test_no_connection_is_held_while_the_provider_is_asked(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the request: the app's own tasks may hold one at any moment."""
    holders: dict[int, asyncio.Task[object] | None] = {}

    def lend(_: object, connection: object, __: object) -> None:
        holders[id(connection)] = asyncio.current_task()

    def take_back(_: object, connection: object) -> None:
        holders.pop(id(connection), None)  # by whatever task ends the session; it may have been lent before

    event.listen(screen.state.engine.sync_engine, "checkout", lend)
    event.listen(screen.state.engine.sync_engine, "checkin", take_back)
    held: list[tuple[str, int]] = []

    def watch(name: str) -> None:
        ask: Callable[[Provider, str], Awaitable[object]] = getattr(Provider, name)

        async def watched(provider: Provider, *given: str) -> object:
            held.append((name, list(holders.values()).count(asyncio.current_task())))
            return await ask(provider, *given)

        monkeypatch.setattr(Provider, name, watched)

    for name in ("finish", "end_url", "ended"):
        watch(name)
    await screen.sign_in(**{"as": RPPS})
    csrf = (await screen.session()).json()["csrf"]
    await screen.http.post(f"{screen.home}/api/oidc/logout", data={"logout_token": "x"})
    await screen.http.delete(f"{screen.home}/api/session", headers={"X-CSRF-Token": csrf})
    assert held == [("finish", 0), ("ended", 0), ("end_url", 0)]


async def test_forged_tokens_have_the_keys_read_again_no_oftener_than_set(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    send = httpx.AsyncHTTPTransport.handle_async_request

    async def counted(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        if str(request.url).startswith(screen.issuer):
            asked.append(request.url.path)
        return await send(transport, request)

    async def forge() -> None:
        answer = await screen.http.post(f"{screen.home}/api/oidc/logout", data={"logout_token": "x"})
        assert answer.status_code == 401

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", counted)
    await forge()
    described = len(asked)
    await forge()
    assert (described, len(asked)) == (2, 2)
    monkeypatch.setattr(provider_module, "KEYS_KEPT_S", 0.0)
    await forge()
    assert len(asked) == 4


async def test_a_provider_away_is_said_and_no_route_is_there_without_one(
    database: Settings, stranger: httpx.AsyncClient
) -> None:
    assert (await stranger.get("/oidc")).status_code == 404
    assert (await stranger.get("/oidc/start")).status_code == 404
    with closing(_free_socket()) as free:
        issuer = f"http://127.0.0.1:{free.getsockname()[1]}"
    settings = database.model_copy(update={"oidc": OidcSettings(issuer=issuer, client_id="rramu")})
    async with serving(settings) as app:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test/api") as client:
            assert why(await client.get("/oidc/start")) == "away"


def test_a_provider_in_the_clear_is_refused_but_on_loopback() -> None:
    with pytest.raises(ValueError, match="https"):
        OidcSettings(issuer="http://wallet.example")
