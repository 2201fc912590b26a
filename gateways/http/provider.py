"""The identity provider (Pro Santé Connect), as this instance speaks to it: OpenID Connect, code flow with PKCE, everything verified.

Authlib gives the forms of the requests and the checks of an ID token's claims, joserfc the signatures, httpx the wire. Addresses come from
the provider's own description, read again each hour. None of it is to be awaited while a transaction is open.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx
import msgspec
import structlog
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from msgspec import Struct

from kit.clock import real_now
from kit.errors import NotAuthenticated, Unavailable
from kit.settings import OidcSettings

T = TypeVar("T")
log = structlog.get_logger()

PATIENCE_S = 5.0
DESCRIPTION_KEPT_S = 3600.0
KEYS_KEPT_S = 60.0
"""Tokens whose key is unknown have the keys read again no oftener than this: anybody can send such tokens."""
LEEWAY_S = 60
SIGNATURES = ["RS256", "PS256", "ES256"]
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class ProviderAway(Unavailable):
    """The identity provider does not answer, or not as OpenID Connect has it."""

    title = "Identity provider away"


class ProviderRefused(NotAuthenticated):
    """What the identity provider said does not hold: another sign-in's, too old, altered, or not strong enough."""

    title = "Sign-in not confirmed by the identity provider"


class _Description(Struct, frozen=True):
    """What is used of `/.well-known/openid-configuration`."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    end_session_endpoint: str | None = None


class _Tokens(Struct, frozen=True):
    access_token: str
    id_token: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider vouches for. `national_id`: the claim accounts are linked by; `sid`: its name of the session."""

    national_id: str
    sid: str | None
    id_token: str


class Provider:
    """A client of the identity provider; one per process."""

    def __init__(self, settings: OidcSettings, public_url: str) -> None:
        self.settings = settings
        self._home = public_url.rstrip("/")
        self._redirect = f"{self._home}/api/oidc/return"
        self._http = httpx.AsyncClient(timeout=PATIENCE_S)
        self._described: tuple[float, _Description, KeySet] | None = None
        self._asked_at = 0.0

    async def aclose(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def begin(self, state: str, nonce: str, verifier: str) -> str:
        """Give the address to send the browser to.

        Raises: ProviderAway.
        """
        described, _ = await self._describe()
        return prepare_grant_uri(
            described.authorization_endpoint,
            self.settings.client_id,
            "code",
            redirect_uri=self._redirect,
            scope=self.settings.scope,
            state=state,
            nonce=nonce,
            acr_values=self.settings.acr_values,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )

    async def finish(self, code: str, nonce: str, verifier: str) -> Vouched:
        """Exchange a code for whom it vouches for.

        Raises: ProviderAway, ProviderRefused.
        """
        described, _ = await self._describe()
        request = prepare_token_request(
            "authorization_code", redirect_uri=self._redirect, code=code, code_verifier=verifier
        )
        tokens = _read(
            _Tokens,
            await self._ask(
                "POST",
                described.token_endpoint,
                content=request,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                auth=httpx.BasicAuth(self.settings.client_id, self.settings.secret()),
            ),
        )
        claims = await self._verify(tokens.id_token)
        options = {"iss": {"value": described.issuer}, "aud": {"value": self.settings.client_id}}
        params = {"nonce": nonce, "client_id": self.settings.client_id, "access_token": tokens.access_token}
        try:
            CodeIDToken(claims, {}, options, params).validate(int(real_now().timestamp()), LEEWAY_S)
        except JoseError as error:
            raise _refused(type(error).__name__) from error
        if claims.get("acr") != self.settings.acr_values:
            raise _refused("acr")
        told = await self._ask(
            "GET", described.userinfo_endpoint, headers={"Authorization": f"Bearer {tokens.access_token}"}
        )
        person = _read(dict[str, object], told)
        national_id = person.get(self.settings.account_claim)
        if person.get("sub") != claims.get("sub") or not isinstance(national_id, str):
            raise _refused("userinfo")
        sid = claims.get("sid")
        return Vouched(national_id, sid if isinstance(sid, str) else None, tokens.id_token)

    async def end_url(self, id_token: str) -> str | None:
        """Give the address where the browser ends the provider's own session, if it has one.

        Raises: ProviderAway.
        """
        described, _ = await self._describe()
        if described.end_session_endpoint is None:
            return None
        asked = {"id_token_hint": id_token, "post_logout_redirect_uri": f"{self._home}/"}
        return f"{described.end_session_endpoint}?{urlencode(asked)}"

    async def ended(self, logout_token: str) -> str:
        """Give the provider's name of the session a back-channel logout token ends. Source: OpenID Connect Back-Channel Logout 1.0.

        Raises: ProviderAway, ProviderRefused.
        """
        described, _ = await self._describe()
        claims = await self._verify(logout_token)
        audience, events, sid, at = (claims.get(name) for name in ("aud", "events", "sid", "iat"))
        ours = self.settings.client_id in (audience if isinstance(audience, list) else [audience])
        fresh = isinstance(at, int) and abs(real_now().timestamp() - at) <= LEEWAY_S * 2
        is_logout = isinstance(events, dict) and LOGOUT_EVENT in events and "nonce" not in claims
        if claims.get("iss") != described.issuer or not (ours and fresh and is_logout) or not isinstance(sid, str):
            raise _refused("logout token")
        return sid

    async def _verify(self, token: str) -> Mapping[str, object]:
        """Check a token's signature; a key never seen is looked for once more (`KEYS_KEPT_S`), since providers change theirs."""
        for attempt in ("known", "again"):
            _, keys = await self._describe(again=attempt == "again")
            try:
                return jwt.decode(token, keys, algorithms=SIGNATURES).claims
            except (JoseError, ValueError) as error:
                if attempt == "again":
                    raise _refused("signature") from error
        raise _refused("signature")

    async def _describe(self, *, again: bool = False) -> tuple[_Description, KeySet]:
        known, now = self._described, time.monotonic()
        if known is not None:
            due = self._asked_at + KEYS_KEPT_S if again else known[0] + DESCRIPTION_KEPT_S
            if now < due:
                return known[1], known[2]
        self._asked_at = now
        issuer = self.settings.issuer
        found = _read(_Description, await self._ask("GET", f"{issuer}/.well-known/openid-configuration"))
        if found.issuer != issuer:
            raise _away("issuer")
        try:
            keys = KeySet.import_key_set(msgspec.json.decode(await self._ask("GET", found.jwks_uri)))
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise _away("keys") from error
        self._described = (time.monotonic(), found, keys)
        return found, keys

    async def _ask(self, method: str, url: str, **request: Any) -> bytes:  # noqa: ANN401 - httpx's own keywords
        try:
            answer = await self._http.request(method, url, **request)
        except httpx.HTTPError as error:
            raise _away(type(error).__name__) from error
        if answer.is_server_error:
            raise _away(str(answer.status_code))
        if not answer.is_success:
            raise _refused(str(answer.status_code))
        return answer.content


def _read(kind: type[T], content: bytes) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.MsgspecError as error:
        raise _away("answer") from error


def _away(why: str) -> ProviderAway:
    log.warning("oidc.away", why=why)
    return ProviderAway("the identity provider does not answer; sign in with a password, or try again")


def _refused(why: str) -> ProviderRefused:
    log.warning("oidc.refused", why=why)
    return ProviderRefused("begin again: what the identity provider said does not belong to this sign-in")
