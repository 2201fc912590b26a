"""Regulation over REST: the whole way of one case, route by route, and what each refusal says."""

from typing import Any

from httpx import Response

from tests import world
from tests.gateways.http.conftest import SignIn

PLACE = {"label": "3 quai des Brumes, Caen", "insee_code": "14118", "lon_deg": -0.36, "lat_deg": 49.19}


def ok(answer: Response, status: int = 200) -> Any:  # noqa: ANN401 - whatever the wire says
    """Give the body of an answer that has this status."""
    assert answer.status_code == status, answer.text
    return answer.json()


def refused(answer: Response, status: int, code: str) -> dict[str, Any]:
    """Give the problem of an answer refused with this status and code."""
    assert answer.status_code == status, answer.text
    problem: dict[str, Any] = answer.json()
    assert problem["type"] == f"urn:rramu:problem:{code}"
    return problem


async def test_a_case_goes_from_ringing_to_closed(sign_in: SignIn) -> None:
    exchange, arm = await sign_in(world.TELEPHONY_CAEN), await sign_in(world.ARM_CAEN)
    doctor, suivi = await sign_in(world.MRU_CAEN), await sign_in(world.SUIVI_CAEN)
    incoming = {"external_id": "PABX-1", "centre_id": str(world.CAEN), "line": "15", "number": "+33261910001"}
    call = ok(await exchange.post("/calls", json=incoming), 201)
    assert ok(await exchange.post("/calls", json=incoming), 201) == call
    opened = ok(await arm.post(f"/calls/{call['id']}/answer"))["case"]
    edit = {"version": opened["version"], "priority": "P1", "motive_code": "M03.01", "place": PLACE, "queue": "AMU"}
    ok(await arm.patch(f"/cases/{opened['id']}", json=edit))
    stale = refused(await arm.patch(f"/cases/{opened['id']}", json=edit), 409, "stale-version")
    assert stale["current"]["priority"] == "P1"
    patient = {"sex": "F", "age": "P72Y"}
    told = ok(await arm.post(f"/cases/{opened['id']}/patients", json=patient))["patients"][0]
    ok(await arm.patch(f"/cases/{opened['id']}/patients/{told['id']}", json={"sex": "F", "age": "P74Y"}))
    ok(await doctor.post(f"/cases/{opened['id']}/take"))
    decision = {"type": "INTER", "means": "TSU", "delay": "30M", "care_level": "R2", "patient_id": told["id"]}
    refused(await arm.post(f"/cases/{opened['id']}/decisions", json=decision), 403, "forbidden")
    decided = ok(await doctor.post(f"/cases/{opened['id']}/decisions", json=decision))["decisions"][0]
    ok(await doctor.post(f"/cases/{opened['id']}/release"))
    proposal = ok(await suivi.post(f"/decisions/{decided['id']}/proposal"))
    first = proposal["candidates"][0]
    engagement = {
        "case_id": opened["id"],
        "vehicle_id": first["vehicle_id"],
        "ground": "DECISION",
        "decision_id": decided["id"],
        "proposal_id": proposal["id"],
    }
    mission = ok(await suivi.post("/missions", json=engagement), 201)
    refused(await suivi.post("/missions", json=engagement), 409, "decision-served")
    for status in ("DEPART", "ARRIVEE", "PEC", "BILAN"):
        ok(await suivi.post(f"/missions/{mission['id']}/statuses", json={"status": status}))
    destination = {"facility_id": str(world.EMERGENCY_CAEN)}
    assert ok(await doctor.post(f"/missions/{mission['id']}/destination", json=destination))["order_version"] == 2
    for status in ("ORIENTAT", "TRANSP", "DESTIN", "FINPEC"):
        ok(await suivi.post(f"/missions/{mission['id']}/statuses", json={"status": status}))
    refused(await suivi.post(f"/missions/{mission['id']}/cancel", json={"motive": "trop tard"}), 409, "mission-over")
    ok(await suivi.post(f"/missions/{mission['id']}/close", json={"outcome": "TRANSPORTED"}))
    ok(await exchange.post(f"/calls/{call['id']}/state", json={"state": "ENDED"}))
    assert ok(await doctor.get(f"/missions/{mission['id']}"))["outcome"] == "TRANSPORTED"
    closed = ok(await doctor.post(f"/cases/{opened['id']}/close"))
    assert closed["state"] == "CLOTURE"
    file = ok(await arm.get(f"/cases/{opened['id']}"))
    assert [entry["kind"] for entry in file["log"] if entry["kind"].startswith(("case.opened", "mission.closed"))] == [
        "case.opened",
        "mission.closed",
    ]
    assert ok(await arm.get("/cases", params={"open": "true"})) == []


async def test_a_vehicle_taken_a_moment_ago_is_answered_with_the_next_best(sign_in: SignIn) -> None:
    exchange, arm, doctor = (
        await sign_in(world.TELEPHONY_CAEN),
        await sign_in(world.ARM_CAEN),
        await sign_in(world.MRU_CAEN),
    )
    answers: list[Response] = []
    for number in (1, 2):
        incoming = {"external_id": f"PABX-{number}", "centre_id": str(world.CAEN), "line": "15"}
        call = ok(await exchange.post("/calls", json=incoming), 201)
        case = ok(await arm.post(f"/calls/{call['id']}/answer"))["case"]
        ok(await arm.patch(f"/cases/{case['id']}", json={"version": case["version"], "place": PLACE}))
        decided = ok(await doctor.post(f"/cases/{case['id']}/decisions", json={"type": "INTER", "means": "TSU"}))
        engagement = {
            "case_id": case["id"],
            "vehicle_id": str(world.AMBULANCE_CAEN.vehicle_id),
            "ground": "DECISION",
            "decision_id": decided["decisions"][0]["id"],
        }
        answers.append(await arm.post("/missions", json=engagement))
    ok(answers[0], 201)
    assert refused(answers[1], 409, "vehicle-busy")["current"]["call_sign"] == "AMB Bayeux 1"


async def test_calls_are_attached_and_filed(sign_in: SignIn) -> None:
    exchange, arm = await sign_in(world.TELEPHONY_CAEN), await sign_in(world.ARM_CAEN)
    cases: list[dict[str, Any]] = []
    calls: list[dict[str, Any]] = []
    for number in (1, 2, 3):
        incoming = {
            "external_id": f"PABX-{number}",
            "centre_id": str(world.CAEN),
            "line": "15",
            "number": "+33261910001",
        }
        calls.append(ok(await exchange.post("/calls", json=incoming), 201))
        cases.append(ok(await arm.post(f"/calls/{calls[-1]['id']}/answer"))["case"])
    assert calls[1]["attach_to"] == [cases[0]["id"]]
    attached = ok(await arm.post(f"/calls/{calls[1]['id']}/attach", json={"case_id": cases[0]["id"]}))
    assert attached["case_id"] == cases[0]["id"]
    ok(await arm.post(f"/calls/{calls[2]['id']}/file", json={"attribution": "D.D-MALV.ERR"}))
    assert ok(await arm.get(f"/calls/{calls[2]['id']}"))["state"] == "ANSWERED"
    (still_open,) = ok(await arm.get("/cases"))
    assert (still_open["id"], still_open["priority"], still_open["repeat_count"]) == (cases[0]["id"], "P1", 1)


async def test_withdrawing_a_decision_over_rest(sign_in: SignIn) -> None:
    exchange, arm, doctor = (
        await sign_in(world.TELEPHONY_CAEN),
        await sign_in(world.ARM_CAEN),
        await sign_in(world.MRU_CAEN),
    )
    call = ok(
        await exchange.post("/calls", json={"external_id": "1", "centre_id": str(world.CAEN), "line": "112"}), 201
    )
    case = ok(await arm.post(f"/calls/{call['id']}/answer"))["case"]
    decided = ok(await doctor.post(f"/cases/{case['id']}/decisions", json={"type": "CONSEIL"}))["decisions"][0]
    refused(await arm.post(f"/decisions/{decided['id']}/withdraw"), 403, "forbidden")
    view = ok(await doctor.post(f"/decisions/{decided['id']}/withdraw"))
    assert view["decisions"][0]["ended_because"] == "WITHDRAWN"


async def test_the_fleet_is_read_by_the_room(sign_in: SignIn) -> None:
    arm = await sign_in(world.ARM_CAEN)
    fleet = ok(await arm.get("/vehicles"))
    assert len(fleet) == len(world.UNITS)
    assert ok(await arm.get(f"/vehicles/{fleet[0]['id']}")) == fleet[0]
    refused(await arm.get(f"/vehicles/{world.CAEN}"), 404, "not-found")
    exchange = await sign_in(world.TELEPHONY_CAEN)
    refused(await exchange.get("/vehicles"), 403, "forbidden")


async def test_another_centres_case_is_not_there(sign_in: SignIn) -> None:
    exchange, arm, foreign = (
        await sign_in(world.TELEPHONY_ROUEN),
        await sign_in(world.ARM_ROUEN),
        await sign_in(world.ARM_CAEN),
    )
    call = ok(
        await exchange.post("/calls", json={"external_id": "1", "centre_id": str(world.ROUEN), "line": "15"}), 201
    )
    case = ok(await arm.post(f"/calls/{call['id']}/answer"))["case"]
    refused(await foreign.get(f"/cases/{case['id']}"), 404, "not-found")
    refused(await foreign.patch(f"/cases/{case['id']}", json={"version": case["version"]}), 404, "not-found")
    refused(await foreign.get(f"/calls/{call['id']}"), 404, "not-found")
    assert ok(await foreign.get("/cases")) == []


async def test_wrong_bodies_name_the_fault(sign_in: SignIn) -> None:
    arm = await sign_in(world.ARM_CAEN)
    wrong = refused(await arm.patch(f"/cases/{world.CAEN}", json={"version": 1, "priority": "P9"}), 422, "invalid")
    assert wrong["path"] == "$.priority"
    refused(await arm.patch(f"/cases/{world.CAEN}", content=b"{"), 400, "unreadable")


async def test_a_caller_who_gave_up_is_called_back_until_reached(sign_in: SignIn) -> None:
    exchange, arm, suivi = (
        await sign_in(world.TELEPHONY_CAEN),
        await sign_in(world.ARM_CAEN),
        await sign_in(world.SUIVI_CAEN),
    )
    incoming = {"external_id": "PABX-1", "centre_id": str(world.CAEN), "line": "15", "number": "+33261910001"}
    call = ok(await exchange.post("/calls", json=incoming), 201)
    abandoned = ok(await exchange.post(f"/calls/{call['id']}/state", json={"state": "ABANDONED"}))
    assert (abandoned["call_back"], abandoned["rings_unanswered"]) == ("DUE", 1)
    path = f"/calls/{call['id']}/call-back"
    refused(await suivi.post(path, json={"result": "REACHED"}), 403, "forbidden")
    assert ok(await arm.post(path, json={"result": "NO_ANSWER"}))["call_back_attempts"] == 1
    reached = ok(await arm.post(path, json={"result": "REACHED"}))
    assert (reached["state"], reached["call_back"]) == ("ANSWERED", "REACHED")
    assert ok(await arm.get(f"/cases/{reached['case_id']}"))["case"]["caller"] == "ON_LINE"
    again = refused(await arm.post(path, json={"result": "REACHED"}), 409, "not-to-call-back")
    assert again["current"] == ok(await arm.get(f"/calls/{call['id']}"))
