"""Invented people: some at each post of each centre to be used by anybody, and the programs that play the others."""

import asyncio
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from db.models.accounts import Account
from db.models.directory import Facility, Organisation
from db.models.fleet import Vehicle
from kit.caller import Author
from kit.clock import Clock
from kit.ids import CentreId
from kit.wire.accounts import DemoAccount
from kit.wire.codes.means import FacilityKind, VehicleType
from kit.wire.codes.people import DOCTORS, Role
from kit.wire.people import RightEntry
from region.places import Centre, Region
from socle.accounts import service as accounts
from socle.accounts.passwords import hash_password

SEED = Author(None, "SEED")

FIRST_NAMES = (
    "Alix", "Noé", "Inès", "Camille", "Sacha", "Lou", "Maëlle", "Yanis", "Anouk", "Robin", "Salomé", "Basile",
    "Nour", "Gabin", "Élise", "Victor", "Lina", "Hippolyte", "Romane", "Malo", "Awa", "Loris", "Clémence", "Ilyès",
    "Zoé", "Aurèle", "Margot", "Étienne", "Soline", "Raphaël", "Jade", "Côme", "Assia", "Tristan", "Perrine", "Oscar",
)  # fmt: skip
LAST_NAMES = (
    "Marchand", "Lambert", "Picard", "Roussel", "Fontaine", "Garnier", "Hamel", "Vasseur", "Duval", "Lecomte", "Auber", "Tirel",
    "Quesnel", "Poulain", "Lefort", "Bellanger", "Gosselin", "Heuzé", "Morel", "Blondel", "Delamare", "Osmont", "Renouf", "Cauchois",
    "Leroux", "Mauger", "Anquetil", "Biville", "Carel", "Dumesnil", "Enault", "Fauvel", "Grenier", "Hébert", "Jamet", "Lanoë",
)  # fmt: skip
POSTS = (
    (Role.ARM, "arm1"),
    (Role.ARM, "arm2"),
    (Role.ARM_SUIVI, "suivi"),
    (Role.MRU, "mru"),
    (Role.MRL, "mrl"),
    (Role.SUPERVISOR, "superviseur"),
)
MORE_POSTS = ((Role.OSNP, "osnp"), (Role.INTERN, "interne"))
REGION_POSTS = ((Role.SPECIALIST, "toxicologue"), (Role.COORDINATOR, "coordination"))
PROGRAMS = (
    (Role.TELEPHONY, "telephonie", "Autocommutateur"),
    (Role.ARM, "simulation.arm", "ARM simulé"),
    (Role.ARM_SUIVI, "simulation.suivi", "ARM suivi simulé"),
    (Role.MRU, "simulation.mru", "Dr simulé (urgentiste)"),
    (Role.MRL, "simulation.mrl", "Dr simulé (libéral)"),
    (Role.OSNP, "simulation.osnp", "OSNP simulé"),
)
STAFF: Mapping[str, Mapping[Role, int]] = {
    "760": {Role.ARM: 7, Role.ARM_SUIVI: 2, Role.MRU: 3, Role.MRL: 4, Role.OSNP: 2},
    "140": {Role.ARM: 6, Role.ARM_SUIVI: 1, Role.MRU: 3, Role.MRL: 3, Role.OSNP: 2},
    "270": {Role.ARM: 5, Role.ARM_SUIVI: 1, Role.MRU: 2, Role.MRL: 3, Role.OSNP: 1},
    "500": {Role.ARM: 4, Role.ARM_SUIVI: 1, Role.MRU: 2, Role.MRL: 2, Role.OSNP: 1},
    "761": {Role.ARM: 4, Role.ARM_SUIVI: 1, Role.MRU: 2, Role.MRL: 2, Role.OSNP: 1},
    "610": {Role.ARM: 3, Role.ARM_SUIVI: 1, Role.MRU: 1, Role.MRL: 2, Role.OSNP: 1},
}
"""Simulated people by centre code: the cases of an ordinary day's fullest hour over 5.5 an ARM and 7.2 a doctor; ten
orientations an hour for OSNP, an assumption of ours. Anybody else: one."""
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Person:
    """An account to be; a partner's belongs to a company, to its vehicle, or to a receiving place, named as in the region's tables."""

    login: str
    name: str
    role: Role
    centre: Centre
    organisation: str | None = None
    facility: str | None = None
    call_sign: str | None = None


def shown(region: Region) -> Iterator[Person]:
    """Give the people anybody may be: each post of each centre, and at the first centre the region's own posts and some partners."""
    names = _names()
    for posts in (POSTS, MORE_POSTS):
        for centre in region.centres:
            for role, post in posts:
                yield Person(f"{post}.{slug(centre.name)}", _titled(role, next(names)), role, centre)
    first = region.centres[0]
    for role, post in REGION_POSTS:
        yield Person(f"{post}.{slug(first.name)}", _titled(role, next(names)), role, first)
    yield from _partners(region, first, names)
    yield Person("admin", "Maxime Leroy", Role.ADMINISTRATOR, first)


def _names() -> Iterator[str]:
    """Give full names, each once: the lists side by side, then one against the other's next."""
    for shift in range(len(LAST_NAMES)):
        for first, last in zip(FIRST_NAMES, LAST_NAMES[shift:] + LAST_NAMES[:shift], strict=True):
            yield f"{first} {last}"


def _titled(role: Role, name: str) -> str:
    return f"Dr {name}" if role in DOCTORS else name


def _partners(region: Region, centre: Centre, names: Iterator[str]) -> Iterator[Person]:
    """Give the desk of an ambulance company, the crew of one of its vehicles, and an emergency department."""
    here = slug(centre.name)
    ambulance = next(
        one for one in region.vehicles if one.centre_code == centre.code and one.type is VehicleType.TSU_AMB
    )
    company, call_sign = ambulance.organisation, ambulance.call_sign
    yield Person(f"ambulances.{here}", next(names), Role.COMPANY, centre, organisation=company)
    yield Person(f"equipage.{here}", next(names), Role.CREW, centre, organisation=company, call_sign=call_sign)
    receiving = next(
        one for one in region.facilities if one.centre_code == centre.code and one.kind is FacilityKind.EMERGENCY
    )
    yield Person(
        f"urgences.{here}",
        next(names),
        Role.EMERGENCY_DEPARTMENT,
        centre,
        organisation=receiving.organisation,
        facility=receiving.name,
    )


def programs(centres: Sequence[Centre]) -> Iterator[Person]:
    """Give the accounts of programs: the exchange and the simulated staff of each centre, and the one that sets the clock."""
    for centre in centres:
        for role, login, name in PROGRAMS:
            several = STAFF.get(centre.code, {}).get(role, 0)
            for number in [str(number + 1) for number in range(several)] or [""]:
                called = f"{name} {number}".rstrip()
                yield Person(f"{login}{number}.{slug(centre.name)}", f"{called}, {centre.name}", role, centre)
    yield Person("simulation.horloge", "Horloge simulée", Role.ADMINISTRATOR, centres[0])


async def settle(
    engine: AsyncEngine,
    clock: Clock,
    people: Iterable[Person],
    centres: Mapping[str, CentreId],
    known: Sequence[DemoAccount],
) -> list[DemoAccount]:
    """Open the accounts that are missing and give all with their passwords; one whose password is not `known` gets a new one.

    Each account is a transaction of its own: hashing takes most of the time, and is done for several at once.
    """
    passwords = {account.login: account.password for account in known}
    async with reading(engine, None, ()) as session:
        there = set(await session.scalars(select(Account.login)))
        organisations = dict((await session.execute(select(Organisation.name, Organisation.id))).all())
        facilities = dict((await session.execute(select(Facility.name, Facility.id))).all())
        vehicles = dict((await session.execute(select(Vehicle.call_sign, Vehicle.id))).all())

    def place(person: Person) -> accounts.Belonging:
        return accounts.Belonging(
            organisation_id=organisations[person.organisation] if person.organisation else None,
            facility_id=facilities[person.facility] if person.facility else None,
            vehicle_id=vehicles[person.call_sign] if person.call_sign else None,
        )

    turns = asyncio.Semaphore(AT_ONCE)

    async def one(person: Person) -> DemoAccount:
        async with turns:
            return await settle_one(person)

    async def settle_one(person: Person) -> DemoAccount:
        password = passwords.get(person.login) or secrets.token_hex(5)
        if person.login not in there:
            rights = [RightEntry(centre_id=centres[person.centre.code], role=person.role)]
            async with writing(engine, None, ()) as session:
                await accounts.create_account(
                    session,
                    SEED,
                    clock,
                    login=person.login,
                    name=person.name,
                    password=password,
                    rights=rights,
                    belonging=place(person),
                )
        elif person.login not in passwords:
            hashed = await hash_password(password)
            async with writing(engine, None, ()) as session:
                await session.execute(update(Account).where(Account.login == person.login).values(password_hash=hashed))
        return DemoAccount(
            login=person.login, password=password, name=person.name, role=person.role, centre=person.centre.name
        )

    return await asyncio.gather(*map(one, people))


def slug(name: str) -> str:
    """Give a name as part of a login: `Saint-Lô` → `saint-lo`, `Le Havre` → `le-havre`."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain.replace(" ", "-") if letter.isascii())
