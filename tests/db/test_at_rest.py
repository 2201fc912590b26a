"""What each column that can hold a text may hold; and a name told everywhere it can be told, that stands readable nowhere."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import ARRAY, Column, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from db.models import metadata
from dispatch.cases import search, tasks
from dispatch.cases import service as cases
from dispatch.sas import service as sas
from gateways.worker.rekey import COLUMNS
from kit.caller import Caller, Right
from kit.clock import Clock
from kit.wire.cases import CaseEdit, DecisionEntry, PatientEntry, PatientSearch, Place
from kit.wire.codes.cases import DecisionType, MeansType, TaskKind
from kit.wire.codes.missions import MissionStatus, Outcome, ReceiptState
from kit.wire.codes.people import Role
from kit.wire.relief import TaskEntry
from kit.wire.sas import AppointmentEntry
from tests import world
from tests.dispatch.story import Story

ENCRYPTED = frozenset(f"{column.class_.__tablename__}.{column.key}" for column in COLUMNS) | {
    "accounts.totp_secret", "access_links.totp_secret", "sessions.oidc_id_token", "idempotency_keys.answer",
}  # fmt: skip
"""Tokens only."""

PARTLY = frozenset({"facts.body", "changes.rows", "decisions.orientation"})
"""Their free words, names and numbers are tokens."""

CODES = frozenset({
    "audit.action", "audit.role", "audit.subject", "boxes.name", "box_messages.outcome", "calls.external_id", "case_transfers.answer",
    "case_transfers.motive", "cases.number", "cases.place_insee_code", "centre_pools.roles", "centres.code", "communes.insee_code",
    "communes.postal_codes", "facilities.abilities", "facts.kind", "facts.role", "help_requests.answer", "help_requests.asked_role",
    "help_requests.engagement", "manager_scopes.roles", "motives.code", "patients.age", "post_sessions.pooled_centre_ids",
    "proposals.body", "refused_fixes.box_name", "refused_fixes.reason", "sectors.code", "sectors.department_code",
})  # fmt: skip
"""Ids, codes of lists, and objects of these."""

NAMES = frozenset({
    "accounts.login", "accounts.name", "accounts.national_id", "centres.name", "communes.folded_name", "communes.name", "facilities.name",
    "motives.folded_label", "motives.label", "organisations.name", "organisations.phone", "sectors.name", "teams.label", "vehicles.base",
    "vehicles.call_sign",
})  # fmt: skip
"""Of staff, who sign; of places, lists and vehicles. Nobody writes of a patient there."""

TECHNICAL = frozenset({
    "access_links.token_hash", "accounts.password_hash", "audit.hash",
    "box_certificates.serial", "box_states.credential_mark", "box_states.firmware",
    "boxes.broker_hash", "boxes.next_hash", "boxes.next_mark", "calls.number_blind", "chain_heads.hash",
    "idempotency_keys.key", "idempotency_keys.request_hash", "patient_blinds.blind", "patients.indexed_under", "recovery_codes.code_hash",
    "refused_fixes.payload", "refused_fixes.sha256", "rekeyings.covered", "rekeyings.key_id", "sessions.address", "sessions.agent",
    "sessions.csrf_hash", "sessions.oidc_sid", "sessions.token_hash",
})  # fmt: skip
"""Hashes, blind indexes, ids of keys, what programs said."""

WORDS_OF_MEANS = frozenset({
    "box_messages.body", "box_requests.refusal",
    "events.label", "missions.cancel_motive", "missions.override_motive", "missions.receipt_reason", "outbox.body",
})  # fmt: skip
"""In the clear: why a vehicle was chosen, sent back or refused; why no box was given; what an event
is called; an order while it waits for its receipt."""

CLASSES = (ENCRYPTED, PARTLY, CODES, NAMES, TECHNICAL, WORDS_OF_MEANS)


def _bound(column: Column[object]) -> bool:
    """Tell whether the database itself binds a column to a list of codes."""
    checks = " ".join(str(getattr(check, "sqltext", "")) for check in column.table.constraints)
    return bool(column.foreign_keys) or f"{column.name} IN (" in checks


def test_every_column_that_can_hold_a_text_has_its_class() -> None:
    found = {
        f"{name}.{column.name}"
        for name, table in metadata.tables.items()
        for column in table.columns
        if isinstance(column.type, Text | JSONB | ARRAY | LargeBinary) and not _bound(column)
    }
    listed = [name for one in CLASSES for name in one]
    assert sorted(listed) == sorted(set(listed)), "in two classes"
    assert set(listed) == found


NAME, NUMBER, BORN = "Zibeline", "+33639987531", date(1931, 2, 3)
OSNP = Caller(world.ARM_CAEN_2.id, "osnp", "Morgan", frozenset({Right(world.CAEN, Role.OSNP)}))


async def _tell_everywhere(story: Story) -> None:
    """Take a call, regulate, engage and close, with the name in every text there is."""
    case = await story.answer(await story.ring(number=NUMBER))
    place = Place(label=f"chez Mme {NAME}", lon_deg=-0.36, lat_deg=49.19, access=f"2e gauche, {NAME}")
    await story.edit(case.id, CaseEdit(version=0, motive_code="M03.01", place=place, note=f"fille de {NAME}"))
    patient = await story.patient(case.id, PatientEntry(label=f"Odile {NAME}", birth_date=BORN))
    at = story.clock.now() + timedelta(minutes=5)
    task = TaskEntry(kind=TaskKind.OTHER, due_at=at, words=f"rappeler {NAME}")
    await tasks.set_task(story.session, world.ARM_CAEN.caller, story.clock, case.id, task)
    found = await search.search(
        story.session, world.ARM_CAEN.caller, story.clock, PatientSearch(name=NAME, number=NUMBER)
    )
    assert [one.id for one in found] == [case.id]
    seen = DecisionEntry(type=DecisionType.ORIENT, means=MeansType.LIBERAL, patient_id=patient, words=f"{NAME} seule")
    decision = (await story.decide(case.id, seen)).decisions[-1].id
    booked = AppointmentEntry(practitioner=f"Dr {NAME}", starts_at=at, place=f"cabinet {NAME}")
    await sas.book(story.session, OSNP, story.clock, decision, booked)
    sent = DecisionEntry(type=DecisionType.INTER, means=MeansType.TSU, patient_id=patient)
    decision = (await story.decide(case.id, sent)).decisions[-1].id
    mission = await story.engage(case.id, world.AMBULANCE_CAEN, decision)
    assert NAME in str([order.body for order in await story.orders(mission.id)])
    await story.status(mission.id, MissionStatus.DEPART, MissionStatus.ARRIVEE)
    await story.close(mission.id, Outcome.GONE_BEFORE_ARRIVAL, f"{NAME} partie")
    for order in await story.orders(mission.id):
        await story.receipt(world.AMBULANCE_CAEN, order.version, mission, ReceiptState.RECEIVED, order.version)
    assert all(order.done_at for order in await story.orders(mission.id))
    view = await cases.view(story.session, case.id)
    assert view.place == place
    assert view.patients[0].birth_date == BORN


async def test_a_name_told_everywhere_stands_readable_nowhere(engines: Mapping[str, AsyncEngine], clock: Clock) -> None:
    async with writing(engines["rramu_api"], world.ARM_CAEN.id, [world.CAEN]) as session:
        await _tell_everywhere(Story(session, clock))
    async with engines["rramu_owner"].connect() as connection:
        for table in metadata.tables:
            rows = await connection.execute(text(f'SELECT "{table}"::text FROM "{table}"'))  # noqa: S608 - of our own models
            for (row,) in rows:
                assert not any(word in row for word in (NAME, NAME.upper(), NUMBER[1:], BORN.isoformat())), (table, row)
