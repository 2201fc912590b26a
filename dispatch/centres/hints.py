"""Two centres opening the same incident: each is told place, minute and motive family of the other's case, and nothing else.

Source: practice, rule 29. What is told is decided by the database's own function, whatever is asked here.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import BigInteger, Interval, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from db.engine import Reading
from dispatch.cases import service as cases
from kit.wire.centres import HintView
from tracker import cells as h3

RINGS = 3
"""Cells of about 200 m on each side of the case's own: some 1.2 km around it."""
WITHIN = timedelta(minutes=30)
"""How far apart two cases of one incident may be opened. Assumption, to become a parameter."""

_SAME_INCIDENT = text(
    "SELECT centre_id, commune, minute, motive_family FROM same_incident(:mine, :cells, :within)"
).bindparams(
    bindparam("mine", type_=Uuid()),
    bindparam("cells", type_=ARRAY(BigInteger())),
    bindparam("within", type_=Interval()),
)


async def near(session: Reading, case_id: UUID) -> list[HintView]:
    """Give what other centres have open near a case, in place and time; nothing while it has no place.

    Raises:
        NotFound: no such case of the transaction's centres.
    """
    case = await cases.find(session, case_id)
    if case.h3_9 is None:
        return []
    cells = sorted(h3.around(case.h3_9, RINGS))
    rows = await session.execute(_SAME_INCIDENT, {"mine": case_id, "cells": cells, "within": WITHIN})
    return [
        HintView(centre_id=row.centre_id, commune=row.commune, minute=row.minute, motive_family=row.motive_family)
        for row in rows
    ]
