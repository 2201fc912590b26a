"""What the coordinator of the ambulance companies sees of the search for an ambulance, and whom they call next.

Without medical content. Source: practice, rules 23 and 25.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from db.engine import Reading, Writing
from db.models.directory import Sector
from db.models.regulation import Case, Decision
from db.secrets import Keyring, keyring
from dispatch.assignment import rules as assignment
from dispatch.assignment.rules import Need
from dispatch.assignment.service import Fleet, engageable_at
from dispatch.cases import rules as case_rules
from dispatch.cases import shown
from dispatch.missions import close, engage
from dispatch.missions import service as missions
from dispatch.partners import repository, rules
from dispatch.partners.rules import Asked
from dispatch.partners.turns import Search, may_call, next_turn
from dispatch.vehicles import service as vehicles
from kit.caller import Caller
from kit.clock import Clock
from kit.errors import Invalid, NotFound
from kit.ids import CentreId
from kit.settings import PartnersSettings
from kit.wire.codes.cases import Delay, MeansType
from kit.wire.codes.missions import Ground, PassedOver, Turn
from kit.wire.codes.people import Role
from kit.wire.missions import Engagement
from kit.wire.partners import GardeLine, NeedView, TurnView
from kit.wire.vehicles import VehicleView

GARDE_AHEAD = timedelta(days=1)
"""How much of the table of garde the coordinator is shown."""
STALE_AFTER = timedelta(minutes=2)
"""Age from which a vehicle counts at its base. Source: practice, rules 24 and 27."""
AMBULANCES = assignment.ANSWERS[MeansType.TSU]
UNDER_WAY = frozenset({Turn.ASKED, Turn.SILENT, Turn.GOING})


async def coordinator_vehicles(session: Reading, clock: Clock) -> list[VehicleView]:
    """Give the coordinator every ambulance with its crew and availability."""
    return await vehicles.views(session, clock.now(), await repository.ambulances(session))


async def garde(session: Reading, clock: Clock) -> list[GardeLine]:
    """Give the table of garde from now on."""
    now = clock.now()
    return [
        GardeLine(
            sector_code=shift.sector_code,
            line=shift.line,
            vehicle_id=shift.vehicle_id,
            call_sign=call_sign,
            organisation=organisation,
            from_at=shift.from_at,
            to_at=shift.to_at,
        )
        for shift, call_sign, organisation in await repository.garde(session, now, now + GARDE_AHEAD)
    ]


async def needs(
    session: Reading, caller: Caller, clock: Clock, fleet: Fleet, policy: PartnersSettings
) -> list[NeedView]:
    """Give the ambulances asked for at the coordinator's centres, oldest first, each with its search.

    A case those centres only read, since it was handed over or an opinion is asked, is its own centre's coordinator's to serve.
    """
    return await _views(session, clock, fleet, policy, await repository.needs(session, _centres(caller)))


def _centres(caller: Caller) -> tuple[CentreId, ...]:
    return caller.centres_of(frozenset({Role.COORDINATOR}))


@dataclass(frozen=True, slots=True)
class Call:
    """Whom to order for which need."""

    decision_id: UUID
    vehicle_id: UUID
    passed_over: PassedOver | None = None
    """Why not the vehicle whose turn it is."""


async def call_next(  # noqa: PLR0917 - what every command takes, and what is waited for
    session: Writing, caller: Caller, clock: Clock, fleet: Fleet, policy: PartnersSettings, call: Call
) -> NeedView:
    """Order a vehicle for a need on the room's behalf; whoever refused it, or let its time to answer pass, is stood down first.

    Raises:
        NotFound: no such need at the coordinator's centres.
        DecisionServed: somebody goes, or has time left to answer.
        Invalid: another vehicle than the one whose turn it is needs a reason.
        PlaceUnknown, AskItsCentre, VehicleUnfit, VehicleBusy, TeamBusy: as for the room.
    """
    found = await repository.need(session, _centres(caller), call.decision_id)
    if found is None:
        raise NotFound("no such need")
    decision, case = found
    author = caller.acting_at(CentreId(decision.centre_id), Role.COORDINATOR)
    for row in await repository.tried(session, [decision.id]):
        if row.closed_at is not None:
            continue
        mission = await missions.lock(session, row.id)
        if mission.closed_at is None:  # ended while the lock was waited for
            turn = rules.turn_of(repository.asked(mission), _lasts(policy), clock.now())
            if turn in {Turn.REFUSED, Turn.SILENT}:
                await close.stand_down(session, author, clock, mission, turn.value)
    await session.flush()
    (before,) = await _views(session, clock, fleet, policy, [(decision, case)])
    passes_over = before.callable and before.next_vehicle_id not in {None, call.vehicle_id}
    if passes_over and call.passed_over is None:
        raise Invalid("say why not the vehicle whose turn it is", path="$.passed_over")
    engagement = Engagement(
        case_id=case.id,
        vehicle_id=call.vehicle_id,
        ground=Ground.DECISION,
        decision_id=decision.id,
        override_motive=call.passed_over if passes_over else None,
    )
    await engage.engage(session, caller, clock, fleet, engagement, roles=(Role.COORDINATOR,))
    (view,) = await _views(session, clock, fleet, policy, [(decision, case)])
    return view


async def _views(
    session: Reading, clock: Clock, fleet: Fleet, policy: PartnersSettings, found: Sequence[tuple[Decision, Case]]
) -> list[NeedView]:
    """Give the searches of needs. The fleet is read once for all."""
    if not found:
        return []
    now = clock.now()
    ambulances = [one for one in await coordinator_vehicles(session, clock) if one.type in AMBULANCES]
    phones = await repository.phones(session, [one.id for one in ambulances])
    sectors = await repository.sectors(session, {case.place_insee_code for _, case in found if case.place_insee_code})
    lines: defaultdict[str | None, dict[UUID, int]] = defaultdict(dict)
    for shift in await repository.on_garde(session, {sector.code for sector in sectors.values()}, now):
        lines[shift.sector_code].setdefault(shift.vehicle_id, shift.line)
    tried: defaultdict[UUID | None, dict[UUID, Asked]] = defaultdict(dict)
    for mission in await repository.tried(session, [decision.id for decision, _ in found]):
        tried[mission.decision_id][mission.vehicle_id] = repository.asked(mission)
    views: list[NeedView] = []
    for decision, case in found:
        sector = sectors.get(case.place_insee_code or "")
        engageable = await engageable_at(session, decision.centre_id, MeansType.TSU, now)
        on_garde = lines[None if sector is None else sector.code]
        search = Search(on_garde, tried[decision.id], now, _lasts(policy), engageable)
        need = _weighed_for(case, now, engageable)
        turns: list[TurnView] = []
        if need is not None:
            weighed = [
                assignment.weigh(one, fleet.position(one.id), need) for one in ambulances if search.concerns(one)
            ]
            turns = search.turns(weighed, {one.id: one for one in ambulances}, phones)
        views.append(_view(keyring(session), decision, case, sector, turns, timedelta(seconds=policy.search_s)))
    return views


def _lasts(policy: PartnersSettings) -> timedelta:
    return timedelta(seconds=policy.answer_s)


def _weighed_for(case: Case, now: datetime, engageable: frozenset[UUID]) -> Need | None:
    """Give what vehicles are weighed for; none while nobody knows the place."""
    if case.place_lon_deg is None or case.place_lat_deg is None:
        return None
    return Need(MeansType.TSU, case.place_lon_deg, case.place_lat_deg, now, STALE_AFTER, engageable)


def _view(  # noqa: PLR0917 - what a need is made of
    keys: Keyring, decision: Decision, case: Case, sector: Sector | None, turns: list[TurnView], longest: timedelta
) -> NeedView:
    delay = None if decision.delay is None else Delay(decision.delay)
    gives = None if delay is None else case_rules.DELAYS.get(delay)
    return NeedView(
        decision_id=decision.id,
        centre_id=decision.centre_id,
        means=MeansType(decision.means or MeansType.TSU),
        delay=delay,
        decided_at=decision.decided_at,
        place=shown.place_of(keys, case),
        call_signs=[one.call_sign for one in turns if one.turn in UNDER_WAY],
        sector=None if sector is None else sector.name,
        search_until=rules.search_until(decision.decided_at, gives, longest),
        turns=turns,
        next_vehicle_id=next_turn(turns),
        callable=may_call(turns),
    )
