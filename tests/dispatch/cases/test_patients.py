"""Who a case is about, as operators type it; the same person in two open cases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from db.models.patients import Patient, PatientBlind
from dispatch.cases import patients, restricted, service, take
from kit.errors import Invalid, NotFound
from kit.settings import CasesSettings
from kit.wire.cases import PatientEntry, RestrictionEntry
from kit.wire.codes.calls import Sex
from kit.wire.codes.cases import CaseState, Restriction
from tests import world
from tests.dispatch.story import Story, advice

BORN = date(1954, 5, 12)
ODILE = PatientEntry(sex=Sex.F, label="Odile LECOINTRE", birth_date=BORN)


async def test_patients_are_ranked_and_renamed(story: Story) -> None:
    case = await story.case()
    first = await story.patient(case.id, PatientEntry(sex=Sex.M, age="P40Y"))
    await story.patient(case.id, PatientEntry(sex=Sex.F, age="P6Y", label="Fillette, manteau rouge"))
    view = await patients.edit(
        story.session, world.ARM_CAEN.caller, story.clock, case.id, first, PatientEntry(sex=Sex.M, age="P52Y")
    )
    assert [(one.rank, one.label) for one in view.patients] == [(1, "X homme ~52 ans"), (2, "Fillette, manteau rouge")]


async def test_a_patient_belongs_to_its_case(story: Story) -> None:
    patient = await story.patient((await story.case()).id, PatientEntry())
    other = await story.case()
    with pytest.raises(NotFound):
        await patients.edit(
            story.session, world.ARM_CAEN.caller, story.clock, other.id, patient, PatientEntry(sex=Sex.F)
        )


async def test_a_new_patient_reopens_a_settled_case(story: Story) -> None:
    case = await story.case()
    first = await story.patient(case.id, PatientEntry())
    assert (await story.decide(case.id, advice(first))).state is CaseState.VALIDE
    await story.patient(case.id, PatientEntry(sex=Sex.F))
    assert (await service.view(story.session, case.id)).state is CaseState.ACTIF


async def test_an_age_nobody_said_is_counted_from_the_birth_date(story: Story) -> None:
    case = await story.case()
    await story.patient(case.id, ODILE)
    (patient,) = (await service.view(story.session, case.id)).patients
    assert (patient.label, patient.birth_date, patient.age) == ("Odile LECOINTRE", BORN, "P72Y")


async def test_nobody_is_born_tomorrow(story: Story) -> None:
    case = await story.case()
    tomorrow = world.NOON.date() + timedelta(days=1)
    with pytest.raises(Invalid) as refusal:
        await story.patient(case.id, PatientEntry(birth_date=tomorrow))
    assert refusal.value.extra["path"] == "$.birth_date"


async def test_nothing_of_who_it_is_stands_in_clear(story: Story) -> None:
    await story.patient((await story.case()).id, ODILE)
    row = (await story.session.execute(select(Patient.label, Patient.birth_date))).one()
    assert all(value.startswith("enc:") for value in row)
    assert len((await story.session.scalars(select(PatientBlind.blind))).all()) == 5


async def test_a_patient_renamed_is_found_by_the_new_name_only(story: Story) -> None:
    case = await story.case()
    patient = await story.patient(case.id, ODILE)
    kept = set(await story.session.scalars(select(PatientBlind.blind)))
    entry = PatientEntry(sex=Sex.F, label="Odile Vauquelin", birth_date=BORN)
    await patients.edit(story.session, world.ARM_CAEN.caller, story.clock, case.id, patient, entry)
    renamed = set(await story.session.scalars(select(PatientBlind.blind)))
    assert (len(kept & renamed), len(renamed)) == (3, 5)
    nobody = PatientEntry(sex=Sex.F)
    await patients.edit(story.session, world.ARM_CAEN.caller, story.clock, case.id, patient, nobody)
    assert (await story.session.scalars(select(PatientBlind.blind))).all() == []


async def test_the_same_person_in_another_open_case_is_perhaps_a_double(story: Story) -> None:
    first, second = await story.case(), await story.case()
    await story.patient(first.id, ODILE)
    await story.patient(second.id, PatientEntry(label="lecointre", birth_date=BORN))
    assert (await service.view(story.session, second.id)).same_patient == [first.id]
    assert (await service.view(story.session, first.id)).same_patient == [second.id]


@pytest.mark.parametrize(
    "other",
    [
        PatientEntry(label="Odile LECOINTRE"),
        PatientEntry(label="Odile LECOINTRE", birth_date=date(1954, 5, 21)),
        PatientEntry(label="Bastien Quesnel", birth_date=BORN),
        PatientEntry(birth_date=BORN),
    ],
)
async def test_a_name_or_a_day_alone_makes_no_double(story: Story, other: PatientEntry) -> None:
    first, second = await story.case(), await story.case()
    await story.patient(first.id, ODILE)
    await story.patient(second.id, other)
    assert (await service.view(story.session, second.id)).same_patient == []


async def test_a_closed_an_old_and_a_restricted_case_are_no_doubles(story: Story) -> None:
    closed, old, hidden = await story.case(), await story.case(), await story.case()
    for case in (closed, old, hidden):
        patient = await story.patient(case.id, ODILE)
        if case is closed:
            await story.decide(case.id, advice(patient))
            await take.close(story.session, world.MRU_CAEN.caller, story.clock, case.id)
    await story.session.execute(text("SELECT set_config('rramu.account', :id, true)"), {"id": str(world.ARM_CAEN.id)})
    entry = RestrictionEntry(restriction=Restriction.STAFF)
    await restricted.restrict(
        story.session, world.ARM_CAEN.caller, story.clock, hidden.id, entry, policy=CasesSettings()
    )
    story.later(60 * 24)
    case = await story.case()
    await story.patient(case.id, ODILE)
    assert (await service.view(story.session, case.id)).same_patient == []
