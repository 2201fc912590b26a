"""Routes of cases, and of calls as they open, join and leave cases."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from db.engine import Reading, Writing
from dispatch.cases import call_back, edit, holding, patients, pick_up, relief, restricted, search, service, take, tasks
from kit.caller import Caller
from kit.clock import Clock
from kit.http import answer, body, clock, look, make_router, require, told_once, transaction
from kit.openapi import describes
from kit.settings import CasesSettings
from kit.wire.calls import CallAttachment, CallBackEntry, CallChange, CallFiling, CallView
from kit.wire.cases import CaseEdit, CaseFile, CaseView, OpeningEntry, PatientEntry, PatientSearch, RestrictionEntry
from kit.wire.relief import Assignment, Holdings, ReliefAnswer, ReliefEntry, TaskEntry, TaskResult

router = make_router("cases")


async def policy(request: Request) -> CasesSettings:
    """Give how long this instance lets a restricted case be seen."""
    found: CasesSettings = request.app.state.cases
    return found


Transaction = Annotated[Writing, Depends(transaction, scope="function")]
Now = Annotated[Clock, Depends(clock)]
Policy = Annotated[CasesSettings, Depends(policy)]
Reader = Annotated[Caller, Depends(require("case.read"))]
Editor = Annotated[Caller, Depends(require("case.edit"))]
Tasked = Annotated[Caller, Depends(require("task.do"))]
Assigner = Annotated[Caller, Depends(require("case.assign"))]
Relieved = Annotated[Caller, Depends(require("relief.change"))]


# Calls


@router.post("/calls/{call_id}/answer", **describes(None, CaseFile))
async def answer_call(
    caller: Annotated[Caller, Depends(require("call.answer"))], session: Transaction, now: Now, call_id: UUID
) -> Response:
    """Pick up a ringing call, which opens a case. Of two who try, one wins; the other is told who."""
    return answer(await pick_up.answer(session, caller, now, call_id))


@router.post("/calls/{call_id}/state", **describes(CallChange, CallView))
async def change_call(
    caller: Annotated[Caller, Depends(require("call.change"))],
    entry: Annotated[CallChange, Depends(body(CallChange))],
    session: Transaction,
    now: Now,
    call_id: UUID,
) -> Response:
    """Say what happened to a call: held, resumed (ANSWERED), ended, hung up on hold, abandoned."""
    return answer(await pick_up.change(session, caller, now, call_id, entry))


@router.post("/calls/{call_id}/attach", **describes(CallAttachment, CallView))
async def attach_call(
    caller: Annotated[Caller, Depends(require("call.attach"))],
    entry: Annotated[CallAttachment, Depends(body(CallAttachment))],
    session: Transaction,
    now: Now,
    call_id: UUID,
) -> Response:
    """Attach an answered call to an open case, which returns to a doctor."""
    return answer(await pick_up.attach(session, caller, now, call_id, entry))


@router.post("/calls/{call_id}/file", **describes(CallFiling, CallView))
async def file_call(
    caller: Annotated[Caller, Depends(require("call.file"))],
    entry: Annotated[CallFiling, Depends(body(CallFiling))],
    session: Transaction,
    now: Now,
    call_id: UUID,
) -> Response:
    """File with one key what is no case for a doctor."""
    return answer(await pick_up.file(session, caller, now, call_id, entry))


@router.post("/calls/{call_id}/call-back", **describes(CallBackEntry, CallView))
async def call_back_caller(
    caller: Annotated[Caller, Depends(require("call.call_back"))],
    entry: Annotated[CallBackEntry, Depends(body(CallBackEntry))],
    session: Transaction,
    now: Now,
    call_id: UUID,
) -> Response:
    """Say what came of calling back a caller who hung up unanswered: REACHED opens a case, NO_ANSWER counts, FILED gives up."""
    return answer(await call_back.call_back(session, caller, now, call_id, entry))


# Cases


@router.get("/cases", **describes(None, list[CaseView]))
async def cases(
    caller: Reader,
    session: Transaction,
    now: Now,
    is_open: Annotated[Literal["true"], Query(alias="open", description="Only open cases are listed.")] = "true",  # noqa: ARG001 - it says so
) -> Response:
    """Every open case of the caller's centres, by opening: the look is written in the trail."""
    return answer(await service.open_cases(session, caller, now))


@router.get("/cases/{case_id}", **describes(None, CaseFile))
async def case(caller: Reader, session: Transaction, now: Now, case_id: UUID) -> Response:
    """One case with its log: the look is written in the trail."""
    return answer(await service.file(session, caller, now, case_id))


@router.patch("/cases/{case_id}", **describes(CaseEdit, CaseView))
async def edit_case(
    caller: Editor,
    entry: Annotated[CaseEdit, Depends(body(CaseEdit))],
    session: Transaction,
    now: Now,
    case_id: UUID,
) -> Response:
    """Change what is sent of a case; an edit made on an older version is refused with what changed."""
    return answer(await edit.edit(session, caller, now, case_id, entry))


@router.post("/cases/{case_id}/patients", **describes(PatientEntry, CaseView))
async def add_patient(
    caller: Editor,
    entry: Annotated[PatientEntry, Depends(body(PatientEntry))],
    session: Transaction,
    now: Now,
    case_id: UUID,
) -> Response:
    """Add a patient as first told."""
    return answer(await patients.add(session, caller, now, case_id, entry))


@router.patch("/cases/{case_id}/patients/{patient_id}", **describes(PatientEntry, CaseView))
async def edit_patient(  # noqa: PLR0917 - two ids in the path
    caller: Editor,
    entry: Annotated[PatientEntry, Depends(body(PatientEntry))],
    session: Transaction,
    now: Now,
    case_id: UUID,
    patient_id: UUID,
) -> Response:
    """Replace what is known of a patient."""
    return answer(await patients.edit(session, caller, now, case_id, patient_id, entry))


@router.post("/patients/search", **describes(PatientSearch, list[CaseView]))
async def search_patients(
    caller: Annotated[Caller, Depends(require("patient.search"))],
    entry: Annotated[PatientSearch, Depends(body(PatientSearch))],
    _: Annotated[None, Depends(told_once)],
    session: Transaction,
    now: Now,
) -> Response:
    """A patient's earlier cases, newest first: a POST, so that no address and no log holds a name. The look is written in the trail."""
    return answer(await search.search(session, caller, now, entry))


@router.post("/cases/{case_id}/restriction", **describes(RestrictionEntry, CaseView))
async def restrict_case(
    caller: Annotated[Caller, Depends(require("case.restrict"))],
    entry: Annotated[RestrictionEntry, Depends(body(RestrictionEntry))],
    session: Transaction,
    now: Now,
    *,
    policy: Policy,
    case_id: UUID,
) -> Response:
    """Let a case open with a motive only, or as any other again."""
    return answer(await restricted.restrict(session, caller, now, case_id, entry, policy=policy))


@router.post("/cases/{case_id}/opening", **describes(OpeningEntry, CaseFile))
async def open_case(
    caller: Annotated[Caller, Depends(require("case.open"))],
    entry: Annotated[OpeningEntry, Depends(body(OpeningEntry))],
    session: Transaction,
    now: Now,
    *,
    policy: Policy,
    case_id: UUID,
) -> Response:
    """Open a restricted case with a motive, which stays in the trail."""
    return answer(await restricted.open_case(session, caller, now, case_id, entry, policy=policy))


@router.post("/cases/{case_id}/take", **describes(None, CaseView))
async def take_case(
    caller: Annotated[Caller, Depends(require("case.take"))], session: Transaction, now: Now, case_id: UUID
) -> Response:
    """A doctor takes a case; of two who try, one wins."""
    return answer(await take.take(session, caller, now, case_id))


@router.post("/cases/{case_id}/release", **describes(None, CaseView))
async def release_case(
    caller: Annotated[Caller, Depends(require("case.release"))], session: Transaction, now: Now, case_id: UUID
) -> Response:
    """Give a case back; it stays in its queue."""
    return answer(await take.release(session, caller, now, case_id))


@router.post("/cases/{case_id}/close", **describes(None, CaseView))
async def close_case(
    caller: Annotated[Caller, Depends(require("case.close"))], session: Transaction, now: Now, case_id: UUID
) -> Response:
    """Close a VALIDE case, or a DR, for good."""
    return answer(await take.close(session, caller, now, case_id))


# Tasks and relief


@router.post("/cases/{case_id}/tasks", **describes(TaskEntry, CaseView))
async def set_task(
    caller: Tasked, entry: Annotated[TaskEntry, Depends(body(TaskEntry))], session: Transaction, now: Now, case_id: UUID
) -> Response:
    """Set a dated task on a case: one's own, or of a post."""
    return answer(await tasks.set_task(session, caller, now, case_id, entry))


@router.post("/cases/{case_id}/tasks/{task_id}/done", **describes(TaskResult, CaseView))
async def finish_task(  # noqa: PLR0917 - two ids in the path
    caller: Tasked,
    entry: Annotated[TaskResult, Depends(body(TaskResult))],
    session: Transaction,
    now: Now,
    case_id: UUID,
    task_id: UUID,
) -> Response:
    """Say that a task is done, and what came of it."""
    return answer(await tasks.finish(session, caller, now, case_id, task_id, entry))


@router.post("/cases/{case_id}/tasks/{task_id}/assign", **describes(Assignment, CaseView))
async def assign_task(  # noqa: PLR0917 - two ids in the path
    caller: Assigner,
    entry: Annotated[Assignment, Depends(body(Assignment))],
    session: Transaction,
    now: Now,
    case_id: UUID,
    task_id: UUID,
) -> Response:
    """Give a waiting task to somebody at work."""
    return answer(await tasks.assign(session, caller, now, case_id, task_id, entry.account_id))


@router.post("/cases/{case_id}/assign", **describes(Assignment, CaseView))
async def assign_case(
    caller: Assigner,
    entry: Annotated[Assignment, Depends(body(Assignment))],
    session: Transaction,
    now: Now,
    case_id: UUID,
) -> Response:
    """Give a held or orphaned case to somebody at work."""
    return answer(await relief.assign(session, caller, now, case_id, entry.account_id))


@router.get("/relief", **describes(None, Holdings))
async def holdings(
    caller: Relieved, session: Annotated[Reading, Depends(look, scope="function")], now: Now
) -> Response:
    """What the caller holds, and who is at work to take it over."""
    return answer(await holding.of(session, caller, now.now()))


@router.post("/relief", **describes(ReliefEntry, Holdings))
async def ask_relief(
    caller: Relieved, entry: Annotated[ReliefEntry, Depends(body(ReliefEntry))], session: Transaction, now: Now
) -> Response:
    """Offer everything the caller holds to somebody at work; the caller holds it until it is accepted."""
    return answer(await relief.ask(session, caller, now, entry.successor_id))


@router.post("/relief/answer", **describes(ReliefAnswer, list[CaseView]))
async def answer_relief(
    caller: Relieved, entry: Annotated[ReliefAnswer, Depends(body(ReliefAnswer))], session: Transaction, now: Now
) -> Response:
    """Take over everything somebody offered the caller, or refuse it."""
    return answer(await relief.answer(session, caller, now, entry.leaver_id, accepted=entry.accepted))
