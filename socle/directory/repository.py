"""The directories' SQL: region-wide reference, read by everybody."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import defer

from db.engine import Reading
from db.models.directory import Centre, Commune, Facility, Motive, Organisation


async def centres(session: Reading) -> Sequence[Centre]:
    """Give the centres that regulate, by code."""
    return (await session.scalars(select(Centre).where(Centre.regulates).order_by(Centre.code))).all()


async def communes(session: Reading, folded: str, limit: int) -> Sequence[Commune]:
    """Give the communes whose name, or a word of it, or a postal code begins so: whole beginnings first, then the most populous."""
    postal_codes = func.array_to_string(Commune.postal_codes, " ")
    found = await session.scalars(
        select(Commune)
        .options(defer(Commune.outline))
        .where(or_(_begins(Commune.folded_name, folded), _begins(postal_codes, folded)))
        .order_by(
            Commune.folded_name.startswith(folded, autoescape=True).desc(),
            Commune.population.desc(),
            Commune.insee_code,
        )
        .limit(limit)
    )
    return found.all()


async def facilities(session: Reading) -> Sequence[tuple[Facility, str | None]]:
    """Give every facility with the name of its organisation, by name."""
    query = (
        select(Facility, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Facility.organisation_id)
        .order_by(Facility.name)
    )
    return [(facility, organisation) for facility, organisation in await session.execute(query)]


async def motives(session: Reading, folded: str) -> Sequence[Motive]:
    """Give the motives of whose label a word begins so, or whose code does; all of them when nothing is asked."""
    code = Motive.code.istartswith(folded, autoescape=True)
    return (
        await session.scalars(
            select(Motive).where(or_(_begins(Motive.folded_label, folded), code)).order_by(Motive.code)
        )
    ).all()


def _begins(column: SQLColumnExpression[str], folded: str) -> ColumnElement[bool]:
    """Match at the beginning of any word."""
    return or_(column.startswith(folded, autoescape=True), column.contains(f" {folded}", autoescape=True))
