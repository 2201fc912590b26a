"""Who sees the patient, when and where, as it is kept within a decision's orientation: these words encrypted, bound to their decision."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from db.base import JsonObject
from db.models.regulation import Decision
from db.secrets import Keyring, cell
from kit.wire.cases import Orientation

WORDS = ("practitioner", "place")
"""The members of an appointment that are encrypted."""


def opened(keys: Keyring, decision_id: UUID, stored: JsonObject) -> Orientation:
    """Read what was done about a decision, its words decrypted."""
    done, bound_to = msgspec.convert(stored, Orientation), cell(Decision.orientation, decision_id)
    found = done.appointment
    if found is None:
        return done
    words: dict[str, Any] = {name: keys.decrypt(getattr(found, name), bound_to) for name in WORDS}
    return replace(done, appointment=replace(found, **words))


def sealed(keys: Keyring, centre_id: UUID, decision_id: UUID, done: Orientation) -> JsonObject:
    """Write what was done about a decision, its words under the newest key of a centre."""
    found, bound_to = done.appointment, cell(Decision.orientation, decision_id)
    if found is not None:
        words: dict[str, Any] = {name: keys.encrypt(centre_id, getattr(found, name), bound_to) for name in WORDS}
        done = replace(done, appointment=replace(found, **words))
    stored: JsonObject = msgspec.to_builtins(done)
    return stored
