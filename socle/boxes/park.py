"""What the manager of the park does with boxes: provision, move, shelve, give another credential or a certificate, revoke.

Each is a fact of the region's chain. What the broker must know it is told by the worker, within a second. Source: ADR 0121.
"""

from datetime import datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import select

from db.engine import Reading, Writing
from db.models.boxes import Box, BoxCertificate, BoxRequest
from kit.caller import Author, Caller
from kit.clock import Clock, real_now
from kit.errors import Conflict, Invalid, NotFound
from kit.ids import BoxId, VehicleId, new_id
from kit.settings import BoxesSettings
from kit.wire.boxes import (
    BoxCertificateView,
    BoxEntry,
    BoxMove,
    BoxShelving,
    BoxView,
    CertificateEntry,
    CredentialEntry,
    NewCredential,
)
from kit.wire.codes.boxes import BoxStock, RequestState
from kit.wire.codes.people import Role
from kit.wire.telemetry import PARTITIONS
from socle.boxes import credential, lists, repository, service
from socle.boxes.certificates import Authority, key_of, refuse_reserved
from socle.boxes.requests import author, eligible
from socle.boxes.rules import emptiest

LEAD_S = 5.0
"""A move holds so much later than it is said, real seconds: every tracker knows of it before the first fix it is about."""
GONE = frozenset({BoxStock.LOST, BoxStock.RETIRED})


class NameTaken(Conflict):
    """A box has this name."""

    title = "Box name taken"


class BoxGone(Conflict):
    """The box is revoked, lost or retired."""

    title = "The box is out of service"


class VehicleTaken(Conflict):
    """Another box was put into the vehicle meanwhile."""

    title = "The vehicle has another box"


class FixesSince(Conflict):
    """Fixes measured since then are stored, as the vehicle's it sat in."""

    title = "The box was heard since"


async def provision(session: Writing, caller: Caller, clock: Clock, entry: BoxEntry) -> NewCredential:
    """Make a box known, in the partition with the fewest; its vehicle's request is served.

    Raises: NameTaken, NameReserved; NotFound, NotEligible of its vehicle.
    """
    by = author(caller, Role.ADMINISTRATOR)
    refuse_reserved(entry.name)
    if await repository.is_named(session, entry.name):
        raise NameTaken(entry.name)
    now = clock.now()
    if entry.vehicle_id is not None:
        await repository.hold_vehicle(session, entry.vehicle_id)
        await eligible(session, None, entry.vehicle_id, asked=True)
    partition = emptiest(await repository.by_partition(session))
    box_id, secret = await service.provision(session, by, entry.name, partition, now)
    if entry.vehicle_id is not None:
        await service.link(session, by, box_id, VehicleId(entry.vehicle_id), now)
        await _serve(session, entry.vehicle_id, box_id, now)
    return NewCredential(box_id=box_id, name=entry.name, partition=PARTITIONS[partition], credential=secret)


async def _serve(session: Writing, vehicle_id: UUID, box_id: UUID, at: datetime) -> None:
    waiting = select(BoxRequest).where(
        BoxRequest.vehicle_id == vehicle_id, BoxRequest.state == RequestState.ASKED.value
    )
    request = await session.scalar(waiting.with_for_update())
    if request is not None:
        request.state, request.box_id, request.answered_at = RequestState.SERVED, box_id, at
        await session.flush()


async def move(session: Writing, caller: Caller, clock: Clock, box_id: UUID, entry: BoxMove) -> BoxView:
    """Move a box to a vehicle, from `LEAD_S` after now on, or from a past instant since which no fix of it is stored.

    A fix belongs to the vehicle the box sat in when it was measured, whenever it comes.
    Raises: NotFound; BoxGone; NotEligible; FixesSince; Invalid when the instant is to come, or before the box came where it is.
    """
    by = author(caller, Role.ADMINISTRATOR)
    box = await _active(session, box_id)
    await repository.hold_vehicle(session, entry.vehicle_id)
    await eligible(session, None, entry.vehicle_id, asked=True)
    soon = clock.epoch.domain(clock.real() + timedelta(seconds=LEAD_S))
    at = entry.at or soon
    link = await repository.open_link(session, box_id)
    if at > soon or (link is not None and at <= link.from_at):
        raise Invalid("between when it came where it is and now", path="$.at")
    if entry.at is not None and await repository.measured_since(session, box_id, at):
        raise FixesSince("their vehicle does not change afterwards: leave the instant out")
    await repository.ask_again(session, box_id)
    await service.link(session, by, BoxId(box.id), VehicleId(entry.vehicle_id), at)
    await _serve(session, entry.vehicle_id, box_id, clock.now())
    return await view(session, clock, box_id)


async def shelve(session: Writing, caller: Caller, clock: Clock, box_id: UUID, entry: BoxShelving) -> BoxView:
    """Take a box out of its vehicle; lost or retired, it is revoked too.

    Raises: NotFound; BoxGone when it is retired.
    """
    by = author(caller, Role.ADMINISTRATOR)
    box, now, stock = await _known(session, box_id), clock.now(), BoxStock(entry.stock)
    if box.stock == BoxStock.RETIRED:
        raise BoxGone("a retired box does not come back")
    link = await repository.open_link(session, box_id)
    if link is not None:
        link.to_at = max(now, link.from_at)
    await repository.ask_again(session, box_id)
    box.stock = stock
    if stock in GONE:
        await _revoke(session, box, now)
    await session.flush()
    vehicle_id = None if link is None else VehicleId(link.vehicle_id)
    await service.tell(session, by, "box.shelved", now, {"box_id": box_id, "stock": stock}, vehicle_id)
    return await view(session, clock, box_id)


async def renew(
    session: Writing, caller: Caller, clock: Clock, box_id: UUID, entry: CredentialEntry, *, settings: BoxesSettings
) -> NewCredential:
    """Give a box another credential. The old one holds until the box says that it has the new one, or for `settings.rotation_hours`.

    At once when asked so, or when the box was revoked: it then speaks again.
    Raises: NotFound; BoxGone when it is lost or retired; VehicleTaken when another took its place while it was revoked.
    """
    by = author(caller, Role.ADMINISTRATOR)
    box, now = await _known(session, box_id), clock.now()
    if box.stock in GONE:
        raise BoxGone("put it back in store first, unless it is retired")
    if box.state != "ACTIVE":
        await _resume(session, box_id, now)
    if entry.at_once or box.state != "ACTIVE":
        secret = await service.renew(session, by, BoxId(box_id), now)
    else:
        secret = credential.make()
        box.next_hash, box.next_mark = credential.broker_hash(secret), credential.mark(secret)
        box.next_by = clock.epoch.domain(clock.real() + timedelta(hours=settings.rotation_hours))
        await session.flush()
        await service.tell(session, by, "box.credential_given", now, {"box_id": box_id, "old_until": box.next_by})
    return NewCredential(
        box_id=box_id,
        name=box.name,
        partition=PARTITIONS[box.partition],
        credential=secret,
        old_until=box.next_by,
    )


async def _resume(session: Writing, box_id: UUID, now: datetime) -> None:
    """See to it that a revoked box may speak again from where it sits; its vehicle's request is served by it again."""
    link = await repository.open_link(session, box_id)
    if link is not None:
        await repository.hold_vehicle(session, link.vehicle_id)
        if await repository.in_vehicle(session, link.vehicle_id) is not None:
            raise VehicleTaken("put this one in store first")
        await _serve(session, link.vehicle_id, box_id, now)


async def certify(
    session: Writing, caller: Caller, clock: Clock, box_id: UUID, entry: CertificateEntry, *, settings: BoxesSettings
) -> BoxCertificateView:
    """Sign a client certificate for a box; those it has stay good until they end, so that one follows the other without a gap.

    Raises: NotFound; BoxGone; NoAuthority; NameReserved; Invalid for what is no request.
    """
    by = author(caller, Role.ADMINISTRATOR)
    box, now = await _active(session, box_id), real_now()
    authority = Authority.read(settings)
    signed = authority.sign(box.name, key_of(entry.request), now, timedelta(days=settings.certificate_days))
    row = BoxCertificate(
        id=new_id(),
        box_id=box_id,
        serial=f"{signed.serial_number:x}",
        signed_at=now,
        ends_at=signed.not_valid_after_utc,
    )
    session.add(row)
    await session.flush()
    body = {"box_id": box_id, "serial": row.serial, "ends_at": row.ends_at}
    await service.tell(session, by, "box.certificate_signed", clock.now(), body)
    return BoxCertificateView(
        box_id=box_id,
        serial=row.serial,
        certificate=signed.public_bytes(Encoding.PEM).decode(),
        authority=authority.pem,
        ends_at=row.ends_at,
    )


async def revoke(session: Writing, caller: Caller, clock: Clock, box_id: UUID) -> BoxView:
    """Let a box speak no more, by credential or certificate; its connection is cut within a second or two.

    Raises: NotFound; BoxGone when it was revoked before.
    """
    by: Author = author(caller, Role.ADMINISTRATOR, Role.SUPERVISOR)
    box, now = await _active(session, box_id), clock.now()
    await _revoke(session, box, now)
    await session.flush()
    await service.tell(session, by, "box.revoked", now, {"box_id": box_id})
    return await view(session, clock, box_id)


async def _revoke(session: Writing, box: Box, now: datetime) -> None:
    if box.state == "ACTIVE":
        box.state, box.revoked_at = "REVOKED", now
    box.next_hash = box.next_mark = box.next_by = None
    await repository.ask_again(session, box.id)
    await repository.revoke_certificates(session, box.id, real_now())


async def _known(session: Writing, box_id: UUID) -> Box:
    box = await repository.locked(session, box_id)
    if box is None:
        raise NotFound("no such box")
    return box


async def _active(session: Writing, box_id: UUID) -> Box:
    box = await _known(session, box_id)
    if box.state != "ACTIVE":
        raise BoxGone("give it another credential first")
    return box


async def view(session: Reading, clock: Clock, box_id: UUID) -> BoxView:
    """Give one box as the park shows it."""
    return (await lists.boxes(session, clock.epoch, None, box_id))[0]
