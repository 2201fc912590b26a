"""The park's manager provisions, moves, shelves, renews, certifies, revokes; each act is a fact."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from db.engine import Writing
from db.models.boxes import Box, BoxLink
from gateways.cli.embedded import certificates as embedded
from kit.clock import Clock
from kit.errors import Forbidden, Invalid, NotFound
from kit.ids import new_id
from kit.settings import BoxesSettings
from kit.wire.boxes import BoxEntry, BoxMove, BoxShelving, CertificateEntry, CredentialEntry
from kit.wire.codes.boxes import BoxStock
from kit.wire.codes.people import Role
from socle.boxes import lists, park, repository, service
from socle.boxes.certificates import NameReserved, NoAuthority
from socle.boxes.credential import mark, matches
from socle.boxes.park import BoxGone, NameTaken, VehicleTaken
from socle.boxes.requests import NotEligible, author
from tests.socle.boxes.world_of_boxes import COMPANY, MANAGER, SPARE, SPARE_2
from tests.world import AMBULANCE_BAYEUX, AMBULANCE_CAEN, NOON, SUPERVISOR_CAEN

BOX = AMBULANCE_CAEN.box_id
LEAD = timedelta(seconds=park.LEAD_S)
POLICY = BoxesSettings()


async def _hash(session: Writing, name: str) -> str | None:
    return (await service.broker_accounts(session))[name]


async def test_a_box_is_provisioned_for_a_vehicle_or_for_the_store(api: Writing, clock: Clock) -> None:
    made = await park.provision(api, MANAGER, clock, BoxEntry(name="box-new", vehicle_id=SPARE))
    stored = await park.provision(api, MANAGER, clock, BoxEntry(name="box-spare"))

    assert matches(made.credential, await _hash(api, "box-new") or "")
    boxes = {box.name: box for box in await lists.boxes(api, clock.epoch, None)}
    assert (boxes["box-new"].stock, boxes["box-new"].vehicle_id) == (BoxStock.ASSIGNED, SPARE)
    assert (boxes["box-spare"].stock, boxes["box-spare"].vehicle_id) == (BoxStock.IN_STORE, None)
    assert {made.partition, stored.partition}.isdisjoint({"p01", "p02", "p03", "p04", "p05"}), "the emptiest first"


async def test_names_are_unique_and_a_vehicle_has_one_box(api: Writing, clock: Clock) -> None:
    with pytest.raises(NameTaken):
        await park.provision(api, MANAGER, clock, BoxEntry(name=AMBULANCE_CAEN.box_name))
    with pytest.raises(NotEligible):
        await park.provision(api, MANAGER, clock, BoxEntry(name="box-new", vehicle_id=AMBULANCE_CAEN.vehicle_id))


async def test_a_box_is_never_named_as_a_tracker(api: Writing, clock: Clock) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"name": "tracker-p00"}', type=BoxEntry)
    with pytest.raises(NameReserved):
        await park.provision(api, MANAGER, clock, BoxEntry(name="tracker-p00"))


async def test_only_the_manager_manages(api: Writing, clock: Clock) -> None:
    for caller in (COMPANY, SUPERVISOR_CAEN.caller):
        with pytest.raises(Forbidden):
            await park.provision(api, caller, clock, BoxEntry(name="box-new"))
        with pytest.raises(Forbidden):
            await park.move(api, caller, clock, BOX, BoxMove(vehicle_id=SPARE))
    with pytest.raises(Forbidden):
        await park.revoke(api, COMPANY, clock, BOX)


async def test_a_move_leaves_no_gap_and_holds_a_moment_later(api: Writing, clock: Clock) -> None:
    moved = await park.move(api, MANAGER, clock, BOX, BoxMove(vehicle_id=SPARE))
    assert (moved.vehicle_id, moved.stock, moved.in_vehicle_since) == (SPARE, BoxStock.ASSIGNED, NOON + LEAD)
    links = (await api.scalars(select(BoxLink).where(BoxLink.box_id == BOX).order_by(BoxLink.from_at))).all()
    assert [(link.vehicle_id, link.to_at) for link in links] == [
        (AMBULANCE_CAEN.vehicle_id, NOON + LEAD),
        (SPARE, None),
    ]


async def test_a_move_may_be_told_afterwards_but_not_ahead(api: Writing, clock: Clock) -> None:
    hour = timedelta(hours=1)
    with pytest.raises(Invalid):
        await park.move(api, MANAGER, clock, BOX, BoxMove(vehicle_id=SPARE, at=NOON + hour))
    moved = await park.move(api, MANAGER, clock, BOX, BoxMove(vehicle_id=SPARE, at=NOON - hour))
    assert moved.in_vehicle_since == NOON - hour
    with pytest.raises(Invalid):
        await park.move(api, MANAGER, clock, BOX, BoxMove(vehicle_id=SPARE_2, at=NOON - 2 * hour))


async def test_a_box_goes_to_no_vehicle_that_has_one(api: Writing, clock: Clock) -> None:
    with pytest.raises(NotEligible):
        await park.move(api, MANAGER, clock, BOX, BoxMove(vehicle_id=AMBULANCE_BAYEUX.vehicle_id))
    with pytest.raises(NotFound):
        await park.move(api, MANAGER, clock, new_id(), BoxMove(vehicle_id=SPARE))


@pytest.mark.parametrize("shelf", [BoxShelving(stock="IN_STORE"), BoxShelving(stock="TO_REPAIR")])
async def test_a_shelved_box_leaves_its_vehicle_and_may_speak(api: Writing, clock: Clock, shelf: BoxShelving) -> None:
    shelved = await park.shelve(api, MANAGER, clock, BOX, shelf)
    assert (shelved.stock, shelved.vehicle_id, shelved.active) == (shelf.stock, None, True)
    assert await service.box_of(api, AMBULANCE_CAEN.vehicle_id) is None


@pytest.mark.parametrize("shelf", [BoxShelving(stock="LOST"), BoxShelving(stock="RETIRED")])
async def test_a_box_lost_or_retired_is_revoked(api: Writing, clock: Clock, shelf: BoxShelving) -> None:
    shelved = await park.shelve(api, MANAGER, clock, BOX, shelf)
    assert (shelved.stock, shelved.vehicle_id, shelved.active) == (shelf.stock, None, False)
    assert await _hash(api, AMBULANCE_CAEN.box_name) is None


async def test_a_retired_box_never_comes_back_and_a_lost_one_by_the_store(api: Writing, clock: Clock) -> None:
    await park.shelve(api, MANAGER, clock, BOX, BoxShelving(stock="LOST"))
    with pytest.raises(BoxGone):
        await park.renew(api, MANAGER, clock, BOX, CredentialEntry(), settings=POLICY)
    await park.shelve(api, MANAGER, clock, BOX, BoxShelving(stock="IN_STORE"))
    with pytest.raises(BoxGone):
        await park.move(api, MANAGER, clock, BOX, BoxMove(vehicle_id=SPARE))
    told = await park.renew(api, MANAGER, clock, BOX, CredentialEntry(), settings=POLICY)
    assert told.old_until is None, "it had none that held"
    assert (await park.move(api, MANAGER, clock, BOX, BoxMove(vehicle_id=SPARE))).active
    await park.shelve(api, MANAGER, clock, BOX, BoxShelving(stock="RETIRED"))
    with pytest.raises(BoxGone):
        await park.shelve(api, MANAGER, clock, BOX, BoxShelving(stock="IN_STORE"))


async def test_the_old_credential_holds_beside_the_new_one(api: Writing, clock: Clock) -> None:
    before = await _hash(api, AMBULANCE_CAEN.box_name)
    told = await park.renew(api, MANAGER, clock, BOX, CredentialEntry(), settings=BoxesSettings(rotation_hours=2))
    box = await api.get_one(Box, BOX, populate_existing=True)
    assert (box.broker_hash, box.next_mark, box.next_by) == (before, mark(told.credential), NOON + timedelta(hours=2))
    assert told.old_until == box.next_by
    assert matches(told.credential, box.next_hash or "")


async def test_a_leaked_credential_is_replaced_at_once(api: Writing, clock: Clock) -> None:
    await park.renew(api, MANAGER, clock, BOX, CredentialEntry(), settings=POLICY)
    told = await park.renew(api, MANAGER, clock, BOX, CredentialEntry(at_once=True), settings=POLICY)
    assert matches(told.credential, await _hash(api, AMBULANCE_CAEN.box_name) or "")
    assert (await park.view(api, clock, BOX)).old_credential_until is None


async def test_a_supervisor_revokes(api: Writing, clock: Clock) -> None:
    revoked = await park.revoke(api, SUPERVISOR_CAEN.caller, clock, BOX)
    assert (revoked.active, revoked.revoked_at, revoked.stock) == (False, NOON, BoxStock.MOUNTED)
    assert await _hash(api, AMBULANCE_CAEN.box_name) is None
    with pytest.raises(BoxGone):
        await park.revoke(api, SUPERVISOR_CAEN.caller, clock, BOX)


async def test_a_revoked_box_does_not_come_back_beside_another(api: Writing, clock: Clock) -> None:
    await park.revoke(api, MANAGER, clock, BOX)
    made = await park.provision(api, MANAGER, clock, BoxEntry(name="box-new", vehicle_id=AMBULANCE_CAEN.vehicle_id))
    with pytest.raises(VehicleTaken):
        await park.renew(api, MANAGER, clock, BOX, CredentialEntry(), settings=POLICY)
    await park.shelve(api, MANAGER, clock, BOX, BoxShelving(stock="IN_STORE"))
    await park.renew(api, MANAGER, clock, BOX, CredentialEntry(), settings=POLICY)
    held = await service.box_of(api, AMBULANCE_CAEN.vehicle_id)
    assert held is not None
    assert held[0] == made.box_id


# Certificates


@pytest.fixture
def policy(tmp_path: Path) -> BoxesSettings:
    """The settings of an instance with an authority."""
    certificate, key = embedded.authority("An authority")
    files = {"ca.pem": certificate, "ca.key": key}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return BoxesSettings(authority_file=tmp_path / "ca.pem", authority_key_file=tmp_path / "ca.key")


def _asks(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> CertificateEntry:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tracker-p01")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    return CertificateEntry(request=request.public_bytes(Encoding.PEM).decode())


async def test_a_certificate_has_the_box_s_name_whatever_was_asked(
    api: Writing, clock: Clock, policy: BoxesSettings
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    told = await park.certify(api, MANAGER, clock, BOX, _asks(key), settings=policy)
    signed = x509.load_pem_x509_certificate(told.certificate.encode())
    assert signed.subject.rfc4514_string() == f"CN={AMBULANCE_CAEN.box_name}"
    assert signed.public_key() == key.public_key()
    signed.verify_directly_issued_by(x509.load_pem_x509_certificate(told.authority.encode()))
    assert (await park.view(api, clock, BOX)).certificates == 1

    await park.revoke(api, MANAGER, clock, BOX)
    assert [(serial, name) for serial, name, _ in await repository.revoked_certificates(api)] == [
        (told.serial, AMBULANCE_CAEN.box_name)
    ]
    assert (await park.view(api, clock, BOX)).certificates == 0


async def test_what_is_no_request_is_refused(api: Writing, clock: Clock, policy: BoxesSettings) -> None:
    weak = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    short, unusual = (ec.generate_private_key(curve) for curve in (ec.SECP192R1(), ec.SECP256K1()))
    for entry in (CertificateEntry(request="nonsense"), _asks(weak), _asks(short), _asks(unusual)):
        with pytest.raises(Invalid):
            await park.certify(api, MANAGER, clock, BOX, entry, settings=policy)


async def test_no_certificate_lets_a_box_in_as_a_tracker(api: Writing, clock: Clock, policy: BoxesSettings) -> None:
    """One named so before such names were refused."""
    box_id, _ = await service.provision(api, author(MANAGER, Role.ADMINISTRATOR), "tracker-p00", 0, NOON)
    entry = _asks(ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(NameReserved):
        await park.certify(api, MANAGER, clock, box_id, entry, settings=policy)


async def test_without_an_authority_nothing_is_signed(api: Writing, clock: Clock) -> None:
    entry = _asks(ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(NoAuthority):
        await park.certify(api, MANAGER, clock, BOX, entry, settings=POLICY)
