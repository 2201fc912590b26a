"""After a rotation, every stored value of a centre comes under its newest key while the room works; numbers are still found."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import InstrumentedAttribute

from db import secrets
from db.base import JsonObject
from db.engine import Reading, Writing, make_engine, reading, writing
from db.key_folder import KeyFolder
from db.models.keeping import Rekeying
from db.models.patients import Patient, PatientBlind
from db.models.regulation import Call, Decision
from db.secrets import cell, keyring
from dispatch.calls import service as calls
from dispatch.cases import appointments
from dispatch.cases import service as cases
from dispatch.sas import service as sas
from gateways.worker import rekey
from gateways.worker.rekey import COLUMNS, Rekey
from kit.caller import Caller, Right
from kit.clock import Clock
from kit.settings import KeysSettings, Settings
from kit.wire.cases import DecisionEntry, PatientEntry
from kit.wire.codes.calls import Sex
from kit.wire.codes.cases import DecisionType, MeansType
from kit.wire.codes.people import Role
from kit.wire.live import FactNews
from kit.wire.sas import AppointmentEntry
from tests import world
from tests.dispatch.centres.rooms import Rooms
from tests.dispatch.story import NUMBER, Story

NAME = "Marguerite Lecointre"
SEEN_BY, SEEN_AT = "Dr Aubin", "12 rue du Port"


@pytest.fixture
def apart(database: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with keys of their own, looked at before each use."""
    monkeypatch.setattr(secrets, "LOOKED_AT_S", 0.0)
    made = database.model_copy(update={"keys": KeysSettings(folder=tmp_path / "keys")})
    KeyFolder(made.keys).make()
    return made


async def _patient(api: AsyncEngine, clock: Clock) -> None:
    async with writing(api, None, [world.CAEN]) as session:
        story = Story(session, clock)
        case = await story.case()
        await story.patient(case.id, PatientEntry(sex=Sex.F, label=NAME))


async def _walk(walk: Rekey) -> None:
    while await walk.step():
        pass


async def test_every_value_comes_under_the_new_key(
    apart: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rekey, "KNOWN_EVERYWHERE_AFTER", timedelta(0))
    monkeypatch.setattr(rekey, "ROWS_AT_ONCE", 2)
    api, worker = make_engine(apart, "rramu_api"), make_engine(apart, "rramu_worker")
    for _ in range(3):
        await _patient(api, clock)
    made = KeyFolder(apart.keys).add(world.CAEN)
    await _walk(Rekey(worker, world.CAEN))
    async with reading(worker, None, [world.CAEN]) as session:
        for column in COLUMNS:
            stored = (await session.scalars(select(column).where(column.is_not(None)))).all()
            assert all(value.startswith(f"enc:{made.id}:") for value in stored), column
        assert await session.scalar(select(Rekeying.key_id)) == made.id
        patients = (await session.scalars(select(Patient).order_by(Patient.id))).all()
        labels = [keyring(session).decrypt(one.label, cell(Patient.label, one.id)) for one in patients]
        assert labels.count(NAME) == 3
        keys, (under, _) = keyring(session), keyring(session).newest(world.CAEN)
        newest = {keys.blind(world.CAEN, "name", part) for part in NAME.split()}
        assert set(await session.scalars(select(PatientBlind.blind))) == newest
        assert set(await session.scalars(select(Patient.indexed_under))) == {under}
    await api.dispose()
    await worker.dispose()


async def test_a_caller_is_matched_before_during_and_after_a_rotation(
    apart: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rekey, "KNOWN_EVERYWHERE_AFTER", timedelta(0))
    api, worker = make_engine(apart, "rramu_api"), make_engine(apart, "rramu_worker")
    async with writing(api, None, [world.CAEN]) as session:
        case = await Story(session, clock).case()

    async def proposed() -> list[object]:
        async with writing(api, None, [world.CAEN]) as session:
            call = await Story(session, clock).ring()
            return list(call.attach_to)

    assert await proposed() == [case.id]
    KeyFolder(apart.keys).add(world.CAEN)
    assert await proposed() == [case.id]
    await _walk(Rekey(worker, world.CAEN))
    assert await proposed() == [case.id]
    await api.dispose()
    await worker.dispose()


async def test_keys_rotate_while_commands_run(apart: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rekey, "KNOWN_EVERYWHERE_AFTER", timedelta(0))
    monkeypatch.setattr(rekey, "ROWS_AT_ONCE", 2)
    api, worker = make_engine(apart, "rramu_api"), make_engine(apart, "rramu_worker")

    async def work() -> None:
        for _ in range(4):
            await _patient(api, clock)

    async def rotate() -> None:
        for _ in range(3):
            KeyFolder(apart.keys).add(world.CAEN)
            await _walk(Rekey(worker, world.CAEN))

    await asyncio.gather(work(), work(), rotate())
    KeyFolder(apart.keys).add(
        world.CAEN
    )  # the last walk finds what was written under an older key while the others walked
    await _walk(Rekey(worker, world.CAEN))
    async with reading(api, None, [world.CAEN]) as session:
        views = await cases.views(session)
        assert [one.label for view in views for one in view.patients] == [NAME] * 8
        assert {view.caller_number for view in views} == {NUMBER}
        newest, _ = keyring(session).newest(world.CAEN)
        assert all(label.startswith(f"enc:{newest}:") for label in await session.scalars(select(Patient.label)))
    await api.dispose()
    await worker.dispose()


async def test_what_was_written_before_there_were_keys_is_encrypted(apart: Settings, clock: Clock) -> None:
    api, worker = make_engine(apart, "rramu_api"), make_engine(apart, "rramu_worker")
    await _patient(api, clock)
    async with writing(api, None, [world.CAEN]) as session:
        await session.execute(update(Patient).values(label=NAME, indexed_under=None))
        await session.execute(delete(PatientBlind))
        await session.execute(update(Call).values(number="+33231000009", number_blind=None))
    await _walk(Rekey(worker, world.CAEN))
    async with reading(worker, None, [world.CAEN]) as session:
        call = (await session.scalars(select(Call))).one()
        assert calls.number_of(session, call) == "+33231000009"
        assert call.number_blind == keyring(session).blind(world.CAEN, "phone", "+33231000009")
        assert NAME not in str(await session.scalar(select(Patient.label)))
        (view,) = await cases.views(session)
        assert [patient.label for patient in view.patients] == [NAME]
        assert len((await session.scalars(select(PatientBlind.blind))).all()) == len(NAME.split())
    await api.dispose()
    await worker.dispose()


async def test_a_column_encrypted_since_the_last_walk_is_walked(
    apart: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rekey, "KNOWN_EVERYWHERE_AFTER", timedelta(0))
    api, worker = make_engine(apart, "rramu_api"), make_engine(apart, "rramu_worker")
    await _patient(api, clock)
    monkeypatch.setattr(rekey, "COVERED", "calls.number")
    await _walk(Rekey(worker, world.CAEN))
    monkeypatch.undo()
    async with writing(api, None, [world.CAEN]) as session:
        await session.execute(update(Patient).values(label=NAME))
    await _walk(Rekey(worker, world.CAEN))
    async with reading(worker, None, [world.CAEN]) as session:
        assert NAME not in str(await session.scalar(select(Patient.label)))
    await api.dispose()
    await worker.dispose()


async def test_a_walk_begun_too_soon_after_a_rotation_does_not_end_it(apart: Settings) -> None:
    worker = make_engine(apart, "rramu_worker")
    await _walk(Rekey(worker, world.CAEN))
    async with reading(worker, None, [world.CAEN]) as session:
        assert await session.scalar(select(Rekeying.key_id)) is None
    await worker.dispose()


async def test_a_value_changed_meanwhile_is_left_as_it_became(
    apart: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    api, worker = make_engine(apart, "rramu_api"), make_engine(apart, "rramu_worker")
    await _patient(api, clock)
    KeyFolder(apart.keys).add(world.CAEN)
    rewrite = rekey.rewrite

    async def changed_first(
        session: Writing, centre_id: UUID, column: InstrumentedAttribute[Any], row_id: UUID, value: str | JsonObject
    ) -> None:
        if column is Patient.label:
            async with writing(api, None, [world.CAEN]) as other:
                changed = keyring(other).encrypt(world.CAEN, "Odile Lecointre", cell(Patient.label, row_id))
                await other.execute(update(Patient).values(label=changed))
        await rewrite(session, centre_id, column, row_id, value)

    monkeypatch.setattr(rekey, "rewrite", changed_first)
    await _walk(Rekey(worker, world.CAEN))
    async with reading(worker, None, [world.CAEN]) as session:
        (view,) = await cases.views(session)
        assert [patient.label for patient in view.patients] == ["Odile Lecointre"]
    await api.dispose()
    await worker.dispose()


async def test_a_case_that_changes_hands_comes_under_its_new_centres_keys(apart: Settings, clock: Clock) -> None:
    api, worker = make_engine(apart, "rramu_api"), make_engine(apart, "rramu_worker")
    rooms = Rooms(api, clock)
    case = await rooms.on_the_line()
    async with rooms.at(world.ARM_CAEN) as story:
        await story.patient(case.id, PatientEntry(sex=Sex.F, label=NAME))
    await rooms.accept((await rooms.ask(case.id)).id)
    news = FactNews(centre_id=world.ROUEN, number=1, fact_id=None, kind="case.transferred", case_id=case.id)
    async with writing(worker, None, [world.ROUEN]) as session:
        await rekey.take_over(session, clock, news)
        key_id, _ = keyring(session).newest(world.ROUEN)
        patient = (await session.scalars(select(Patient))).one()
        assert patient.label.startswith(f"enc:{key_id}:")
        (view,) = await cases.views(session)
        assert [one.label for one in view.patients] == [NAME]
        for call in await session.scalars(select(Call).where(Call.centre_id == world.ROUEN)):
            number = str(calls.number_of(session, call))
            assert call.number_blind == keyring(session).blind(world.ROUEN, "phone", number)
        newest = {keyring(session).blind(world.ROUEN, "name", part) for part in NAME.split()}
        assert set(await session.scalars(select(PatientBlind.blind))) == newest
    await api.dispose()
    await worker.dispose()


async def _booked(api: AsyncEngine, clock: Clock) -> UUID:
    """Write an appointment down; give its decision."""
    async with writing(api, None, [world.CAEN]) as session:
        story = Story(session, clock)
        case = await story.case()
        seen = DecisionEntry(type=DecisionType.ORIENT, means=MeansType.LIBERAL)
        decision = (await story.decide(case.id, seen)).decisions[-1].id
        osnp = Caller(world.ARM_CAEN_2.id, "osnp", "Morgan", frozenset({Right(world.CAEN, Role.OSNP)}))
        entry = AppointmentEntry(practitioner=SEEN_BY, starts_at=clock.now() + timedelta(hours=1), place=SEEN_AT)
        await sas.book(session, osnp, clock, decision, entry)
    return decision


async def _kept(session: Reading, decision: UUID) -> tuple[list[str], tuple[str, str]]:
    """Give the words of an appointment as stored, and as read."""
    stored = await session.scalar(select(Decision.orientation).where(Decision.id == decision))
    (view,) = await cases.views(session)
    done = next(one.orientation for one in view.decisions if one.id == decision)
    assert stored is not None
    assert done is not None
    assert done.appointment is not None
    return (
        [stored["appointment"][name] for name in appointments.WORDS],
        (done.appointment.practitioner, done.appointment.place),
    )


@pytest.mark.parametrize("in_the_clear", [False, True])
async def test_the_words_of_an_appointment_come_under_the_new_key_too(
    apart: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch, *, in_the_clear: bool
) -> None:
    monkeypatch.setattr(rekey, "KNOWN_EVERYWHERE_AFTER", timedelta(0))
    api, worker = make_engine(apart, "rramu_api"), make_engine(apart, "rramu_worker")
    decision = await _booked(api, clock)
    if in_the_clear:
        async with writing(worker, None, [world.CAEN]) as session:
            stored = await session.scalar(select(Decision.orientation).where(Decision.id == decision))
            assert stored is not None
            plain = dict(zip(appointments.WORDS, (SEEN_BY, SEEN_AT), strict=True))
            before = stored | {"appointment": stored["appointment"] | plain}
            await session.execute(update(Decision).where(Decision.id == decision).values(orientation=before))
    made = KeyFolder(apart.keys).add(world.CAEN)
    await _walk(Rekey(worker, world.CAEN))
    async with reading(api, None, [world.CAEN]) as session:
        stored_words, read = await _kept(session, decision)
    assert all(word.startswith(f"enc:{made.id}:") for word in stored_words)
    assert read == (SEEN_BY, SEEN_AT)
    await api.dispose()
    await worker.dispose()


async def test_nobody_waits_for_a_walk(apart: Settings) -> None:
    worker = make_engine(apart, "rramu_worker")
    async with worker.connect() as other:
        await other.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended('rekey:' || :centre, 0))"), {"centre": str(world.CAEN)}
        )
        assert await Rekey(worker, world.CAEN).step() is False
    await worker.dispose()
