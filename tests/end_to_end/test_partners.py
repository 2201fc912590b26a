"""An order from the coordinator to the hand-over, on the pages of those outside the room; the room and the department see it go."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from gateways.cli import embedded
from kit.wire.codes.missions import MissionStatus, PassedOver, Turn
from kit.wire.codes.people import Role
from kit.wire.telemetry import Order
from simulators.travel import Place
from tests.end_to_end.conftest import Stack, desk, sign_in
from tests.end_to_end.rings import ring
from tests.end_to_end.test_access import grave_findings

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(600)]

WHO, WHAT = "Odile BRUMAIRE", "Accouchement"
PLACE, ACCESS = "3 quai des Brumes, Caen", "2e étage, code 14B"
SCENE = {
    "label": "3 quai des Brumes, Caen",
    "insee_code": "14118",
    "lon_deg": -0.36,
    "lat_deg": 49.19,
    "access": ACCESS,
}
ON_THE_WAY = Place(-0.34, 49.17, 12.0, 90.0)


@asynccontextmanager
async def phone(browser: Browser) -> AsyncGenerator[BrowserContext]:
    """Open an empty browser profile of a phone's size."""
    context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR", has_touch=True)
    yield context
    await context.close()


async def need(stack: Stack) -> dict[str, Any]:
    """Let a doctor of Caen ask for an ambulance for a named patient; give the case."""
    async with (
        stack.client(stack.program(Role.ARM, "Caen")) as arm,
        stack.client(stack.program(Role.MRU, "Caen")) as doctor,
    ):
        call = await ring(stack, "Caen")
        case = (await arm.post(f"/calls/{call}/answer")).raise_for_status().json()["case"]
        edit = {"version": case["version"], "priority": "P1", "motive_code": "M03.01", "place": SCENE}
        (await arm.patch(f"/cases/{case['id']}", json=edit)).raise_for_status()
        patient = {"label": WHO, "sex": "F", "age": "P31Y"}
        known = (await arm.post(f"/cases/{case['id']}/patients", json=patient)).raise_for_status().json()
        decision = {"type": "INTER", "means": "TSU", "delay": "30M", "patient_id": known["patients"][0]["id"]}
        decided = await doctor.post(f"/cases/{case['id']}/decisions", json=decision)
        return dict(decided.raise_for_status().json())


async def belongs(stack: Stack, login: str) -> tuple[UUID, UUID]:
    """Give the vehicle and the facility of an account; no page tells them."""
    connection = await embedded.superuser(stack.settings, stack.settings.postgres.database)
    try:
        row = await connection.fetchrow("SELECT vehicle_id, facility_id FROM accounts WHERE login = $1", login)
    finally:
        await connection.close()
    assert row is not None
    return row["vehicle_id"], row["facility_id"]


async def called(stack: Stack, page: Page, case: dict[str, Any], vehicle_id: UUID) -> dict[str, Any]:
    """Order the crew's vehicle on the coordinator's page, on the room's behalf; give the mission."""
    decision_id = case["decisions"][-1]["id"]
    await page.locator(f'[data-testid="need"][data-id="{decision_id}"]').click()
    turn = page.locator(f'[data-testid="turn"][data-vehicle="{vehicle_id}"]')
    await expect(turn).to_have_attribute("data-turn", Turn.FREE.value)
    assert WHO not in await page.content()
    assert WHAT not in await page.content()
    assert await grave_findings(page) == []
    if await turn.get_attribute("aria-current") == "step":
        await page.keyboard.press("Enter")
    else:  # another's turn: passed over with a reason
        await turn.get_by_role("button").click()
        await expect(page.get_by_test_id(f"pass-over-{PassedOver.ROOM.value}")).to_be_visible()
        assert await grave_findings(page) == []
        await page.keyboard.press(str(list(PassedOver).index(PassedOver.ROOM) + 1))
    await expect(turn).to_have_attribute("data-turn", Turn.ASKED.value)
    async with stack.client(stack.program(Role.ARM, "Caen")) as arm:
        told = (await arm.get(f"/cases/{case['id']}")).raise_for_status().json()["case"]
        return dict((await arm.get(f"/missions/{told['mission_ids'][-1]}")).raise_for_status().json())


async def shown_in_the_room(page: Page, mission_id: str, status: MissionStatus) -> None:
    await page.wait_for_function(
        "([id, status]) => window.rramu.state().missions.get(id)?.status === status", arg=[mission_id, status.value]
    )


async def press(crew: Page, room: Page, mission_id: str, *statuses: MissionStatus) -> None:
    """Touch each button; the room shows it before the next."""
    for status in statuses:
        await crew.get_by_test_id(f"press-{status.value}").click()
        await shown_in_the_room(room, mission_id, status)


async def test_an_order_goes_from_the_company_to_the_crew_the_room_and_the_emergency_department(
    stack: Stack, browser: Browser
) -> None:
    crew_account = stack.account(Role.CREW, "Caen")
    emergency_account = stack.account(Role.EMERGENCY_DEPARTMENT, "Caen")
    vehicle_id, _ = await belongs(stack, crew_account.login)
    _, facility_id = await belongs(stack, emergency_account.login)
    async with desk(browser) as a, phone(browser) as b, desk(browser) as c, desk(browser) as d, desk(browser) as e:
        company, crew, room, emergency, coordinator = await asyncio.gather(
            sign_in(a, stack, stack.account(Role.COMPANY, "Caen")),
            sign_in(b, stack, crew_account),
            sign_in(c, stack, stack.account(Role.ARM_SUIVI, "Caen")),
            sign_in(d, stack, emergency_account),
            sign_in(e, stack, stack.account(Role.COORDINATOR, "Caen")),
        )
        if await crew.get_by_test_id("declare").get_attribute("data-availability") != "AVAILABLE":
            await crew.get_by_test_id("declare").click()
        await expect(crew.get_by_test_id("declare")).to_have_attribute("data-availability", "AVAILABLE")
        case = await need(stack)
        mission = await called(stack, coordinator, case, vehicle_id)
        mission_id = str(mission["id"])

        # The company: place and access, no name; taken with one key.
        order = company.locator(f'[data-testid="order"][data-id="{mission_id}"]')
        await expect(order).to_contain_text(ACCESS)
        assert WHO not in await company.content()
        assert await grave_findings(company) == []
        await order.get_by_test_id("take-order").press("Enter")
        running = company.locator(f'[data-testid="running"][data-id="{mission_id}"]')
        await expect(running).to_have_attribute("data-status", "DECLENCHE")
        await shown_in_the_room(room, mission_id, MissionStatus.DECLENCHE)

        # The crew: what care needs, and one touch a status.
        await expect(crew.get_by_test_id("care")).to_contain_text(WHO)
        await press(crew, room, mission_id, MissionStatus.DEPART, MissionStatus.ARRIVEE, MissionStatus.PEC)
        await crew.get_by_test_id("bilan-words").fill("contractions toutes les cinq minutes")
        await crew.get_by_test_id("bilan-pulse_per_min").fill("96")
        assert await grave_findings(crew) == []
        await crew.get_by_test_id("bilan-send").click()
        await shown_in_the_room(room, mission_id, MissionStatus.BILAN)

        # The department: who, what for, and that it has seen.
        async with stack.client(stack.program(Role.ARM_SUIVI, "Caen")) as suivi:
            choice = {"facility_id": str(facility_id)}
            (await suivi.post(f"/missions/{mission_id}/destination", json=choice)).raise_for_status()
        arrival = emergency.locator(f'[data-testid="arrival"][data-id="{mission_id}"]')
        await expect(arrival).to_contain_text(WHO)
        assert PLACE not in await emergency.content()
        await arrival.get_by_test_id("seen").press("Enter")
        await room.wait_for_function("id => window.rramu.state().missions.get(id)?.destination_seen_at", arg=mission_id)

        # On board: a time of arrival by road, from the box's fix.
        await crew.get_by_test_id("take-order").click()  # the destination changed the order: read again
        orders: asyncio.Queue[Order] = asyncio.Queue()
        async with stack.box(mission["call_sign"], orders) as box:
            await press(crew, room, mission_id, MissionStatus.ORIENTAT, MissionStatus.TRANSP)
            box.record(ON_THE_WAY)
            await expect(arrival.get_by_test_id("arrives-at")).to_be_visible()
        await expect(arrival.get_by_test_id("method")).to_have_text("par la route")
        assert await grave_findings(emergency) == []
        await press(crew, room, mission_id, MissionStatus.DESTIN, MissionStatus.FINPEC)
        async with stack.client(stack.program(Role.ARM_SUIVI, "Caen")) as suivi:
            (await suivi.post(f"/missions/{mission_id}/close", json={"outcome": "TRANSPORTED"})).raise_for_status()
        await expect(arrival).to_have_count(0)
