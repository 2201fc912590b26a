"""Trails and nearby vehicles over REST: only what the room may see, and each look at a trail written down."""

from datetime import datetime, timedelta
from uuid import UUID

import httpx
import msgspec
import pytest
from fastapi import FastAPI
from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.models.fleet import VehicleVisibility
from db.models.positions import Position
from db.models.trail import AuditEntry
from kit.clock import real_now
from kit.ids import new_id
from kit.wire.vehicles import NearbyVehicle, Trail
from tests import world
from tests.gateways.http.conftest import SignIn, api, passwords, sign_in
from tests.tracker.live.moves import position, vehicle_id
from tests.world import ADMINISTRATOR, AMBULANCE_CAEN, AMBULANCE_ROUEN, ARM_CAEN, SMUR_CAEN
from tracker.live.replica import Replica

__all__ = ["api", "passwords", "sign_in"]  # fixtures


@pytest.fixture
async def arm(sign_in: SignIn) -> httpx.AsyncClient:
    return await sign_in(ARM_CAEN)


async def _store(engine: AsyncEngine, vehicle: UUID, *measured: datetime) -> None:
    async with engine.begin() as connection:
        for seq, at in enumerate(measured, 1):
            values = {
                "box_id": new_id(), "boot": 1, "seq": seq, "measured_at": at, "received_at": at, "vehicle_id": vehicle,
                "late": False, "lon_deg": 0.1 * seq, "lat_deg": 49.0, "h3_9": 1,
            }  # fmt: skip
            await connection.execute(insert(Position).values(values))


async def test_a_trail_is_what_the_room_might_see_oldest_first(
    arm: httpx.AsyncClient, engines: dict[str, AsyncEngine]
) -> None:
    now = real_now()
    minutes = [timedelta(minutes=ago) for ago in (40, 25, 15, 5)]
    await _store(engines["rramu_owner"], AMBULANCE_CAEN.vehicle_id, *(now - ago for ago in reversed(minutes)))
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(
            update(VehicleVisibility)
            .where(VehicleVisibility.vehicle_id == AMBULANCE_CAEN.vehicle_id)
            .values(to_at=now - timedelta(minutes=10))
        )
    answer = await arm.get(f"/vehicles/{AMBULANCE_CAEN.vehicle_id}/trail", params={"minutes": 30})
    trail = msgspec.json.decode(answer.content, type=Trail)
    assert trail.vehicle_id == AMBULANCE_CAEN.vehicle_id
    assert [seconds for _, _, seconds in trail.points] == pytest.approx(
        [(now - ago).timestamp() for ago in minutes[1:3]]
    )
    assert trail.points[0][0] == pytest.approx(0.3)
    assert trail.points[0][1] == pytest.approx(49.0)


async def test_a_trail_for_a_map_leaves_out_what_its_zoom_cannot_show(
    arm: httpx.AsyncClient, engines: dict[str, AsyncEngine]
) -> None:
    """Straight on along a parallel: only the ends are needed; the exact fixes are there for whoever asks for no map."""
    now = real_now()
    await _store(
        engines["rramu_owner"], AMBULANCE_CAEN.vehicle_id, *(now - timedelta(minutes=ago) for ago in (9, 6, 3))
    )
    trails: list[Trail] = []
    for params in ({}, {"zoom": 12}):
        answer = await arm.get(f"/vehicles/{AMBULANCE_CAEN.vehicle_id}/trail", params=params)
        trails.append(msgspec.json.decode(answer.content, type=Trail))
    exact, drawn = trails
    assert (len(exact.points), exact.within_m) == (3, 0.0)
    assert drawn.points == [exact.points[0], exact.points[2]]
    assert drawn.within_m == pytest.approx(12.5, rel=0.01)  # a pixel of zoom 12 at 49° north, tiles of 512


async def test_a_look_at_a_trail_is_written_down(arm: httpx.AsyncClient, engines: dict[str, AsyncEngine]) -> None:
    await arm.get(f"/vehicles/{SMUR_CAEN.vehicle_id}/trail")
    async with engines["rramu_owner"].connect() as connection:
        looks = (await connection.execute(select(AuditEntry).where(AuditEntry.action == "trail.looked"))).all()
    assert [(look.account_id, look.role, look.centre_id, look.subject) for look in looks] == [
        (ARM_CAEN.id, "ARM", world.CAEN, f"vehicle:{SMUR_CAEN.vehicle_id}")
    ]


async def test_a_look_that_cannot_be_written_down_shows_nothing(
    arm: httpx.AsyncClient, engines: dict[str, AsyncEngine]
) -> None:
    await _store(engines["rramu_owner"], SMUR_CAEN.vehicle_id, real_now() - timedelta(minutes=1))
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(text("REVOKE INSERT ON audit FROM rramu_api"))
    answer = await arm.get(f"/vehicles/{SMUR_CAEN.vehicle_id}/trail")
    assert not answer.is_success
    assert b"49.0" not in answer.content


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/vehicles/01900000-ffff-7000-8000-000000000000/trail", 404),
        ("/vehicles/everyone/trail", 422),
        (f"/vehicles/{SMUR_CAEN.vehicle_id}/trail?minutes=0", 422),
        (f"/vehicles/{SMUR_CAEN.vehicle_id}/trail?minutes=99999", 422),
        (f"/vehicles/{SMUR_CAEN.vehicle_id}/trail?zoom=-1", 422),
        (f"/vehicles/{SMUR_CAEN.vehicle_id}/trail?zoom=nan", 422),
        ("/vehicles/nearby", 422),
        ("/vehicles/nearby?lon_deg=200&lat_deg=49", 422),
        ("/vehicles/nearby?lon_deg=nan&lat_deg=49", 422),
        ("/vehicles/nearby?lon_deg=0&lat_deg=49&limit=5000", 422),
    ],
)
async def test_wrong_questions_are_refused(arm: httpx.AsyncClient, path: str, status: int) -> None:
    assert (await arm.get(path)).status_code == status


async def test_who_may_not_look_is_refused(sign_in: SignIn) -> None:
    client = await sign_in(ADMINISTRATOR)
    for path in (f"/vehicles/{SMUR_CAEN.vehicle_id}/trail", "/vehicles/nearby?lon_deg=0&lat_deg=49"):
        assert (await client.get(path)).status_code == httpx.codes.FORBIDDEN


async def test_nearby_gives_the_nearest_visible_vehicles(
    arm: httpx.AsyncClient, api: FastAPI, engines: dict[str, AsyncEngine]
) -> None:
    replica: Replica = api.state.fleet
    replica.apply([position(1, 1, -0.37, 49.18), position(3, 1, -0.36, 49.20), position(5, 1, 1.09, 49.44)])
    replica.apply([position(99, 1, -0.37, 49.18)])  # no vehicle the room may see
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(
            update(VehicleVisibility)
            .where(VehicleVisibility.vehicle_id == SMUR_CAEN.vehicle_id)
            .values(to_at=VehicleVisibility.from_at + timedelta(seconds=1))
        )
    answer = await arm.get("/vehicles/nearby", params={"lon_deg": -0.37, "lat_deg": 49.18, "limit": 2})
    found = msgspec.json.decode(answer.content, type=list[NearbyVehicle])
    assert [near.vehicle_id for near in found] == [AMBULANCE_CAEN.vehicle_id, AMBULANCE_ROUEN.vehicle_id]
    assert found[0].distance_m == 0.0
    assert found[1].distance_m == pytest.approx(109_700, rel=0.01)
    assert found[1].measured_at == position(5, 1).measured_at
    assert vehicle_id(3) == SMUR_CAEN.vehicle_id
