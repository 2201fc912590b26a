"""Calls as a telephone exchange announces them."""

from kit.ids import new_id
from kit.wire.codes.calls import CallState, Line
from kit.wire.codes.people import Role
from tests.end_to_end.conftest import Stack

CAEN = (-0.37, 49.18)
NUMBER = "+33639980042"


async def ring(stack: Stack, centre: str, number: str = NUMBER) -> str:
    """Let the centre's telephone exchange announce a call; give its id."""
    async with stack.client(stack.program(Role.TELEPHONY, centre)) as exchange:
        session = (await exchange.get("/session")).raise_for_status().json()
        call = {
            "external_id": str(new_id()),
            "centre_id": session["rights"][0]["centre_id"],
            "line": Line.LINE_15,
            "number": number,
            "lon_deg": CAEN[0],
            "lat_deg": CAEN[1],
            "radius_m": 25.0,
        }
        return str((await exchange.post("/calls", json=call)).raise_for_status().json()["id"])


async def abandon(stack: Stack, centre: str) -> None:
    """Let somebody ring and hang up before anyone answers: one to call back."""
    call = await ring(stack, centre, "+33639980077")
    async with stack.client(stack.program(Role.TELEPHONY, centre)) as exchange:
        (await exchange.post(f"/calls/{call}/state", json={"state": CallState.ABANDONED})).raise_for_status()
