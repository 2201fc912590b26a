"""The invented accounts of a demo, with the passwords anybody may use."""

import msgspec
from fastapi import Request, Response

from gateways.http.state import state_of
from kit.errors import NotFound
from kit.http import answer, make_router
from kit.openapi import describes
from kit.wire.accounts import DemoAccount

public = make_router("demo")
_accounts = msgspec.json.Decoder(list[DemoAccount])


@public.get("/demo/accounts", **describes(None, list[DemoAccount]))
def accounts(request: Request) -> Response:
    """List who may sign in here; on a production instance there is no such route."""
    instance = state_of(request).settings.instance
    file = instance.accounts_file
    if instance.kind == "production" or file is None or not file.is_file():
        raise NotFound("no such route")
    return answer(_accounts.decode(file.read_bytes()))
