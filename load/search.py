"""A patient's earlier cases searched among a million patients of one centre, as the API does, under row-level security.

Names are as frequent as in life: a few very common ones, many rare ones (Zipf's law); birth dates are even over ninety years.
"""

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from time import perf_counter

import asyncpg
import uvloop
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import connect_arguments, make_engine, writing
from db.models.accounts import Account
from db.models.directory import Centre
from db.secrets import Keyring, keyring
from dispatch.cases import blinds, identity
from gateways.cli.embedded import SERVICES, reset, start, temporary_name
from kit.clock import real_now
from kit.ids import CentreId, new_id
from kit.settings import Settings
from load.plans import whole_reads
from load.recording import listen, recording
from load.report import Found, machine
from load.watchers import percentile

PATIENTS = 1_000_000
NAMES, FIRST_NAMES = 20_000, 800
COMMON = 5
"""A name is as frequent as 1 ÷ (its rank + this): the commonest is that of one patient in 40."""
OLDEST, DAYS = date(1930, 1, 1), 90 * 365
TIMES = 15
AT_ONCE = 20_000
CENTRE, ACCOUNT = CentreId(new_id()), new_id()
TABLES = {
    "cases": ("id", "centre_id", "number", "version", "state", "attribution", "priority", "opened_at", "opened_by", "kept_by",
              "caller_state", "caller_since", "repeat_count", "closed_at"),
    "patients": ("id", "centre_id", "case_id", "rank", "label", "sex"),
    "patient_blinds": ("blind", "patient_id", "centre_id", "case_id"),
}  # fmt: skip
Rows = dict[str, list[tuple[object, ...]]]


def run() -> Found:
    """Fill a private instance, measure, throw it away."""
    instance = temporary_name("search")
    try:
        figures = uvloop.run(_measure(start(instance, only=set(SERVICES))))
    finally:
        reset(instance)
    return Found(bench="search", command="./rramu bench search", ratios={}, figures=figures, machine=machine())


async def _measure(settings: Settings) -> dict[str, float | list[float]]:
    began = perf_counter()
    await _fill(settings)
    filled_s = perf_counter() - began
    api = make_engine(settings, "rramu_api")
    listen(api)
    try:
        return await _ask(settings, api) | {"patients": float(PATIENTS), "fill_s": round(filled_s)}
    finally:
        await api.dispose()


async def _ask(settings: Settings, api: AsyncEngine) -> dict[str, float | list[float]]:
    """Ask each question many times; explain what was sent."""
    born = OLDEST + timedelta(days=DAYS // 3)
    questions = {
        "commonest_name": identity.sought(_name(0), None),
        "both_names": identity.sought(f"{_name(0)} {_first_name(0)}", None),
        "rare_name": identity.sought(_name(NAMES - 1), None),
        "birth_date": identity.sought("", born),
        "name_and_birth_date": identity.sought(_name(0), born),
    }
    figures: dict[str, float | list[float]] = {}
    whole: set[str] = set()
    for question, marks in questions.items():
        async with recording() as sent, writing(api, ACCOUNT, [CENTRE]) as session:
            await blinds.find(session, marks, None)
        took_ms: list[float] = []
        for _ in range(TIMES):
            async with writing(api, ACCOUNT, [CENTRE]) as session:
                began = perf_counter()
                await blinds.find(session, marks, None)
                took_ms.append(1000 * (perf_counter() - began))
        figures |= {
            f"{question}_p50_ms": round(percentile(took_ms, 0.5), 1),
            f"{question}_longest_ms": round(max(took_ms), 1),
        }
        for sql, tables in (await whole_reads(settings, sent)).items():
            whole.add(sql)
            sys.stderr.write(f"{question} reads {', '.join(sorted(tables))} whole\n")
    return figures | {"whole_reads": float(len(whole))}


async def _fill(settings: Settings) -> None:
    owner = make_engine(settings, "rramu_owner")
    async with owner.begin() as connection:
        await connection.execute(
            insert(Centre).values(id=CENTRE, code="14", name="Bench", lon_deg=-0.36, lat_deg=49.19, regulates=True)
        )
        account = {"id": ACCOUNT, "login": "bench", "name": "Bench", "active": True, "created_at": real_now()}
        await connection.execute(insert(Account).values(**account))
    async with writing(owner, None, [CENTRE]) as session:
        patients = _patients(keyring(session))
    await owner.dispose()
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    try:
        await connection.execute("SET statement_timeout = 0")
        await connection.execute("SET synchronous_commit = off")
        for table in TABLES:  # COPY knows no policies
            await connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        while some := list(islice(patients, AT_ONCE)):
            for table, columns in TABLES.items():
                rows = [row for one in some for row in one[table]]
                await connection.copy_records_to_table(table, records=rows, columns=columns)
        for table in TABLES:
            await connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            await connection.execute(f"ANALYZE {table}")
    finally:
        await connection.close()


def _letters(n: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(n))  # a name has no digits


def _name(n: int) -> str:
    return f"Nom{_letters(n)}"


def _first_name(n: int) -> str:
    return f"Prenom{_letters(n)}"


def _patients(keys: Keyring) -> Iterator[Rows]:
    """Give each patient's rows: one case, one patient, the marks the API would keep; labels, which no search reads, are left blank."""
    chance, now = random.Random(1), real_now()
    weights = [[1 / (n + COMMON) for n in range(many)] for many in (NAMES, FIRST_NAMES)]
    for start_at in range(0, PATIENTS, AT_ONCE):
        names = chance.choices(range(NAMES), weights[0], k=AT_ONCE)
        first_names = chance.choices(range(FIRST_NAMES), weights[1], k=AT_ONCE)
        for n, (name, first_name) in enumerate(zip(names, first_names, strict=True), start_at):
            born = OLDEST + timedelta(days=chance.randrange(DAYS))
            case_id, patient_id, at = new_id(), new_id(), now - timedelta(seconds=30 * (PATIENTS - n))
            marks = identity.marks(f"{_name(name)} {_first_name(first_name)}", born)
            yield {
                "cases": [(case_id, CENTRE, f"DRFR15BENCH{n:07}", 1, "CLOTURE", "DR", "P2", at, ACCOUNT, ACCOUNT, "HUNG_UP", at, 0, at)],
                "patients": [(patient_id, CENTRE, case_id, 1, "", "F")],
                "patient_blinds": [(keys.blind(CENTRE, *mark), patient_id, CENTRE, case_id) for mark in marks],
            }  # fmt: skip
