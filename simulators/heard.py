"""Wire rows as lines of a record. Pure: a row, and what was known before, give the line."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec.structs import replace

from kit.wire.calls import CallView
from kit.wire.cases import CaseView
from kit.wire.codes.calls import CallBack
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import MissionStatus, ReceiptState, StatusSource
from kit.wire.missions import MissionView, StatusView
from simulators.record import CallRecord, CaseRecord, DecisionRecord, MissionRecord, StatusRecord, Waiting

Centres = Mapping[UUID, str]
"""Code of each centre, by id."""


def call(row: CallView, centres: Centres) -> CallRecord:
    """Give the line of a call; one whose caller hung up and was reached by calling back was not answered."""
    return CallRecord(
        id=str(row.id),
        centre=centres[row.centre_id],
        line=row.line,
        state=row.state,
        rang_at=row.rang_at,
        answered_at=None if row.call_back is CallBack.REACHED else row.answered_at,
        ended_at=row.ended_at,
        case_id=None if row.case_id is None else str(row.case_id),
    )


def case(row: CaseView, before: CaseRecord | None, centres: Centres) -> CaseRecord:
    """Give the line of a case; its waits are only known from one row to the next."""
    place = row.place
    decisions = sorted(row.decisions, key=lambda one: one.decided_at)
    return CaseRecord(
        id=str(row.id),
        centre=centres[row.centre_id],
        attribution=row.attribution,
        priority=row.priority,
        opened_at=row.opened_at,
        motive_code=row.motive_code,
        insee_code=None if place is None else place.insee_code,
        lon_deg=None if place is None else place.lon_deg,
        lat_deg=None if place is None else place.lat_deg,
        patients=len(row.patients),
        repeats=row.repeat_count,
        waits=_waits(row, () if before is None else before.waits),
        decisions=tuple(
            DecisionRecord(
                at=one.decided_at, type=one.type, means=one.means, delay=one.delay, care_level=one.care_level
            )
            for one in decisions
        ),
        closed_at=row.closed_at,
    )


def _waits(row: CaseView, before: tuple[Waiting, ...]) -> tuple[Waiting, ...]:
    """Go on with the waits of a case; a case keeps its priority of when it was taken."""
    if row.queue is None or row.queued_at is None:
        return before
    last = before[-1] if before else None
    if last is None or (last.queue, last.since) != (row.queue, row.queued_at):
        now = Waiting(queue=row.queue, since=row.queued_at, priority=row.priority, taken_at=row.taken_at)
        return (*before, now)
    if last.taken_at is not None:
        return before
    return (*before[:-1], replace(last, priority=row.priority, taken_at=row.taken_at))


def mission(row: MissionView, before: MissionRecord | None, centres: Centres, kind: VehicleType) -> MissionRecord:
    """Give the line of a mission; a row only tells the last receipt of its order, the line keeps the first answer."""
    accepted_at = None if before is None else before.accepted_at
    refused_at = None if before is None else before.refused_at
    if row.receipt is ReceiptState.ACCEPTED:
        accepted_at = accepted_at or row.receipt_at
    elif row.receipt is ReceiptState.REFUSED:
        refused_at = refused_at or row.receipt_at
    return MissionRecord(
        id=str(row.id),
        centre=centres[row.centre_id],
        case_id=str(row.case_id),
        vehicle=row.call_sign,
        kind=kind,
        ground=row.ground,
        ordered_at=row.ordered_at,
        accepted_at=accepted_at,
        refused_at=refused_at,
        statuses=_statuses(row.statuses),
        outcome=row.outcome,
        destination=row.destination,
        destination_lon_deg=row.destination_lon_deg,
        destination_lat_deg=row.destination_lat_deg,
        closed_at=row.closed_at,
    )


def _statuses(rows: Sequence[StatusView]) -> tuple[StatusRecord, ...]:
    """Give each status once, by the crew's own word where there is one, in the order of their instants."""
    best: dict[MissionStatus, StatusView] = {}
    for row in rows:
        known = best.get(row.status)
        if known is None or (row.source is StatusSource.CREW and known.source is not StatusSource.CREW):
            best[row.status] = row
    ordered = sorted(best.values(), key=lambda one: one.at)
    return tuple(StatusRecord(status=row.status, at=row.at, source=row.source) for row in ordered)
