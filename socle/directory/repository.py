"""The directories' SQL: region-wide reference, read by everybody."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from db.engine import Reading
from db.models.directory import Centre, Commune, Facility, Motive


async def centres(session: Reading) -> Sequence[Centre]:
    """Give the centres that regulate, by code."""
    return (await session.scalars(select(Centre).where(Centre.regulates).order_by(Centre.code))).all()


async def communes(session: Reading, folded: str, limit: int) -> Sequence[Commune]:
    """Give the communes whose name, or a word of it, begins so: whole beginnings first, then the most populous."""
    found = await session.scalars(
        select(Commune)
        .where(_begins(Commune.folded_name, folded))
        .order_by(
            Commune.folded_name.startswith(folded, autoescape=True).desc(),
            Commune.population.desc(),
            Commune.insee_code,
        )
        .limit(limit)
    )
    return found.all()


async def facilities(session: Reading) -> Sequence[Facility]:
    """Give every facility, by name."""
    return (await session.scalars(select(Facility).order_by(Facility.name))).all()


async def motives(session: Reading, folded: str) -> Sequence[Motive]:
    """Give the motives of whose label a word begins so, or whose code does; all of them when nothing is asked."""
    code = Motive.code.istartswith(folded, autoescape=True)
    return (
        await session.scalars(
            select(Motive).where(or_(_begins(Motive.folded_label, folded), code)).order_by(Motive.code)
        )
    ).all()


def _begins(column: InstrumentedAttribute[str], folded: str) -> ColumnElement[bool]:
    """Match at the beginning of any word."""
    return or_(column.startswith(folded, autoescape=True), column.contains(f" {folded}", autoescape=True))
