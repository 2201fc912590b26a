"""Pain 16: a slow screen blocks the others.

Each screen has a bounded queue; what it misses gathers, newest per vehicle; one that stays slow is cut off and comes back to a new snapshot
(`tracker/live/hub.py`). Here one reads nothing while 2,000 vehicles move.
"""

import socket
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

from msgspec import structs
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection, connect

from kit.clock import real_now
from kit.settings import Settings
from kit.wire.live import LivePosition
from load.fleet import fill
from tests.gateways.http.desk import Desk
from tests.pains.conftest import open_room, rows, telling
from tests.tracker.live.moves import position
from tests.world import ARM_CAEN

VEHICLES = 2_000


def everybody(fleet: list[UUID], seq: int) -> list[LivePosition]:
    """Give the fix number `seq` of every vehicle."""
    at = real_now() + timedelta(milliseconds=seq)
    return [
        structs.replace(position(1, seq, -0.5 + number * 0.001), vehicle_id=vehicle_id, measured_at=at)
        for number, vehicle_id in enumerate(fleet)
    ]


def has_all(screen: Desk[ClientConnection], seq: int) -> bool:
    """Tell whether a screen has this fix of everybody."""
    return len(screen.positions) == VEHICLES and all(one.seq == seq for one in screen.positions.values())


async def test_one_that_reads_nothing_is_cut_off_delays_nobody_and_comes_back_to_a_snapshot(
    settings: Settings, passwords: str, redis_client: Redis
) -> None:
    await fill(settings, {f"many-{number:04d}": 0 for number in range(VEHICLES)})
    fleet = [UUID(str(key)) for (key,) in await rows(settings, "SELECT id FROM vehicles WHERE call_sign LIKE 'many-%'")]
    patience = settings.live.model_copy(update={"frozen_after_s": 6.0, "heartbeat_s": 0.5})
    async with (
        telling(settings, redis_client) as feeds,
        open_room(settings.model_copy(update={"live": patience}), passwords) as room,
        room.client(ARM_CAEN) as client,
        room.desk() as alive,
    ):
        seq = 1
        feed = feeds.open("p00", everybody(fleet, seq))
        await alive.subscribe()
        screens = room.app.state.screens.hub.screens
        others = set(screens)
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow.connect(("127.0.0.1", urlsplit(room.url).port))
        headers = {"Authorization": client.headers["Authorization"]}
        address = f"{room.url.replace('http', 'ws', 1)}/api/live"
        stuck = await connect(address, sock=narrow, additional_headers=headers, max_queue=1, ping_interval=None)
        await Desk(stuck).say('{"type":"subscribe","topics":["positions"]}')
        await alive.until(lambda: len(screens) > 1)
        [slow] = screens - others
        while slow in screens:
            seq += 1
            feed.publish(everybody(fleet, seq))
            await alive.until(partial(has_all, alive, seq))
        assert slow.close is not None
        assert slow.merged > 0, "what it missed was gathered, newest per vehicle"
        assert alive.snapshots == 2
        stuck.transport.abort()
        async with room.desk() as again:
            await again.subscribe(room=False)
            assert {one.seq for one in again.positions.values()} == {seq}
