"""The region's reference rows, added where they are missing."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from db.base import Base
from db.engine import Writing
from db.models.directory import Centre, Commune, Facility, Motive, Organisation
from kit.ids import CentreId, new_id
from region.places import Region
from socle.directory.rules import fold


async def load(session: Writing, region: Region) -> Mapping[str, CentreId]:
    """Add what is missing, as the worker; give the centres' ids by code."""
    await _add(
        session,
        Centre,
        [
            {
                "id": new_id(),
                "code": centre.code,
                "name": centre.name,
                "lon_deg": centre.lon_deg,
                "lat_deg": centre.lat_deg,
                "regulates": True,
            }
            for centre in region.centres
        ],
    )
    rows = await session.execute(select(Centre.code, Centre.id))
    centres = {code: CentreId(centre_id) for code, centre_id in rows}
    await _add(
        session,
        Organisation,
        [
            {"id": new_id(), "kind": one.kind.value, "name": one.name, "phone": one.phone}
            for one in region.organisations
        ],
    )
    await _add(
        session,
        Facility,
        [
            {
                "id": new_id(),
                "kind": one.kind.value,
                "name": one.name,
                "centre_id": centres[one.centre_code],
                "lon_deg": one.lon_deg,
                "lat_deg": one.lat_deg,
            }
            for one in region.facilities
        ],
    )
    await _add(
        session,
        Commune,
        [
            {
                "insee_code": one.insee_code,
                "name": one.name,
                "folded_name": fold(one.name),
                "centre_id": centres[one.centre_code],
                "population": one.population,
                "lon_deg": one.lon_deg,
                "lat_deg": one.lat_deg,
            }
            for one in region.communes
        ],
    )
    await _add(
        session,
        Motive,
        [{"code": one.code, "label": one.label, "folded_label": fold(one.label)} for one in region.motives],
    )
    return centres


async def _add(session: Writing, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    await session.execute(insert(table).on_conflict_do_nothing(), rows)
