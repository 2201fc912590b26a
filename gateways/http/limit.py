"""No body larger than the limit is read, whatever its length header says."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.errors import TooLarge


class BodyLimit:
    """ASGI middleware. Reading past the limit raises `TooLarge` where the body is read, so that it leaves as a problem like any other."""

    def __init__(self, app: ASGIApp, *, limit_bytes: int) -> None:
        self.app = app
        self.limit_bytes = limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        read = 0

        async def receive_within() -> Message:
            nonlocal read
            if announced.isdecimal() and int(announced) > self.limit_bytes:
                raise TooLarge(f"a body has at most {self.limit_bytes} bytes")
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.limit_bytes:
                raise TooLarge(f"a body has at most {self.limit_bytes} bytes")
            return message

        await self.app(scope, receive_within, send)
