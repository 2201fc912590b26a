"""A program's session with the API: signs in, repeats what did not get through, and turns refusals into one exception."""

import asyncio
from collections.abc import Mapping
from random import Random
from typing import TypeVar

import httpx
import msgspec
import structlog
from msgspec import Struct

from kit.ids import new_id
from kit.wire.accounts import Credentials, DemoAccount, SessionView

T = TypeVar("T")

PATIENCE_S = 120.0
"""Real seconds during which a command is repeated while the API is away."""
FIRST_DELAY_S = 0.3
LONGEST_DELAY_S = 5.0
NOT_SIGNED_IN = 401
AWAY = {429, 502, 503, 504}
REFUSALS = range(400, 600)

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class Refused(Exception):
    """The API said no; `problem` is the last part of the problem's type, `current` what it says is true now."""

    def __init__(self, status: int, problem: str, current: object = None) -> None:
        super().__init__(f"{status} {problem}")
        self.status = status
        self.problem = problem
        self.current = current


class Away(Exception):
    """The API did not answer for longer than `PATIENCE_S`."""


class Problem(Struct):
    """What we read of a problem+json answer."""

    type: str = ""
    current: object = None


class Api:
    """One account at the API.

    Args:
        client: shared by the accounts of a process; its base is the instance's public address.
        account: who signs in.
        chance: jitter of repetitions.
    """

    def __init__(self, client: httpx.AsyncClient, account: DemoAccount, chance: Random) -> None:
        self.account = account
        self._client = client
        self._chance = chance
        self._token: str | None = None
        self._signing_in = asyncio.Lock()

    async def token(self) -> str:
        """Give a bearer token, after signing in when there is none."""
        async with self._signing_in:
            if self._token is None:
                credentials = Credentials(login=self.account.login, password=self.account.password, kind="bearer")
                answer = await self._try_for_long("POST", "/api/session", msgspec.json.encode(credentials), {})
                self._token = msgspec.json.decode(answer, type=SessionView).token
            return self._token or ""

    def forget_token(self) -> None:
        """Sign in again at the next occasion."""
        self._token = None

    async def ask(self, path: str, kind: type[T]) -> T:
        """Read what anybody may read, without signing in; otherwise like `get`."""
        return msgspec.json.decode(await self._try_for_long("GET", path, None, {}), type=kind)

    async def get(self, path: str, kind: type[T]) -> T:
        """Read something.

        Raises:
            Refused: the API said no.
            Away: it does not answer.
        """
        return msgspec.json.decode(await self._call("GET", path, None), type=kind)

    async def post(self, path: str, body: Struct | None, kind: type[T]) -> T:
        """Send a command, applied once however often it is repeated.

        Raises:
            Refused: the API said no.
            Away: it does not answer.
        """
        return msgspec.json.decode(await self._call("POST", path, body), type=kind)

    async def patch(self, path: str, body: Struct, kind: type[T]) -> T:
        """Change something; otherwise like `post`."""
        return msgspec.json.decode(await self._call("PATCH", path, body), type=kind)

    async def put(self, path: str, body: Struct, kind: type[T]) -> T:
        """Set something; otherwise like `post`."""
        return msgspec.json.decode(await self._call("PUT", path, body), type=kind)

    async def _call(self, method: str, path: str, body: Struct | None) -> bytes:
        content = None if body is None else msgspec.json.encode(body)
        headers = {} if method == "GET" else {"Idempotency-Key": str(new_id())}
        try:
            return await self._try_for_long(method, path, content, headers | await self._authorization())
        except Refused as refusal:
            if refusal.status != NOT_SIGNED_IN:
                raise
        self.forget_token()
        return await self._try_for_long(method, path, content, headers | await self._authorization())

    async def _authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {await self.token()}"}

    async def _try_for_long(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> bytes:
        if content is not None:
            headers = {**headers, "Content-Type": "application/json"}
        clock = asyncio.get_running_loop().time
        deadline, delay_s = clock() + PATIENCE_S, FIRST_DELAY_S
        while True:
            try:
                answer = await self._client.request(method, path, content=content, headers=headers)
            except httpx.TransportError as error:
                trouble = type(error).__name__
            else:
                if answer.status_code not in REFUSALS:
                    return answer.content
                if answer.status_code not in AWAY:
                    raise _refusal(answer)
                trouble = str(answer.status_code)
            if clock() > deadline:
                raise Away(f"{method} {path}: {trouble}")
            await asyncio.sleep(delay_s * self._chance.uniform(0.5, 1.5))
            delay_s = min(2 * delay_s, LONGEST_DELAY_S)


def _refusal(answer: httpx.Response) -> Refused:
    try:
        problem = msgspec.json.decode(answer.content, type=Problem)
    except msgspec.DecodeError:
        problem = Problem()
    return Refused(answer.status_code, problem.type.rpartition("/")[2].rpartition(":")[2], problem.current)
