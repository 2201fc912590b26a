"""A telephone exchange that announces calls for ever, and remembers those the API promised to keep."""

import asyncio
from collections import Counter
from typing import NamedTuple

import asyncpg
import httpx

from db.engine import close, connect_arguments
from kit.ids import CentreId, new_id
from kit.settings import Settings
from kit.wire.accounts import DemoAccount
from kit.wire.codes.calls import Line

EVERY_S = 0.2
PATIENCE_S = 5.0
SESSION_GONE = 401


class Calls(NamedTuple):
    """What became of the calls promised."""

    lost: int
    doubled: int


class Telephone:
    """One exchange of one centre.

    Args:
        url: the API's, without `/api`.
        account: of the role TELEPHONY.
    """

    def __init__(self, url: str, account: DemoAccount) -> None:
        self._url = url
        self._account = account
        self.announced: list[str] = []
        """Calls answered 201, or told again and known already."""
        self.centre_id: CentreId | None = None

    async def run(self) -> None:
        """Announce calls until cancelled; a call whose answer was lost is announced again."""
        waiting: str | None = None
        while True:
            try:
                async with httpx.AsyncClient(base_url=f"{self._url}/api", timeout=PATIENCE_S) as client:
                    await sign_in(client, self._account)
                    self.centre_id = CentreId((await client.get("/session")).json()["rights"][0]["centre_id"])
                    while True:
                        waiting = waiting or str(new_id())
                        call = {"external_id": waiting, "centre_id": str(self.centre_id), "line": Line.LINE_15}
                        answer = await client.post("/calls", json=call)
                        if answer.status_code == SESSION_GONE:
                            break
                        if answer.is_success:
                            self.announced.append(waiting)
                            waiting = None
                        await asyncio.sleep(EVERY_S)
            except (httpx.HTTPError, KeyError):
                await asyncio.sleep(EVERY_S)

    async def reckon(self, settings: Settings) -> Calls:
        """Hold what has been announced by now against the database, read as its owner."""
        announced = tuple(self.announced)  # a call promised while the database is read is not in what was read
        connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
        try:
            rows = await connection.fetch("SELECT external_id FROM calls WHERE centre_id = $1", self.centre_id)
        finally:
            await close(connection)
        kept = Counter[str](row["external_id"] for row in rows)
        return Calls(lost=sum(one not in kept for one in announced), doubled=sum(many - 1 for many in kept.values()))


async def sign_in(client: httpx.AsyncClient, account: DemoAccount) -> str:
    """Open a session as a program does, carried by the client from then on; gives its token.

    Raises: httpx.HTTPError.
    """
    credentials = {"login": account.login, "password": account.password, "kind": "bearer"}
    answer = await client.post("/session", json=credentials)
    answer.raise_for_status()
    token = str(answer.json()["token"])
    client.headers["Authorization"] = f"Bearer {token}"
    return token
