"""The inquest file of one case among a month of a region's: as the API makes it, from the case to the JSON and the printed paper."""

from pathlib import Path
from time import perf_counter

import msgspec
from sqlalchemy import select

from db.engine import make_engine, reading, writing
from db.models.regulation import Case
from dispatch.missions.inquest import find, gather
from dispatch.missions.inquest_paper import printed
from dispatch.missions.inquest_trail import prove, rows_of
from kit.caller import Caller
from kit.clock import real_now
from kit.ids import CaseId
from kit.settings import Settings


async def measure(
    settings: Settings, heads_folder: Path, doctor: Caller, number: str
) -> dict[str, float | list[float]]:
    """Make the file of a case for a doctor of its centre.

    Raises: RuntimeError when its proof does not hold, or lacks its signed ends.
    """
    engine, centres = make_engine(settings, "rramu_api"), doctor.centres()
    try:
        began = perf_counter()
        async with reading(engine, doctor.account_id, centres) as session:
            case_id = await session.scalar(select(Case.id).where(Case.number == number))
            case = await find(session, doctor, CaseId(case_id)) if case_id is not None else None
            if case is None:
                raise RuntimeError(f"no case {number}")
            rows = await rows_of(session, case.id)
        proof = await prove(engine, heads_folder, CaseId(case.id), rows)
        async with writing(engine, doctor.account_id, centres) as session:
            made = await gather(session, number, "mesure", real_now(), proof, doctor)
        written = len(msgspec.json.encode(made)), len(printed(made))
        took_s = perf_counter() - began
    finally:
        await engine.dispose()
    walked = [part for one in proof for part in one.walked or ()]
    if not all(one.sound for one in proof) or not all(part.begins_signed and part.ends_signed for part in walked):
        raise RuntimeError(f"the file of {number} is not proved: {proof}")
    return {
        "inquest_s": round(took_s, 2),
        "inquest_rows": float(len(made.entries)),
        "inquest_rows_walked": float(sum(part.last - part.first + 1 for part in walked)),
        "inquest_bytes": float(sum(written)),
    }
