"""The live websocket: positions and the room's rows, from the hub of this process to each screen. The protocol is in `kit/wire/live.py`.

Who connects is found by `websocket.py`. Rights are looked at again every few seconds.
Close codes: 4401 the session has ended, 4403 the rights have changed, 1013 too slow or silent: come back for a new snapshot.
"""

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from gateways.http.screens import Screens
from gateways.http.watching import Watching, sight_of, until_first, watching
from gateways.http.websocket import accept, refuse, say_why, sign_in
from kit.errors import RegulationError
from tracker.live.hub import Screen

router = APIRouter()


@router.websocket("/live")
async def live(websocket: WebSocket) -> None:
    """Serve one screen from sign-in to close."""
    screens: Screens = websocket.app.state.screens
    try:
        viewer = await sign_in(screens, websocket)
        sight = sight_of(viewer.caller)
    except RegulationError as refusal:
        await refuse(websocket, refusal)
        return
    await accept(websocket)
    with watching(screens, viewer, sight) as opened:
        await _serve(websocket, opened)


async def _serve(websocket: WebSocket, opened: Watching) -> None:
    """Read and write until the screen leaves or has to be closed."""
    screen = opened.screen
    await until_first(screen, _read(websocket, opened), _write(websocket, screen))
    if screen.close is not None:
        await say_why(websocket, screen.close)


async def _write(websocket: WebSocket, screen: Screen) -> None:
    try:
        while True:
            await websocket.send_text(await screen.next())
            screen.left()
    except WebSocketDisconnect:
        return


async def _read(websocket: WebSocket, opened: Watching) -> None:
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return
        await opened.hear(message.get("text") or message.get("bytes") or b"")
