"""The trail at size: a month of a region's cases verified row by row; among them the room at a past second, and the file of one case."""

import asyncio
import resource
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import insert

from db.engine import connect_arguments, make_engine, writing
from db.models.accounts import Account
from db.models.directory import Centre
from dispatch.missions import past
from gateways.cli.embedded import SERVICES, reset, start, temporary_name
from kit.caller import Caller, Right
from kit.clock import real_now
from kit.ids import AccountId, CentreId, new_id
from kit.settings import Settings
from kit.wire.codes.people import Role
from load import inquest
from load.report import Found, machine
from socle.audit import walk
from socle.audit.heads import Head, append, private_key
from socle.audit.rules import GENESIS, Content, chain

CASES = 85_000
"""A month of Normandy's six centres, in one chain."""
MONTH = timedelta(days=30)
OPEN_FOR = timedelta(minutes=50)
LOOKS = 5
CENTRE, ACCOUNT = new_id(), new_id()
ROLE = "ARM"

Told = tuple[str, float, dict[str, Any], dict[str, Any]]
"""Kind, minutes after the first, what the fact gave to the case, and to its call."""

_OPENED = {
    "version": 1,
    "state": "ACTIF",
    "attribution": "D",
    "priority": "NR",
    "caller_state": "ON_LINE",
    "repeat_count": 0,
}
_EDITED = {
    "place_label": "3 quai des Brumes",
    "place_lon_deg": -0.36,
    "place_lat_deg": 49.19,
    "place_precision": "EXACTE",
    "version": 3,
}
STORY: tuple[Told, ...] = (
    ("call.rang", 0, {}, {"version": 1, "line": "15", "state": "RINGING"}),
    ("case.opened", 0.2, _OPENED, {}),
    ("call.answered", 0.2, {}, {"version": 2, "state": "ANSWERED"}),
    ("case.edited", 1, {"priority": "P1", "queue": "AMU", "version": 2, "attribution": "DR"}, {}),
    ("case.place_changed", 1.1, _EDITED, {}),
    ("call.held", 2, {"caller_state": "ON_HOLD"}, {"version": 3, "state": "HELD"}),
    ("case.taken", 3, {"version": 4, "attribution": "DRM.MRU.MU", "taken_by": str(ACCOUNT)}, {}),
    ("decision.decided", 5, {"version": 5, "queue": None}, {}),
    ("call.ended", 5, {"caller_state": "HUNG_UP"}, {"version": 4, "state": "ENDED"}),
    ("case.noted", 10, {"version": 6}, {}),
    ("case.released", 40, {"version": 7, "taken_by": None}, {}),
    ("case.closed", OPEN_FOR.total_seconds() / 60, {"version": 8, "state": "CLOTURE"}, {}),
)
"""What each case of the month says."""


def run() -> Found:
    """Fill a private instance, measure, throw it away."""
    instance = temporary_name("trail")
    try:
        settings = start(instance, only=set(SERVICES))
        with TemporaryDirectory(prefix="rramu-trail-") as scratch:
            figures = asyncio.run(_measure(settings, Path(scratch) / "heads"))
    finally:
        reset(instance)
    return Found(bench="trail", command="./rramu bench trail", ratios={}, figures=figures, machine=machine())


async def _measure(settings: Settings, heads_folder: Path) -> dict[str, float | list[float]]:
    began = perf_counter()
    first_at = real_now().replace(microsecond=0) - MONTH
    await _fill(settings, first_at, heads_folder)
    filled_s = perf_counter() - began
    centre = CentreId(CENTRE)
    began, worked = perf_counter(), processor_s()
    found = await walk.verify(settings, "rramu_worker", centre)
    verified_s, verified_processor_s = perf_counter() - began, processor_s() - worked
    if not found.sound or found.sealed != CASES * len(STORY):
        raise RuntimeError(f"the chain that was filled does not hold: {found.faults[:3]}")
    looked_s: list[float] = []
    open_cases: list[float] = []
    for n in range(LOOKS):
        began = perf_counter()
        engine = make_engine(settings, "rramu_api")
        async with writing(engine, None, [centre]) as session:
            room = await past.room(session, centre, first_at + MONTH * (n + 1) / (LOOKS + 1))
        await engine.dispose()
        looked_s.append(round(perf_counter() - began, 2))
        open_cases.append(float(len(room.cases)))
    doctor = Caller(AccountId(ACCOUNT), "bench", "Bench", frozenset({Right(centre, Role.MRU)}))
    figures: dict[str, float | list[float]] = {
        "rows": float(found.sealed),
        "verify_s": round(verified_s, 1),
        "verify_processor_s": round(verified_processor_s, 1),
        "rows_per_s": round(found.sealed / verified_s),
        "room_at_s": looked_s,
        "open_cases_then": open_cases,
        "fill_s": round(filled_s, 1),
    }
    return figures | await inquest.measure(settings, heads_folder, doctor, _number(CASES // 2))


def processor_s() -> float:
    """Give the processor time of this process and of those it started and waited for; PostgreSQL's is not among it."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _number(n: int) -> str:
    return f"DRFR15BENCH{n:06}"


async def _fill(settings: Settings, first_at: datetime, heads_folder: Path) -> None:
    """Write the month as the owner does, by COPY, sealed, heads signed; then let the planner know."""
    engine = make_engine(settings, "rramu_owner")
    async with engine.begin() as connection:
        await connection.execute(
            insert(Centre).values(id=CENTRE, code="14", name="Bench", lon_deg=-0.36, lat_deg=49.19, regulates=True)
        )
        account = {"id": ACCOUNT, "login": "bench", "name": "Bench", "active": True, "created_at": first_at}
        await connection.execute(insert(Account).values(**account))
    await engine.dispose()
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    try:
        await connection.execute("SET statement_timeout = 0")
        await connection.execute("SET synchronous_commit = off")
        for table in TABLES:  # COPY knows no policies
            await connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        await _copy(connection, first_at, heads_folder)
        for table in TABLES:
            await connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            await connection.execute(f"ANALYZE {table}")
    finally:
        await connection.close()


TABLES = {
    "cases": ("id", "centre_id", "number", "version", "state", "attribution", "priority", "opened_at", "opened_by", "kept_by",
              "caller_state", "caller_since", "repeat_count", "closed_at"),
    "calls": ("id", "centre_id", "version", "external_id", "line", "state", "rang_at", "answered_at", "answered_by", "ended_at", "case_id"),
    "facts": ("id", "centre_id", "kind", "at", "account_id", "role", "operator_centre_id", "call_id", "case_id", "body"),
    "changes": ("fact_id", "centre_id", "rows"),
    "audit": ("id", "centre_id", "number", "hash", "fact_id", "action", "account_id", "role", "operator_centre_id", "subject", "at",
              "recorded_at"),
}  # fmt: skip
CASES_A_HEAD = 20
"""A head signed every ten minutes: fewer than the worker's, so more to walk."""
AT_ONCE = 2_000
"""Cases written by one COPY a table."""


async def _copy(connection: asyncpg.Connection, first_at: datetime, heads_folder: Path) -> None:
    number, head = 0, GENESIS
    key = private_key(heads_folder.with_suffix(".pem"))
    for start_at in range(0, CASES, AT_ONCE):
        rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in TABLES}
        for n in range(start_at, min(start_at + AT_ONCE, CASES)):
            at = first_at + MONTH * n / CASES
            number, head = _write_case(rows, n, at, number, head)
            if n % CASES_A_HEAD == 0:
                append(heads_folder, key, [Head(at=at, centre_id=CENTRE, number=number, hash=head.hex())])
        for table, columns in TABLES.items():
            await connection.copy_records_to_table(table, records=rows[table], columns=columns)
    await connection.execute(
        "INSERT INTO chain_heads (centre_id, number, hash) VALUES ($1, $2, $3)", CENTRE, number, head
    )


def _write_case(
    rows: dict[str, list[tuple[object, ...]]], n: int, at: datetime, number: int, head: bytes
) -> tuple[int, bytes]:
    """Write one case, its call, and what was said of them, sealed; give the chain's new end."""
    case_id, call_id = new_id(), new_id()
    at = at.replace(microsecond=0)
    closed_at = at + OPEN_FOR
    rows["cases"].append((case_id, CENTRE, _number(n), 8, "CLOTURE", "DRM.MRU.MU", "P1", at, ACCOUNT, ACCOUNT,
                          "HUNG_UP", at, 0, closed_at))  # fmt: skip
    ended_at = at + timedelta(minutes=5)
    rows["calls"].append((call_id, CENTRE, 4, str(call_id), "15", "ENDED", at, at, ACCOUNT, ended_at, case_id))
    for kind, minutes, of_case, of_call in STORY:
        number += 1
        told_at = at + timedelta(minutes=minutes)
        head = _write_fact(
            rows, number, head, kind, told_at, _given(n, at, case_id, call_id, kind, of_case, of_call), case_id, call_id
        )
    return number, head


def _given(  # noqa: PLR0917 - a case, its call, and what is said of both
    n: int, at: datetime, case_id: UUID, call_id: UUID, kind: str, of_case: dict[str, Any], of_call: dict[str, Any]
) -> dict[str, Any]:
    """Give what a fact of the story gave to rows."""
    given: dict[str, Any] = {}
    if of_call:
        made = {"id": str(call_id), "centre_id": str(CENTRE), "external_id": str(call_id), "rang_at": at.isoformat()}
        answered = {"answered_at": at.isoformat(), "answered_by": str(ACCOUNT), "case_id": str(case_id)}
        more = made if kind == "call.rang" else answered if kind == "call.answered" else {}
        ended = {"ended_at": (at + timedelta(minutes=5)).isoformat()} if kind == "call.ended" else {}
        given["calls"] = {str(call_id): {**of_call, **more, **ended}}
    if of_case:
        opened = {"id": str(case_id), "centre_id": str(CENTRE), "number": _number(n), "opened_at": at.isoformat(),
                  "opened_by": str(ACCOUNT), "kept_by": str(ACCOUNT), "caller_since": at.isoformat()}  # fmt: skip
        closed = {"closed_at": (at + OPEN_FOR).isoformat()} if kind == "case.closed" else {}
        given["cases"] = {str(case_id): {**of_case, **(opened if kind == "case.opened" else {}), **closed}}
    return given


def _write_fact(  # noqa: PLR0917 - a row of each table, in its order
    rows: dict[str, list[tuple[object, ...]]], number: int, head: bytes, kind: str, at: datetime, given: dict[str, Any],
    case_id: UUID, call_id: UUID,
) -> bytes:  # fmt: skip
    fact_id, entry_id = new_id(), new_id()
    about_case = None if kind == "call.rang" else case_id
    about_call = call_id if kind.startswith("call.") or kind == "case.opened" else None
    body = {"version": number % 9, "words": "enc:0a1b2c3d:" + 60 * "A"}
    content = Content(
        id=entry_id, centre_id=CENTRE, action=kind, account_id=ACCOUNT, role=ROLE, subject=f"case:{case_id}", at=at, recorded_at=at,
        fact_id=fact_id, fact_kind=kind, fact_at=at, fact_account_id=ACCOUNT, fact_role=ROLE, call_id=about_call, case_id=about_case,
        mission_id=None, vehicle_id=None, body=body, operator_centre_id=CENTRE, fact_operator_centre_id=CENTRE, rows=given,
    )  # fmt: skip
    head = chain(head, number, content)
    rows["facts"].append((fact_id, CENTRE, kind, at, ACCOUNT, ROLE, CENTRE, about_call, about_case, _encode(body)))
    rows["changes"].append((fact_id, CENTRE, _encode(given)))
    rows["audit"].append(
        (entry_id, CENTRE, number, head, fact_id, kind, ACCOUNT, ROLE, CENTRE, f"case:{case_id}", at, at)
    )
    return head


def _encode(value: dict[str, Any]) -> str:
    return msgspec.json.encode(value).decode()
