"""The way of one call through the room, command by command over HTTP, each timed: ringing, case, decision, engagement, mission, closed."""

from collections import defaultdict
from collections.abc import Mapping
from time import perf_counter
from typing import TypeVar
from uuid import UUID

import httpx
import msgspec
from msgspec import Struct

from kit.ids import new_id
from kit.wire.accounts import Credentials, DemoAccount, SessionView
from kit.wire.calls import CallChange, CallView, IncomingCall
from kit.wire.cases import CaseEdit, CaseFile, CaseView, DecisionEntry, PatientEntry, Place
from kit.wire.codes.calls import CallState, Line, Sex
from kit.wire.codes.cases import CareQueue, DecisionType, Delay, MeansType, Priority
from kit.wire.codes.missions import Ground, MissionStatus, Outcome
from kit.wire.codes.people import Role
from kit.wire.missions import Closing, Engagement, MissionView, Proposal, StatusEntry

T = TypeVar("T")

MOTIVE = "M03.01"
STATUSES = (MissionStatus.DEPART, MissionStatus.ARRIVEE, MissionStatus.PEC, MissionStatus.FINPEC)
TRIES = 5
"""Another story may take the vehicle proposed a moment before."""
CONFLICT = 409


class Desks(Struct, frozen=True):
    """The accounts of one centre that play a story: tokens by role."""

    centre_id: UUID
    lon_deg: float
    lat_deg: float
    tokens: Mapping[Role, str]


class Refused(Exception):
    """A command was refused: a bench's commands never are."""

    def __init__(self, command: str, answer: httpx.Response) -> None:
        super().__init__(f"{command}: {answer.status_code} {answer.text}")
        self.status = answer.status_code


class Teller:
    """Sends commands, and notes how long each took."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.took_ms: defaultdict[str, list[float]] = defaultdict(list)
        """By command, since the last look."""

    async def sign_in(self, account: DemoAccount) -> SessionView:
        """Give an account's session, with its bearer token."""
        credentials = Credentials(login=account.login, password=account.password, kind="bearer")
        answer = await self._client.post("/api/session", content=msgspec.json.encode(credentials))
        if not answer.is_success:
            raise Refused("sign in", answer)
        return msgspec.json.decode(answer.content, type=SessionView)

    async def tell(  # noqa: PLR0917 - what is sent, in the order it is said
        self, command: str, token: str, method: str, path: str, body: Struct | None, kind: type[T]
    ) -> T:
        """Send one command and give its answer.

        Raises: Refused.
        """
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(new_id())}
        content = b"" if body is None else _said(body)
        began = perf_counter()
        answer = await self._client.request(method, f"/api{path}", content=content, headers=headers)
        self.took_ms[command].append(1000 * (perf_counter() - began))
        if not answer.is_success:
            raise Refused(command, answer)
        return msgspec.json.decode(answer.content, type=kind)


def _said(body: Struct) -> bytes:
    """Write what a command says, without the fields it leaves out: a server of the version before knows none of the new ones."""
    fields: dict[str, object] = msgspec.to_builtins(body)
    return msgspec.json.encode({name: value for name, value in fields.items() if value is not None})


async def story(teller: Teller, desks: Desks) -> None:
    """Regulate one call from its ringing to its case's closing.

    Raises: Refused.
    """
    exchange, arm, doctor = (desks.tokens[role] for role in (Role.TELEPHONY, Role.ARM, Role.MRU))
    rings = IncomingCall(external_id=str(new_id()), centre_id=desks.centre_id, line=Line.LINE_15, number=_number())
    call = await teller.tell("announce", exchange, "POST", "/calls", rings, CallView)
    case = (await teller.tell("answer", arm, "POST", f"/calls/{call.id}/answer", None, CaseFile)).case
    place = Place(label="3 quai des Brumes", lon_deg=desks.lon_deg, lat_deg=desks.lat_deg)
    at = f"/cases/{case.id}"
    case = await teller.tell("place", arm, "PATCH", at, CaseEdit(version=case.version, place=place), CaseView)
    qualified = CaseEdit(version=case.version, motive_code=MOTIVE, priority=Priority.P1)
    case = await teller.tell("qualify", arm, "PATCH", at, qualified, CaseView)
    seen = PatientEntry(sex=Sex.F, age="P72Y", label="X femme ~70 ans")
    case = await teller.tell("patient", arm, "POST", f"{at}/patients", seen, CaseView)
    queued = CaseEdit(version=case.version, queue=CareQueue.AMU)
    await teller.tell("queue", arm, "PATCH", at, queued, CaseView)
    ended = CallChange(state=CallState.ENDED)
    await teller.tell("end_call", exchange, "POST", f"/calls/{call.id}/state", ended, CallView)
    await teller.tell("read", doctor, "GET", at, None, CaseFile)
    case = await teller.tell("take", doctor, "POST", f"{at}/take", None, CaseView)
    decision = DecisionEntry(
        type=DecisionType.INTER, means=MeansType.TSU, delay=Delay.M30, patient_id=case.patients[0].id
    )
    case = await teller.tell("decide", doctor, "POST", f"{at}/decisions", decision, CaseView)
    await teller.tell("release", doctor, "POST", f"{at}/release", None, CaseView)
    mission = await _send(teller, desks, case)
    await _drive(teller, desks, mission)
    await teller.tell("close_case", doctor, "POST", f"{at}/close", None, CaseView)


async def _send(teller: Teller, desks: Desks, case: CaseView) -> MissionView:
    """Engage the first vehicle proposed that is not to be asked of another centre."""
    follow_up, decision = desks.tokens[Role.ARM_SUIVI], case.decisions[0].id
    for left in reversed(range(TRIES)):
        path = f"/decisions/{decision}/proposal"
        proposal = await teller.tell("propose", follow_up, "POST", path, None, Proposal)
        chosen = next(one for one in proposal.candidates if one.ask_centre_id is None)
        engagement = Engagement(
            case_id=case.id,
            vehicle_id=chosen.vehicle_id,
            ground=Ground.DECISION,
            decision_id=decision,
            proposal_id=proposal.id,
            override_motive=None if chosen is proposal.candidates[0] else "Celui-là se demande",
        )
        try:
            return await teller.tell("engage", follow_up, "POST", "/missions", engagement, MissionView)
        except Refused as refused:
            if refused.status != CONFLICT or not left:
                raise
    raise AssertionError("the last try gives a mission or raises")


async def _drive(teller: Teller, desks: Desks, mission: MissionView) -> None:
    """Follow a mission by hand to its end, and its vehicle home."""
    follow_up, at = desks.tokens[Role.ARM_SUIVI], f"/missions/{mission.id}"
    for status in STATUSES:
        entry = StatusEntry(status=status)
        await teller.tell("status", follow_up, "POST", f"{at}/statuses", entry, MissionView)
    closing = Closing(outcome=Outcome.TRANSPORTED, words="RAS")
    await teller.tell("close_mission", follow_up, "POST", f"{at}/close", closing, MissionView)
    home = StatusEntry(status=MissionStatus.REN_BASE)
    await teller.tell("status", follow_up, "POST", f"{at}/statuses", home, MissionView)


def _number() -> str:
    """Give a number nobody has (Arcep keeps this range for fiction), so that calls are no repeats of each other."""
    return f"+3326191{new_id().int % 10_000:04d}"
