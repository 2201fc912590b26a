"""A centre's room as its live websocket tells it: its open calls, cases and missions, what other centres ask, and the fleet."""

import asyncio
from collections.abc import Callable, Sequence
from random import Random
from typing import Protocol, TypeVar
from uuid import UUID

import msgspec
import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

from kit.wire.calls import CallView
from kit.wire.cases import CaseView
from kit.wire.centres import HelpView, TransferView
from kit.wire.codes.calls import CallBack
from kit.wire.codes.centres import HelpState, TransferState
from kit.wire.live import Heartbeat, LiveEvent, Pong, Problem, RoomDelta, RoomSnapshot, Subscribe, Welcome
from kit.wire.missions import MissionView
from kit.wire.vehicles import VehicleView
from simulators.api import Api, Away, Refused

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 10.0
MAXIMUM_FRAME_BYTES = 16 * 1024 * 1024

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
_decoder = msgspec.json.Decoder(LiveEvent)


class Row(Protocol):
    """What each kind of row has."""

    @property
    def id(self) -> UUID:
        """Key."""
        ...

    @property
    def version(self) -> int:
        """Grows with each change."""
        ...


R = TypeVar("R", bound=Row)


class Room:
    """What is open now. `changed` is set at each change; everybody who waits on it is woken.

    Args:
        centre_id: whose calls, cases and missions are worked here; what is another centre's is left to its own room, also when it
            may be read here. None: whatever is told.
    """

    def __init__(self, centre_id: UUID | None = None) -> None:
        self.centre_id = centre_id
        self.transfers: dict[UUID, TransferView] = {}
        """Those that wait for an answer, to and from here."""
        self.help_requests: dict[UUID, HelpView] = {}
        """Those of open cases, to and from here."""
        self.calls: dict[UUID, CallView] = {}
        self.cases: dict[UUID, CaseView] = {}
        self.missions: dict[UUID, MissionView] = {}
        self.vehicles: dict[UUID, VehicleView] = {}
        self.changed = asyncio.Event()
        self.is_live = False
        """Told of each change now; not while the connection is lost."""
        self.listeners: list[Callable[[Row], None]] = []
        """Told each row taken, before what is over is forgotten."""

    async def watch(self, api: Api, public_url: str, chance: Random) -> None:
        """Stay connected and up to date, until cancelled."""
        delay_s = FIRST_DELAY_S
        while True:
            try:
                url = "ws" + public_url.removeprefix("http") + "/api/live"
                headers = {"Authorization": f"Bearer {await api.token()}"}
                async with connect(
                    url,
                    additional_headers=headers,
                    origin=Origin(public_url),
                    max_size=MAXIMUM_FRAME_BYTES,
                    compression=None,
                ) as connection:
                    await self._follow(connection)
                    delay_s = FIRST_DELAY_S
            except (
                OSError,
                TimeoutError,
                ConnectionClosed,
                InvalidHandshake,
                msgspec.DecodeError,
                Away,
                Refused,
            ) as error:
                log.warning("room_lost", account=api.account.login, error=type(error).__name__)
                if isinstance(error, InvalidHandshake):
                    api.forget_token()
            finally:
                self.is_live = False
            await asyncio.sleep(delay_s * chance.uniform(0.5, 1.5))
            delay_s = min(2 * delay_s, LONGEST_DELAY_S)

    async def _follow(self, connection: ClientConnection) -> None:
        await connection.send(msgspec.json.encode(Subscribe(topics=["room"])), text=True)
        last_n: int | None = None
        async for frame in connection:
            event = _decoder.decode(frame)
            if isinstance(event, Welcome):
                continue
            if isinstance(event, Problem):
                log.warning("live_problem", title=event.title)
                continue
            if last_n is not None and event.n != last_n + 1:
                return  # something was missed: start again from a snapshot
            last_n = event.n
            if isinstance(event, Heartbeat):
                await connection.send(msgspec.json.encode(Pong(n=event.n)), text=True)
            elif isinstance(event, RoomSnapshot):
                self.reset(event)
                self.is_live = True
            elif isinstance(event, RoomDelta):
                self.apply(event)

    def reset(self, snapshot: RoomSnapshot) -> None:
        """Take the whole room as it is."""
        self.calls, self.cases, self.missions, self.vehicles = {}, {}, {}, {}
        self.transfers, self.help_requests = {}, {}
        self._update(self.vehicles, snapshot.vehicles)
        self._update(self.calls, snapshot.calls)
        self._update(self.cases, snapshot.cases)
        self._update(self.missions, snapshot.missions)
        self._update(self.transfers, snapshot.transfers)
        self._update(self.help_requests, snapshot.help_requests)
        self.changed.set()

    def take(self, row: object) -> None:
        """Take a row that the API has just answered, before the websocket tells it; anything else is no row."""
        if isinstance(row, CallView):
            self._update(self.calls, [row])
        elif isinstance(row, CaseView):
            self._update(self.cases, [row])
        elif isinstance(row, MissionView):
            self._update(self.missions, [row])
        elif isinstance(row, TransferView):
            self._update(self.transfers, [row])
        elif isinstance(row, HelpView):
            self._update(self.help_requests, [row])
        self._forget_what_is_over()

    def apply(self, delta: RoomDelta) -> None:
        """Take the rows that changed, each if newer than the one held."""
        self._update(self.vehicles, delta.vehicles)
        self._update(self.calls, delta.calls)
        self._update(self.cases, delta.cases)
        self._update(self.missions, delta.missions)
        self._update(self.transfers, delta.transfers)
        self._update(self.help_requests, delta.help_requests)
        for gone in delta.gone:
            for rows in (self.calls, self.cases, self.missions, self.vehicles):
                rows.pop(gone, None)
        self._forget_what_is_over()
        self.changed.set()

    def _forget_what_is_over(self) -> None:
        """Drop ended calls not to be called back, closed cases, and their missions; one that ended stays as long as its case is open."""
        self.calls = {key: call for key, call in self.calls.items() if _is_open(call)}
        self.cases = {key: case for key, case in self.cases.items() if case.closed_at is None}
        self.missions = {
            key: mission
            for key, mission in self.missions.items()
            if mission.closed_at is None or mission.case_id in self.cases
        }
        self.transfers = {key: one for key, one in self.transfers.items() if one.state is TransferState.ASKED}
        self.help_requests = {
            key: one
            for key, one in self.help_requests.items()
            if one.state is HelpState.ASKED or one.case_id in self.cases
        }

    def _update(self, rows: dict[UUID, R], changed: Sequence[R]) -> None:
        for row in changed:
            if isinstance(row, CallView | CaseView | MissionView) and self.centre_id not in {None, row.centre_id}:
                rows.pop(row.id, None)
                continue
            held = rows.get(row.id)
            if held is None or row.version >= held.version:
                rows[row.id] = row
                for listen in self.listeners:
                    listen(row)


def _is_open(call: CallView) -> bool:
    return call.ended_at is None or call.call_back is CallBack.DUE
