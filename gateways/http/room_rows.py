"""The rows of the room: which a fact touched, which centres see them, and how they are sent to whom."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec

from db.engine import Reading
from dispatch.calls import service as calls
from dispatch.cases import service as cases
from dispatch.centres import help_requests, transfers
from dispatch.missions import service as missions
from kit.wire.calls import CallView
from kit.wire.cases import CaseView
from kit.wire.centres import HelpView, TransferView
from kit.wire.live import FactNews
from kit.wire.missions import MissionView
from kit.wire.vehicles import VehicleView
from socle.accounts.field_groups import Group
from socle.accounts.fields import show
from tracker.live.channel import Channel, Row

View = CallView | CaseView | MissionView | VehicleView | TransferView | HelpView
Groups = frozenset[Group]

_encode = msgspec.json.Encoder().encode
_LIST_OF = {
    CallView: "calls",
    CaseView: "cases",
    MissionView: "missions",
    VehicleView: "vehicles",
    TransferView: "transfers",
    HelpView: "help_requests",
}


def room_channel() -> Channel:
    """Give the channel of the room: the places its rows are seen from are centres; vehicles are seen from all."""
    return Channel("room", tuple(_LIST_OF.values()))


def row(groups: Groups, view: View, centres: frozenset[UUID] | None) -> Row:
    """Give a view as it is sent to those of these centres who see these groups of fields; no centres: everybody's."""
    return Row(_LIST_OF[type(view)], _encode(show(groups, view)).decode(), centres)


class Touched(NamedTuple):
    """Rows with the centres that see them, and the keys of those nobody of these centres sees any more."""

    found: list[tuple[View, frozenset[UUID] | None]]
    gone: set[UUID]


async def touched(session: Reading, news: Sequence[FactNews]) -> Touched:
    """Read the calls, cases and missions that facts touched, each once; a row may be another centre's by now."""
    mission_ids = {fact.mission_id for fact in news if fact.mission_id}
    call_ids = {fact.call_id for fact in news if fact.call_id}
    handed = {fact.case_id for fact in news if fact.case_id and fact.kind in transfers.SEEN_ANEW}
    if handed:  # another centre begins or ceases to see the case, and with it what is open of it
        mission_ids |= await transfers.open_missions(session, handed)
        call_ids |= await transfers.open_calls(session, handed)
    sent = await missions.views(session, mission_ids) if mission_ids else []
    rung = await calls.views(session, call_ids) if call_ids else []
    case_ids = {fact.case_id for fact in news if fact.case_id} | {mission.case_id for mission in sent}
    opened = await cases.views(session, case_ids) if case_ids else []
    readers = {case.id: frozenset((case.centre_id, *case.shared_with)) for case in opened}
    found: list[tuple[View, frozenset[UUID] | None]] = [
        *((case, readers[case.id]) for case in opened),
        *((mission, _seen_by(mission, readers)) for mission in sent),
        *((call, _seen_by(call, readers)) for call in rung),
    ]
    gone = (mission_ids | call_ids | case_ids) - {view.id for view, _ in found}
    if handed:
        between: list[TransferView | HelpView] = [
            *await transfers.of_cases(session, handed),
            *await help_requests.of_cases(session, handed),
        ]
        found += [(view, frozenset((view.centre_id, view.to_centre_id))) for view in between]
    return Touched(found, gone)


def _seen_by(view: CallView | MissionView, readers: Mapping[UUID, frozenset[UUID]]) -> frozenset[UUID]:
    """Give the centres that see a row: its own, and those that read its case."""
    of_case = frozenset[UUID]() if view.case_id is None else readers.get(view.case_id, frozenset())
    return of_case | {view.centre_id}
