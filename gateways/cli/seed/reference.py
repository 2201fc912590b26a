"""The region's reference rows: added where they are missing, brought up to date where the region says otherwise."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from db.base import Base
from db.engine import Writing
from db.models.directory import Centre, Commune, Facility, Motive, Organisation, Sector
from kit.ids import CentreId, new_id
from region.places import Region
from socle.directory.rules import fold


async def load(session: Writing, region: Region) -> Mapping[str, CentreId]:
    """Load the reference, as the worker; give the centres' ids by code."""
    await _put(
        session,
        Centre,
        "code",
        [
            {"code": one.code, "name": one.name, "lon_deg": one.lon_deg, "lat_deg": one.lat_deg, "regulates": True}
            for one in region.centres
        ],
    )
    centres = {code: CentreId(centre_id) for code, centre_id in await session.execute(select(Centre.code, Centre.id))}
    await _put(
        session,
        Organisation,
        "name",
        [{"kind": one.kind.value, "name": one.name, "phone": one.phone} for one in region.organisations],
    )
    organisations = dict((await session.execute(select(Organisation.name, Organisation.id))).all())
    await _put(
        session,
        Facility,
        "name",
        [
            {
                "kind": one.kind.value,
                "name": one.name,
                "organisation_id": organisations[one.organisation],
                "centre_id": centres[one.centre_code],
                "lon_deg": one.lon_deg,
                "lat_deg": one.lat_deg,
                "abilities": sorted(ability.value for ability in one.abilities),
            }
            for one in region.facilities
        ],
    )
    await _put(
        session,
        Motive,
        "code",
        [{"code": one.code, "label": one.label, "folded_label": fold(one.label)} for one in region.motives],
    )
    await _land(session, region, centres)
    return centres


async def _land(session: Writing, region: Region, centres: Mapping[str, CentreId]) -> None:
    await _put(
        session,
        Sector,
        "code",
        [
            {
                "code": one.code,
                "name": one.name,
                "department_code": one.department_code,
                "centre_id": centres[one.centre_code],
                "day_lines": one.day_lines,
                "night_lines": one.night_lines,
            }
            for one in region.sectors
        ],
    )
    sectors = {insee_code: sector.code for sector in region.sectors for insee_code in sector.insee_codes}
    await _put(
        session,
        Commune,
        "insee_code",
        [
            {
                "insee_code": one.insee_code,
                "name": one.name,
                "folded_name": fold(one.name),
                "centre_id": centres[one.centre_code],
                "sector_code": sectors.get(one.insee_code),
                "postal_codes": list(one.postal_codes),
                "population": one.population,
                "is_coastal": one.is_coastal,
                "lon_deg": one.lon_deg,
                "lat_deg": one.lat_deg,
                "wkb": region.outlines[one.insee_code],
            }
            for one in region.communes
        ],
        outline=func.ST_GeomFromWKB(bindparam("wkb"), 4326),
    )


async def _put(
    session: Writing, table: type[Base], key: str, rows: Sequence[Mapping[str, Any]], **computed: ColumnElement[Any]
) -> None:
    """Insert rows or, where the key is taken, change what differs; ids of rows that are there stay."""
    columns = table.__table__.columns
    given = [name for name in rows[0] if name in columns] + list(computed)
    statement = insert(table).values(computed)
    changed = {name: statement.excluded[name] for name in given if name != key}
    differs = func.row(*(columns[name] for name in changed)).is_distinct_from(func.row(*changed.values()))
    statement = statement.on_conflict_do_update(index_elements=[key], set_=changed, where=differs)
    own_ids = [{"id": new_id()} | dict(row) for row in rows] if "id" in columns else rows
    await session.execute(statement, own_ids)
