"""The family of refusals: one RFC 9457 problem type each, known to no web framework."""

from collections.abc import Mapping
from typing import ClassVar


class RegulationError(Exception):
    """A refusal the caller can understand. Each subclass is one RFC 9457 problem type.

    `detail` is a sentence for a person and never holds patient data; `extra` are further members of the problem
    (for example `path`, or `current` on a conflict).
    """

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Unexpected error"

    def __init__(self, detail: str = "", **extra: object) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.extra: Mapping[str, object] = extra

    @classmethod
    def code(cls) -> str:
        """Name the problem type in kebab case, the last part of its `type` URI: `VehicleBusy` → `vehicle-busy`."""
        return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in cls.__name__).lstrip("-")


class Unreadable(RegulationError):
    """The bytes cannot be read at all."""

    status, title = 400, "Unreadable body"


class NotAuthenticated(RegulationError):
    """No valid session or token."""

    status, title = 401, "Authentication needed"


class Forbidden(RegulationError):
    """The caller has no right to this act."""

    status, title = 403, "Forbidden"


class NotFound(RegulationError):
    """No such thing, or not visible to the caller."""

    status, title = 404, "Not found"


class Conflict(RegulationError):
    """True when asked, no longer true now; `current` tells what changed."""

    status, title = 409, "Conflict"


class StaleVersion(Conflict):
    """The edit was made on an older version than the present one."""

    title = "Changed by someone else"


class TooLarge(RegulationError):
    """The body passes the limit."""

    status, title = 413, "Body too large"


class Invalid(RegulationError):
    """Readable, but against the rules; `path` names the fault."""

    status, title = 422, "Invalid"


class TooMany(RegulationError):
    """Too many tries; come back later."""

    status, title = 429, "Too many requests"


class Unavailable(RegulationError):
    """A needed part is away for now."""

    status, title = 503, "Unavailable"
