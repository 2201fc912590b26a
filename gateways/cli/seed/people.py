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
from kit.caller import Author, Right
from kit.clock import Clock
from kit.ids import CentreId
from kit.wire.accounts import DemoAccount
from kit.wire.codes import DOCTORS, Role
from region.places import Centre
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
PROGRAMS = (
    (Role.TELEPHONY, "telephonie", "Autocommutateur"),
    (Role.ARM, "simulation.arm", "ARM simulé"),
    (Role.ARM_SUIVI, "simulation.suivi", "ARM suivi simulé"),
    (Role.MRU, "simulation.mru", "Dr simulé (urgentiste)"),
    (Role.MRL, "simulation.mrl", "Dr simulé (libéral)"),
)
STAFF: Mapping[str, Mapping[Role, int]] = {
    "760": {Role.ARM: 7, Role.ARM_SUIVI: 2, Role.MRU: 3, Role.MRL: 4},
    "140": {Role.ARM: 6, Role.ARM_SUIVI: 1, Role.MRU: 3, Role.MRL: 3},
    "270": {Role.ARM: 5, Role.ARM_SUIVI: 1, Role.MRU: 2, Role.MRL: 3},
    "500": {Role.ARM: 4, Role.ARM_SUIVI: 1, Role.MRU: 2, Role.MRL: 2},
    "761": {Role.ARM: 4, Role.ARM_SUIVI: 1, Role.MRU: 2, Role.MRL: 2},
    "610": {Role.ARM: 3, Role.ARM_SUIVI: 1, Role.MRU: 1, Role.MRL: 2},
}
"""Simulated people by centre code: the cases of an ordinary day's fullest hour over 5.5 an ARM and 7.2 a doctor. Anybody else: one."""
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Person:
    """An account to be."""

    login: str
    name: str
    role: Role
    centre: Centre


def shown(centres: Sequence[Centre]) -> Iterator[Person]:
    """Give the people anybody may be: each post of each centre, and one administrator for the region, at its first centre."""
    names = zip(FIRST_NAMES, LAST_NAMES, strict=True)
    for centre in centres:
        for role, post in POSTS:
            first, last = next(names)
            title = "Dr " if role in DOCTORS else ""
            yield Person(f"{post}.{slug(centre.name)}", f"{title}{first} {last}", role, centre)
    yield Person("admin", "Maxime Leroy", Role.ADMINISTRATOR, centres[0])


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

    turns = asyncio.Semaphore(AT_ONCE)

    async def one(person: Person) -> DemoAccount:
        async with turns:
            return await settle_one(person)

    async def settle_one(person: Person) -> DemoAccount:
        password = passwords.get(person.login) or secrets.token_hex(5)
        if person.login not in there:
            rights = [Right(centres[person.centre.code], person.role)]
            async with writing(engine, None, ()) as session:
                await accounts.create_account(
                    session, SEED, clock, login=person.login, name=person.name, password=password, rights=rights
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
