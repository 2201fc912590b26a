"""The demo world comes whole into an empty database, and a second seed changes nothing but what was lost."""

from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import msgspec
import pytest
from argon2 import PasswordHasher

from db import domain_clock
from db.engine import connect_arguments, make_engine, reading
from dispatch.vehicles import service as vehicles
from gateways.cli.errors import CommandError
from gateways.cli.seed import Files, seed_world
from gateways.cli.seed.people import STAFF, slug
from kit.clock import Clock
from kit.settings import InstanceSettings, RegionSettings, Settings
from kit.wire.accounts import DemoAccount
from kit.wire.codes.means import Availability, VehicleType
from kit.wire.codes.people import Role
from kit.wire.demo import DemoBox, SimulationFile
from region.garde import on_duty, shift_at
from socle.accounts import passwords, repository
from socle.accounts.passwords import verify_password
from tests.country import folder, region, small_region

REGION = region()
COUNTED = (
    "accounts", "account_rights", "centres", "communes", "facilities", "motives", "organisations", "sectors", "vehicles", "teams", "crews",
    "garde_shifts", "vehicle_visibility", "boxes", "box_links", "domain_clock", "facts", "audit", "conventions",
)  # fmt: skip


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash a hundred passwords in a moment: how hard they are is tested with accounts."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
async def empty(instance_settings: Settings, clone: Callable[[str], Awaitable[Settings]]) -> Settings:
    """Settings on a migrated database without a row, of a demo instance."""
    settings = await clone(instance_settings.postgres.database)
    return settings.model_copy(
        update={
            "instance": InstanceSettings(kind="demo", public_url="http://127.0.0.1:1"),
            "region": RegionSettings(folder=folder()),
        }
    )


async def counts(settings: Settings) -> dict[str, int]:
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    try:
        return {table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in COUNTED}  # noqa: S608
    finally:
        await connection.close()


def read(folder: Path) -> tuple[list[DemoAccount], list[DemoBox], SimulationFile]:
    return (
        msgspec.json.decode((folder / "accounts.json").read_bytes(), type=list[DemoAccount]),
        msgspec.json.decode((folder / "boxes.json").read_bytes(), type=list[DemoBox]),
        msgspec.json.decode((folder / "simulators.json").read_bytes(), type=SimulationFile),
    )


async def password_fits(settings: Settings, account: DemoAccount) -> bool:
    engine = make_engine(settings, "rramu_api")
    try:
        async with reading(engine, None, ()) as session:
            found = await repository.account(session, account.login)
            return found is not None and await verify_password(found.password_hash, account.password)
    finally:
        await engine.dispose()


async def test_a_seed_fills_an_empty_database_and_repeating_it_changes_nothing(empty: Settings, tmp_path: Path) -> None:
    await seed_world(empty, Files(tmp_path))
    first, files = await counts(empty), read(tmp_path)
    accounts, boxes, simulation = files
    assert first["centres"] == len(REGION.centres) + 1  # and the region's own chain
    assert first["communes"] == len(REGION.communes)
    assert first["vehicles"] == first["teams"] == first["crews"] == first["box_links"] == len(REGION.vehicles)
    assert first["sectors"] == len(REGION.sectors)
    assert first["facilities"] == len(REGION.facilities)
    always_seen = sum(vehicle.seen_for is not None for vehicle in REGION.vehicles)
    assert always_seen + 28 <= first["vehicle_visibility"] <= always_seen + 45  # and the garde of this hour
    assert first["garde_shifts"] >= 14 * (45 + 28)
    assert first["accounts"] == len(accounts) + len(simulation.programs)
    assert first["domain_clock"] == 1
    assert first["conventions"] == len(REGION.conventions)

    posts = Counter((account.centre, account.role) for account in accounts)
    for centre in REGION.centres:
        assert posts[centre.name, Role.ARM] == 2
        for role in (Role.ARM_SUIVI, Role.MRU, Role.MRL, Role.SUPERVISOR):
            assert posts[centre.name, role] == 1
        for role in (Role.OSNP, Role.INTERN):
            assert posts[centre.name, role] == 1
    assert {account.role for account in accounts} == set(Role) - {Role.TELEPHONY}
    assert sum(account.role is Role.ADMINISTRATOR for account in accounts) == 1
    assert len({account.name for account in accounts}) == len(accounts)
    played = Counter((account.centre, account.role) for account in simulation.programs)
    for centre in REGION.centres:
        assert played[centre.name, Role.TELEPHONY] == 1
        assert all(played[centre.name, role] == number for role, number in STAFF[centre.code].items())
    assert len({account.login for account in simulation.programs}) == len(simulation.programs)
    assert len({box.credential for box in boxes}) == len({box.call_sign for box in boxes}) == len(boxes)
    for file in ("accounts.json", "boxes.json", "simulators.json"):
        assert (tmp_path / file).stat().st_mode & 0o777 == 0o600
    assert await password_fits(empty, accounts[0])

    await seed_world(empty, Files(tmp_path))
    assert await counts(empty) == first
    assert read(tmp_path) == files

    (tmp_path / "accounts.json").unlink()
    (tmp_path / "boxes.json").write_text("[]")
    await seed_world(empty, Files(tmp_path))
    renewed, new_boxes, _ = read(tmp_path)
    after = await counts(empty)
    assert {name: after[name] for name in ("accounts", "boxes", "box_links")} == {
        name: first[name] for name in ("accounts", "boxes", "box_links")
    }
    assert renewed[0].password != accounts[0].password
    assert await password_fits(empty, renewed[0])
    assert not await password_fits(empty, accounts[0])
    assert {box.name for box in new_boxes} == {box.name for box in boxes}
    assert {box.credential for box in new_boxes}.isdisjoint({box.credential for box in boxes})


async def test_the_room_sees_who_is_on_garde_and_who_is_always_there(empty: Settings, tmp_path: Path) -> None:
    """A small fleet: SMUR always, ambulances for as long as their shift, fire ambulances once their crew says so, VSL never."""
    region = small_region()
    await seed_world(empty, Files(tmp_path), region)
    engine = make_engine(empty, "rramu_api")
    try:
        async with reading(engine, None, ()) as session:
            now = Clock(epoch=await domain_clock.read(session)).now()
            seen = {view.call_sign: view for view in await vehicles.views(session, now) if view.visible_for}
    finally:
        await engine.dispose()
    always = {vehicle.call_sign for vehicle in region.vehicles if vehicle.seen_for is not None}
    assert seen.keys() == always | {shift.call_sign for shift in on_duty(region, *shift_at(now))}
    assert {view.availability for view in seen.values()} == {Availability.AVAILABLE}
    assert not any(view.type is VehicleType.TSU_VSL for view in seen.values())
    assert len(read(tmp_path)[1]) == len(region.vehicles)


async def test_production_is_refused(empty: Settings, tmp_path: Path) -> None:
    production = empty.model_copy(update={"instance": InstanceSettings(kind="production")})
    before = await counts(production)
    with pytest.raises(CommandError, match="production"):
        await seed_world(production, Files(tmp_path))
    assert await counts(production) == before
    assert Files(tmp_path).accounts() == []


@pytest.mark.parametrize(
    ("name", "expected"), [("Caen", "caen"), ("Saint-Lô", "saint-lo"), ("Le Havre", "le-havre"), ("Évreux", "evreux")]
)
def test_a_centre_names_its_logins(name: str, expected: str) -> None:
    assert slug(name) == expected
