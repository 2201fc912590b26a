"""The small world every database of the tests starts with: two centres, people of each role, vehicles with teams and boxes.

Ids are fixed, so that a test names what it means. Rows are committed once into a template database; tests clone it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from db.base import Base
from db.models.accounts import Account, AccountRight
from db.models.boxes import Box, BoxLink
from db.models.directory import Centre, Commune, Facility, Motive, Organisation
from db.models.fleet import Crew, Team, Vehicle, VehicleVisibility
from kit.caller import Caller, Right
from kit.ids import AccountId, BoxId, CentreId, FacilityId, TeamId, VehicleId
from kit.wire.codes.cases import MedicalLevel
from kit.wire.codes.means import Availability, VehicleType, VisibilityReason
from kit.wire.codes.people import Role

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
"""Domain time before which nothing of the world exists."""

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
"""Domain time at which tests usually stand."""


def fixed_id(family: int, number: int) -> UUID:
    """Give a readable UUID v7: `fixed_id(3, 7)` → 01900000-0003-7000-8000-000000000007."""
    return UUID(f"01900000-{family:04d}-7000-8000-{number:012d}")


CAEN = CentreId(fixed_id(1, 140))
ROUEN = CentreId(fixed_id(1, 760))


@dataclass(frozen=True)
class Person:
    """An invented account. `password` is its login; hashes of it are made by the tests that sign in."""

    id: AccountId
    login: str
    name: str
    role: Role
    centre_id: CentreId

    @property
    def caller(self) -> Caller:
        """Give the caller this person is once signed in."""
        return Caller(self.id, self.login, self.name, frozenset({Right(self.centre_id, self.role)}))


def _person(number: int, login: str, name: str, role: Role, centre_id: CentreId) -> Person:
    return Person(AccountId(fixed_id(2, number)), login, name, role, centre_id)


ARM_CAEN = _person(1, "arm.caen", "Alix Marchand", Role.ARM, CAEN)
ARM_CAEN_2 = _person(2, "arm2.caen", "Noé Lambert", Role.ARM, CAEN)
SUIVI_CAEN = _person(3, "suivi.caen", "Inès Picard", Role.ARM_SUIVI, CAEN)
MRU_CAEN = _person(4, "mru.caen", "Dr Camille Roussel", Role.MRU, CAEN)
MRL_CAEN = _person(5, "mrl.caen", "Dr Sacha Fontaine", Role.MRL, CAEN)
SUPERVISOR_CAEN = _person(6, "superviseur.caen", "Lou Garnier", Role.SUPERVISOR, CAEN)
TELEPHONY_CAEN = _person(7, "telephonie.caen", "Autocommutateur Caen", Role.TELEPHONY, CAEN)
ADMINISTRATOR = _person(8, "admin", "Maxime Leroy", Role.ADMINISTRATOR, CAEN)
INTERN_CAEN = _person(9, "interne.caen", "Robin Mallet", Role.INTERN, CAEN)
ARM_ROUEN = _person(11, "arm.rouen", "Charlie Hamel", Role.ARM, ROUEN)
SUIVI_ROUEN = _person(13, "suivi.rouen", "Andréa Vasseur", Role.ARM_SUIVI, ROUEN)
MRU_ROUEN = _person(14, "mru.rouen", "Dr Morgan Duval", Role.MRU, ROUEN)
TELEPHONY_ROUEN = _person(17, "telephonie.rouen", "Autocommutateur Rouen", Role.TELEPHONY, ROUEN)

COMPANY_CAEN = _person(21, "societe.caen", "Bureau des Deux Rives", Role.COMPANY, CAEN)
COORDINATOR_CAEN = _person(22, "coordonnateur.caen", "Dominique Quesnel", Role.COORDINATOR, CAEN)
CREW_CAEN = _person(23, "equipage.caen", "Équipage Caen 1", Role.CREW, CAEN)
EMERGENCY_CAEN_DESK = _person(24, "urgences.caen", "Accueil des urgences de Caen", Role.EMERGENCY_DEPARTMENT, CAEN)

PEOPLE = (
    ARM_CAEN, ARM_CAEN_2, SUIVI_CAEN, MRU_CAEN, MRL_CAEN, SUPERVISOR_CAEN, TELEPHONY_CAEN, ADMINISTRATOR, INTERN_CAEN,
    ARM_ROUEN, SUIVI_ROUEN, MRU_ROUEN, TELEPHONY_ROUEN, COMPANY_CAEN, COORDINATOR_CAEN, CREW_CAEN, EMERGENCY_CAEN_DESK,
)  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """A vehicle with its team and its box, parked at its base."""

    number: int
    call_sign: str
    type: VehicleType
    level: MedicalLevel
    organisation: int
    centre_id: CentreId
    lon_deg: float
    lat_deg: float

    @property
    def vehicle_id(self) -> VehicleId:
        """Give the vehicle's id."""
        return VehicleId(fixed_id(4, self.number))

    @property
    def team_id(self) -> TeamId:
        """Give the team's id."""
        return TeamId(fixed_id(5, self.number))

    @property
    def box_id(self) -> BoxId:
        """Give the box's id."""
        return BoxId(fixed_id(6, self.number))

    @property
    def box_name(self) -> str:
        """Give the box's name, its user name at the broker."""
        return f"box-{self.number:04d}"

    @property
    def partition(self) -> int:
        """Give the box's partition number."""
        return self.number % 16


AMBULANCE_CAEN = Unit(1, "AMB Caen 1", VehicleType.TSU_AMB, MedicalLevel.SECOURS, 1, CAEN, -0.3700, 49.1800)
AMBULANCE_BAYEUX = Unit(2, "AMB Bayeux 1", VehicleType.TSU_AMB, MedicalLevel.SECOURS, 1, CAEN, -0.7030, 49.2760)
SMUR_CAEN = Unit(3, "SMUR Caen 1", VehicleType.SMUR_VLM, MedicalLevel.MED, 2, CAEN, -0.3580, 49.2060)
VSAV_CAEN = Unit(4, "VSAV Caen 1", VehicleType.SIS_VSAV, MedicalLevel.SECOURS, 3, CAEN, -0.3500, 49.1700)
AMBULANCE_ROUEN = Unit(5, "AMB Rouen 1", VehicleType.TSU_AMB, MedicalLevel.SECOURS, 1, ROUEN, 1.0990, 49.4430)

UNITS = (AMBULANCE_CAEN, AMBULANCE_BAYEUX, SMUR_CAEN, VSAV_CAEN, AMBULANCE_ROUEN)

EMERGENCY_CAEN = FacilityId(fixed_id(7, 1))
EMERGENCY_ROUEN = FacilityId(fixed_id(7, 2))
MATERNITY_CAEN = FacilityId(fixed_id(7, 3))
SMUR_BASE_CAEN = FacilityId(fixed_id(7, 4))


def _rows() -> list[Base]:
    centres = [
        Centre(id=CAEN, code="140", name="SAMU 14 Caen", lon_deg=-0.3580, lat_deg=49.2060, regulates=True),
        Centre(id=ROUEN, code="760", name="SAMU 76 Rouen", lon_deg=1.0990, lat_deg=49.4410, regulates=True),
    ]
    organisations = [
        Organisation(id=fixed_id(3, 1), kind="TSU", name="Ambulances des Deux Rives", phone=None),
        Organisation(id=fixed_id(3, 2), kind="HOSPITAL", name="CHU de Caen", phone=None),
        Organisation(id=fixed_id(3, 3), kind="SIS", name="SDIS du Calvados", phone=None),
    ]
    reference = [
        Facility(id=EMERGENCY_CAEN, kind="EMERGENCY", name="Urgences Caen", centre_id=CAEN, lon_deg=-0.3580, lat_deg=49.2060),
        Facility(id=EMERGENCY_ROUEN, kind="EMERGENCY", name="Urgences Rouen", centre_id=ROUEN, lon_deg=1.0990, lat_deg=49.4410),
        Facility(id=MATERNITY_CAEN, kind="HOSPITAL", name="Maternité Caen", centre_id=CAEN, lon_deg=-0.3530, lat_deg=49.1680),
        Facility(id=SMUR_BASE_CAEN, kind="SMUR", name="SMUR de Caen", centre_id=CAEN, lon_deg=-0.3580, lat_deg=49.2060),
        Commune(insee_code="14118", name="Caen", folded_name="caen", centre_id=CAEN, population=105_512, lon_deg=-0.37, lat_deg=49.182),
        Commune(insee_code="76540", name="Rouen", folded_name="rouen", centre_id=ROUEN, population=114_187, lon_deg=1.099, lat_deg=49.443),
        Motive(code="M01.01", label="Suspicion d’arrêt cardiaque, mort subite", folded_label="suspicion d arret cardiaque mort subite"),
        Motive(code="M03.01", label="Douleur thoracique", folded_label="douleur thoracique"),
    ]  # fmt: skip
    belongs: dict[Person, dict[str, UUID]] = {
        COMPANY_CAEN: {"organisation_id": fixed_id(3, 1)},
        CREW_CAEN: {"organisation_id": fixed_id(3, 1), "vehicle_id": AMBULANCE_CAEN.vehicle_id},
        EMERGENCY_CAEN_DESK: {"organisation_id": fixed_id(3, 2), "facility_id": EMERGENCY_CAEN},
    }
    people = [
        Account(
            id=p.id, login=p.login, name=p.name, password_hash="!", active=True, created_at=START, **belongs.get(p, {})
        )
        for p in PEOPLE
    ]
    rights = [AccountRight(account_id=p.id, centre_id=p.centre_id, role=p.role.value) for p in PEOPLE]
    fleet: list[Base] = []
    links: list[Base] = []
    for unit in UNITS:
        fleet += [
            Vehicle(
                id=unit.vehicle_id, version=1, call_sign=unit.call_sign, type=unit.type.value,
                organisation_id=fixed_id(3, unit.organisation), centre_id=unit.centre_id, base=f"Base {unit.call_sign}",
                base_lon_deg=unit.lon_deg, base_lat_deg=unit.lat_deg,
                availability=Availability.AVAILABLE.value, availability_at=START,
            ),
            Team(id=unit.team_id, label=f"Équipe {unit.call_sign}", organisation_id=fixed_id(3, unit.organisation), level=unit.level.value),
            Box(
                id=unit.box_id, name=unit.box_name, partition=unit.partition, broker_hash="!", state="ACTIVE",
                provisioned_at=START, revoked_at=None,
            ),
        ]  # fmt: skip
        links += [
            Crew(id=fixed_id(8, unit.number), vehicle_id=unit.vehicle_id, team_id=unit.team_id, from_at=START, to_at=None),
            VehicleVisibility(
                id=fixed_id(9, unit.number), vehicle_id=unit.vehicle_id, reason=VisibilityReason.GARDE.value, from_at=START, to_at=None
            ),
            BoxLink(id=fixed_id(10, unit.number), box_id=unit.box_id, vehicle_id=unit.vehicle_id, from_at=START, to_at=None),
        ]  # fmt: skip
    return [*centres, *organisations, *reference, *people, *rights, *fleet, *links]


async def build(connection: AsyncConnection) -> None:
    """Insert the world, as the owner of the schema, and make the days of positions around it."""
    rows = _rows()
    for table in Base.metadata.sorted_tables:
        values = [
            {
                column.key: value
                for column in table.columns
                if (value := getattr(row, column.key)) is not None or column.server_default is None
            }
            for row in rows
            if row.__table__ is table
        ]
        if values:
            await connection.execute(table.insert(), values)
    first, last = (START - timedelta(days=4)).date(), (NOON + timedelta(days=8)).date()
    await connection.exec_driver_sql(f"SELECT make_position_days('{first}', '{last}')")  # dates, not text from outside
