"""What operators type in a case: place, motive, priority, queue, notes. A stale edit is refused with what changed."""

from datetime import datetime
from uuid import UUID

from msgspec import UNSET

from db.engine import Writing
from db.models.regulation import Case
from db.secrets import Keyring, cell, keyring, private
from dispatch.cases import repository, rules, service, settling, shown
from kit.caller import Caller
from kit.clock import Clock
from kit.errors import Invalid, StaleVersion
from kit.ids import CentreId
from kit.wire.cases import CaseEdit, CaseView, Place
from kit.wire.codes.calls import CallerState
from kit.wire.codes.cases import Attribution, CareQueue, Priority
from kit.wire.codes.people import DOCTORS
from tracker import cells


async def edit(session: Writing, caller: Caller, clock: Clock, case_id: UUID, entry: CaseEdit) -> CaseView:
    """Change what is sent of a case, and only that.

    A motive makes a plain case (D) a DR. Entering a doctor's queue starts its wait; leaving it for none is a doctor's act. A changed
    place is a fact of its own, from which the engaged crews are told.

    Raises:
        NotFound, CaseClosed: no such case, or it never changes again.
        StaleVersion: it changed since the author saw it; `current` is the case.
        Forbidden: only a doctor lowers P0 or P1, or takes a case out of a doctor's queue.
        Invalid: unknown motive.
    """
    case = await service.lock(session, case_id)
    roles = DOCTORS if _needs_doctor(case, entry) else rules.DESK
    author = caller.acting_at(CentreId(case.centre_id), *roles)
    if case.version != entry.version:
        raise StaleVersion("the case has changed since it was read", current=await service.view(session, case_id))
    now = clock.now()
    changed: dict[str, object] = {}
    if entry.priority is not UNSET and entry.priority != case.priority:
        case.priority = entry.priority.value
        changed["priority"] = entry.priority.value
    if entry.motive_code is not UNSET and entry.motive_code != case.motive_code:
        await _set_motive(session, case, entry.motive_code)
        changed["motive_code"] = entry.motive_code
    if entry.queue is not UNSET and entry.queue != case.queue:
        set_queue(case, entry.queue, now)
        changed["queue"] = entry.queue
    if changed:
        await service.record(session, author, case, "case.edited", now, changed)
    if entry.place is not UNSET and _set_place(keyring(session), case, entry.place):
        place = {
            "label": private(entry.place.label),
            "insee_code": entry.place.insee_code,
            "precision": entry.place.precision,
        }
        changed["place"] = place
        await service.record(session, author, case, "case.place_changed", now, place)
    if entry.note is not UNSET and entry.note:
        changed["note"] = True
        await service.record(session, author, case, "case.noted", now, {"note": private(entry.note)})
    if changed:
        case.version += 1
        await settling.settle(session, case, now)
    return await service.view(session, case_id)


def _needs_doctor(case: Case, entry: CaseEdit) -> bool:
    """Tell whether an edit is a doctor's: it lowers P0 or P1, or takes the case out of a doctor's queue."""
    lowers = entry.priority is not UNSET and rules.needs_doctor_to_lower(Priority(case.priority), entry.priority)
    leaves = entry.queue is not UNSET and case.queue in rules.DOCTOR_QUEUES and entry.queue not in rules.DOCTOR_QUEUES
    return lowers or leaves


async def _set_motive(session: Writing, case: Case, code: str) -> None:
    if not await repository.motive_exists(session, code):
        raise Invalid("no such motive", path="$.motive_code")
    case.motive_code = code
    if case.attribution == Attribution.D:
        case.attribution = Attribution.DR.value


def set_queue(case: Case, queue: CareQueue | None, at: datetime) -> None:
    """Move a locked case to another queue, or out of all. Its wait goes on when it moves from one doctor's queue to another."""
    before = None if case.queue is None else CareQueue(case.queue)
    case.queue = None if queue is None else queue.value
    if queue is None:
        case.queued_at = None
    elif before not in rules.DOCTOR_QUEUES or case.queued_at is None:
        case.queued_at = at
    service.let_go(case)
    if queue in rules.DOCTOR_QUEUES and case.caller_state == CallerState.HUNG_UP:
        case.caller_state = CallerState.TO_CALL_BACK.value
        case.caller_since = at


def _set_place(keys: Keyring, case: Case, place: Place) -> bool:
    """Write a place on a locked case; False when it is the one it has."""
    if shown.place_of(keys, case) == place:
        return False
    values: dict[str, object] = {
        "place_label": keys.encrypt(case.centre_id, place.label, cell(Case.place_label, case.id)),
        "place_insee_code": place.insee_code,
        "place_lon_deg": place.lon_deg,
        "place_lat_deg": place.lat_deg,
        "place_radius_m": place.radius_m,
        "place_precision": place.precision.value,
        "place_access": keys.encrypt(case.centre_id, place.access, cell(Case.place_access, case.id)),
        "h3_9": cells.cell(place.lon_deg, place.lat_deg),
    }
    for name, value in values.items():
        setattr(case, name, value)
    return True
