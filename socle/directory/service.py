"""Look things up by their first letters."""

from db.engine import Reading
from kit.wire.accounts import CentreView, CommuneView, FacilityView, MotiveView
from kit.wire.codes.means import Ability
from socle.directory import repository
from socle.directory.rules import fold


async def centres(session: Reading) -> list[CentreView]:
    """List the regulation centres."""
    return [
        CentreView(id=row.id, code=row.code, name=row.name, lon_deg=row.lon_deg, lat_deg=row.lat_deg)
        for row in await repository.centres(session)
    ]


async def communes(session: Reading, typed: str, limit: int) -> list[CommuneView]:
    """Find communes by what was typed; nothing typed gives the most populous, which a map names, signs alone give nothing."""
    folded = fold(typed)
    if typed.strip() and not folded:
        return []
    return [
        CommuneView(
            insee_code=row.insee_code,
            name=row.name,
            lon_deg=row.lon_deg,
            lat_deg=row.lat_deg,
            population=row.population,
            postal_codes=row.postal_codes,
            is_coastal=row.is_coastal,
        )
        for row in await repository.communes(session, folded, limit)
    ]


async def facilities(session: Reading) -> list[FacilityView]:
    """List the receiving facilities and bases."""
    return [
        FacilityView(
            id=row.id,
            name=row.name,
            kind=row.kind,
            lon_deg=row.lon_deg,
            lat_deg=row.lat_deg,
            organisation=organisation,
            abilities=sorted(map(Ability, row.abilities)),
        )
        for row, organisation in await repository.facilities(session)
    ]


async def motives(session: Reading, typed: str) -> list[MotiveView]:
    """Find motives by the first letters of a word or of the code; nothing typed finds all."""
    return [MotiveView(code=row.code, label=row.label) for row in await repository.motives(session, fold(typed))]
