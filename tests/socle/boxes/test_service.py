"""Boxes: provisioned with a credential told once, moved from vehicle to vehicle, known to the broker while active."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, reading, writing
from db.models.boxes import Box, BoxLink
from db.models.directory import REGION_CHAIN_ID
from db.models.trail import Fact
from kit.caller import Author
from kit.ids import BoxId, CentreId, VehicleId
from socle.boxes import service
from socle.boxes.credential import matches
from tests.world import AMBULANCE_BAYEUX, AMBULANCE_CAEN, NOON

SEED = Author(None, "SEED")


async def _hash(session: Writing, name: str) -> str:
    return (await session.scalars(select(Box.broker_hash).where(Box.name == name))).one()


async def test_a_credential_is_told_once_and_its_hash_is_the_broker_s(session: Writing) -> None:
    _, credential = await service.provision(session, SEED, "box-new", 7, NOON)

    stored = await _hash(session, "box-new")
    assert credential not in stored
    assert matches(credential, stored)
    assert (await service.broker_accounts(session))["box-new"] == stored


async def test_a_renewed_credential_replaces_the_old_one(session: Writing) -> None:
    box_id, old = await service.provision(session, SEED, "box-new", 7, NOON)

    new = await service.renew(session, SEED, box_id, NOON)

    stored = await _hash(session, "box-new")
    assert (matches(new, stored), matches(old, stored)) == (True, False)


async def test_a_name_is_given_once(session: Writing) -> None:
    with pytest.raises(IntegrityError):
        await service.provision(session, SEED, AMBULANCE_CAEN.box_name, 1, NOON)


async def test_a_box_moves_from_vehicle_to_vehicle_and_its_past_stays(session: Writing) -> None:
    await service.link(session, SEED, AMBULANCE_CAEN.box_id, AMBULANCE_BAYEUX.vehicle_id, NOON)

    assert await service.box_of(session, AMBULANCE_CAEN.vehicle_id) is None
    # Bayeux had its own box too: the one linked last is the one orders go to.
    assert await service.box_of(session, AMBULANCE_BAYEUX.vehicle_id) == (
        AMBULANCE_CAEN.box_id,
        AMBULANCE_CAEN.box_name,
        1,
    )
    past = (
        await session.scalars(select(BoxLink).where(BoxLink.box_id == AMBULANCE_CAEN.box_id).order_by(BoxLink.from_at))
    ).all()
    assert [(link.vehicle_id, link.to_at) for link in past] == [
        (AMBULANCE_CAEN.vehicle_id, NOON),
        (AMBULANCE_BAYEUX.vehicle_id, None),
    ]


async def test_a_revoked_box_is_nobody_s(session: Writing) -> None:
    await session.execute(text("UPDATE boxes SET state = 'REVOKED' WHERE id = :id"), {"id": AMBULANCE_CAEN.box_id})

    assert await service.box_of(session, AMBULANCE_CAEN.vehicle_id) is None
    assert (await service.broker_accounts(session))[AMBULANCE_CAEN.box_name] is None


async def test_a_link_in_the_past_of_another_is_refused(session: Writing) -> None:
    with pytest.raises(DBAPIError, match="range lower bound"):
        await service.link(session, SEED, AMBULANCE_CAEN.box_id, AMBULANCE_BAYEUX.vehicle_id, NOON - timedelta(days=30))


async def test_the_region_s_chain_tells_it(engines: dict[str, AsyncEngine]) -> None:
    async with writing(engines["rramu_api"], None, ()) as session:
        box_id, _ = await service.provision(session, SEED, "box-new", 7, NOON)
        await service.link(session, SEED, BoxId(box_id), VehicleId(AMBULANCE_CAEN.vehicle_id), NOON)

    async with reading(engines["rramu_api"], None, [REGION_CHAIN_ID]) as session:
        kinds = (await session.scalars(select(Fact.kind).order_by(Fact.id))).all()
    assert kinds == ["box.provisioned", "box.linked"]


async def test_a_fleet_of_boxes_is_provisioned_at_once(engines: dict[str, AsyncEngine]) -> None:
    fleet = [("box-new-1", 3, AMBULANCE_CAEN.vehicle_id), ("box-new-2", 4, AMBULANCE_BAYEUX.vehicle_id)]
    async with writing(engines["rramu_api"], None, ()) as session:
        credentials = await service.provision_fleet(session, SEED, fleet, NOON)
        assert await service.provision_fleet(session, SEED, [], NOON) == []

        found = await service.fleet_boxes(session)
        assert [found[vehicle_id][1:] for _, _, vehicle_id in fleet] == [("box-new-1", 3), ("box-new-2", 4)]
        for (name, _, _), credential in zip(fleet, credentials, strict=True):
            assert matches(credential, await _hash(session, name))
    async with reading(engines["rramu_worker"], None, [CentreId(REGION_CHAIN_ID)]) as session:
        kinds = await session.scalars(select(Fact.kind).where(Fact.kind.startswith("box.")))
        assert sorted(kinds) == ["box.linked", "box.linked", "box.provisioned", "box.provisioned"]
