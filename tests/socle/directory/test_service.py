"""Directories searched by first letters."""

import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Reading, Writing, reading, writing
from db.models.directory import Commune, Facility
from kit.wire.codes.means import Ability
from socle.directory import service
from socle.directory.rules import fold
from tests.world import CAEN, EMERGENCY_CAEN, fixed_id


async def _add(session: Writing, *communes: tuple[str, str, int, list[str]]) -> None:
    await session.execute(
        insert(Commune),
        [
            {
                "insee_code": code, "name": name, "folded_name": fold(name), "centre_id": CAEN,
                "population": population, "postal_codes": postal_codes, "lon_deg": 0.0, "lat_deg": 49.0,
            }
            for code, name, population, postal_codes in communes
        ],
    )  # fmt: skip


@pytest.fixture
async def towns(engines: dict[str, AsyncEngine]) -> AsyncEngine:
    """Give the API's pool on a database with towns whose names look alike."""
    async with writing(engines["rramu_worker"], None, ()) as session:
        await _add(
            session,
            ("50502", "Saint-Lô", 19_000, ["50000", "50180"]), ("76351", "Le Havre", 166_000, ["76600", "76610", "76620"]),
            ("14327", "Hérouville-Saint-Clair", 22_000, ["14200"]), ("14601", "Saint-Martin-de-Mailloc", 900, ["14100"]),
            ("50111", "100 % Ville", 10, []),
        )  # fmt: skip
    return engines["rramu_api"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("st lo", ["Saint-Lô"]),
        ("SAINT", ["Saint-Lô", "Saint-Martin-de-Mailloc", "Hérouville-Saint-Clair"]),
        ("havre", ["Le Havre"]),
        ("herou", ["Hérouville-Saint-Clair"]),
        ("ouville", []),
        ("%", []),
        ("_aint", []),
        ("76610", ["Le Havre"]),
        ("14", ["Hérouville-Saint-Clair", "Saint-Martin-de-Mailloc"]),
        ("100", ["100 % Ville"]),
        ("600", []),
    ],
)
async def test_communes_by_first_letters_or_digits(towns: AsyncEngine, typed: str, found: list[str]) -> None:
    async with reading(towns, None, ()) as session:
        assert [commune.name for commune in await service.communes(session, typed, 10)] == found


async def test_nothing_typed_gives_the_most_populous(towns: AsyncEngine) -> None:
    async with reading(towns, None, ()) as session:
        found = await service.communes(session, " ", 3)
    assert [commune.population for commune in found] == sorted((commune.population for commune in found), reverse=True)
    assert found[0].name == "Le Havre"


async def test_no_more_communes_than_asked(towns: AsyncEngine) -> None:
    async with reading(towns, None, ()) as session:
        assert [commune.name for commune in await service.communes(session, "saint", 1)] == ["Saint-Lô"]


async def test_the_region_s_chain_is_no_centre(session: Reading) -> None:
    assert [centre.code for centre in await service.centres(session)] == ["140", "760"]


@pytest.mark.parametrize(
    ("typed", "found"), [("thor", ["M03.01"]), ("m01", ["M01.01"]), ("", ["M01.01", "M03.01"]), ("x", [])]
)
async def test_motives_by_word_or_code(session: Reading, typed: str, found: list[str]) -> None:
    assert [motive.code for motive in await service.motives(session, typed)] == found


async def test_facilities_by_name(session: Reading) -> None:
    names = [facility.name for facility in await service.facilities(session)]
    assert names == ["Maternité Caen", "SMUR de Caen", "Urgences Caen", "Urgences Rouen"]


async def test_a_facility_tells_what_it_can_do_and_whose_it_is(engines: dict[str, AsyncEngine]) -> None:
    async with writing(engines["rramu_worker"], None, ()) as session:
        await session.execute(
            update(Facility)
            .where(Facility.id == EMERGENCY_CAEN)
            .values(organisation_id=fixed_id(3, 2), abilities=["STROKE_UNIT", "CATH_LAB"])
        )
    async with reading(engines["rramu_api"], None, ()) as session:
        caen, rouen = (one for one in await service.facilities(session) if one.kind == "EMERGENCY")
    assert (caen.organisation, caen.abilities) == ("CHU de Caen", [Ability.CATH_LAB, Ability.STROKE_UNIT])
    assert (rouen.organisation, rouen.abilities) == (None, [])
