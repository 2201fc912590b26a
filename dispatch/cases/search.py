"""A patient's earlier cases, by name, birth date, number or several of these; each search and each case it shows is in the trail."""

from uuid import UUID

from db.engine import Writing
from db.secrets import keyring, normal_phone
from dispatch.cases import blinds, identity, rules, service
from kit.caller import Caller
from kit.clock import Clock
from kit.errors import Invalid
from kit.ids import CentreId
from kit.wire.cases import CaseView, PatientSearch
from socle.audit import service as audit


async def search(session: Writing, caller: Caller, clock: Clock, wanted: PatientSearch) -> list[CaseView]:
    """Give the newest cases of the transaction's centres, and of those shared with them, that have all that is wanted; at most 20.

    The look is written in the trail of each of the caller's centres with a blind index of what was wanted: whoever asks later "did somebody
    look for this name?" compares, nobody reads it there. Each case shown is a look at it.

    Raises:
        Invalid: nothing to look for.
    """
    marks = identity.sought(wanted.name or "", wanted.birth_date)
    number = wanted.number if wanted.number and any(map(str.isdigit, wanted.number)) else None
    if not marks and number is None:
        raise Invalid("give a name, a birth date or a number", path="$")
    mine = caller.centres_of(frozenset(rules.SEARCHERS))
    for centre_id in mine:
        subject = f"patients:{keyring(session).blind(centre_id, 'search', asked(wanted)).hex()}"
        await _look(session, caller, clock, centre_id, "patients.searched", subject)
    found = await blinds.find(session, marks, number)
    views = {view.id: view for view in await service.views(session, found)} if found else {}
    for view in views.values():
        at = next((one for one in (view.centre_id, *view.shared_with) if one in mine), None)
        if at is not None:
            await _look(session, caller, clock, CentreId(at), "case.found", f"case:{view.id}")
    return [views[case_id] for case_id in found]


def asked(wanted: PatientSearch) -> str:
    """Write what somebody looks for in one form, whatever the order of the name's words."""
    born = [] if wanted.birth_date is None else [wanted.birth_date.isoformat()]
    number = [] if wanted.number is None else [normal_phone(wanted.number)]
    return " ".join([*sorted(identity.parts(wanted.name or "")), *born, *number])


async def _look(  # noqa: PLR0917 - the same order as the trail's own
    session: Writing, caller: Caller, clock: Clock, centre_id: UUID, action: str, subject: str
) -> None:
    author = caller.acting_at(CentreId(centre_id), *rules.SEARCHERS)
    await audit.look(session, author, CentreId(centre_id), action, subject, clock.now())
