"""The one table: action → roles. Every route asks for an action of this table (a test walks the routes); services check at which centre.

Source: practice, sections 1, 2, 5, 6. An administrator sees no patient data; a company sees no medical word, so no read of the room.
"""

from collections.abc import Mapping
from types import MappingProxyType

from kit.wire.codes.people import DOCTORS, Role

_EVERYBODY = frozenset(Role)
_DOCTORS = frozenset(DOCTORS)
_CALL_TAKERS = frozenset({Role.ARM, Role.ARM_SUIVI})
_REGULATORS = _CALL_TAKERS | _DOCTORS
_DECIDERS = _DOCTORS | {Role.INTERN}
"""An intern under a senior at work, who signs: `socle.accounts.seniors`."""
_ROOM = _REGULATORS | {Role.INTERN, Role.OSNP, Role.SUPERVISOR}
_MANAGERS = frozenset({Role.SUPERVISOR, Role.COORDINATOR, Role.COMPANY, Role.EMERGENCY_DEPARTMENT, Role.ADMINISTRATOR})

ACTIONS: Mapping[str, frozenset[Role]] = MappingProxyType({
    # The instance
    "session.read": _EVERYBODY,
    "session.end": _EVERYBODY,
    "senior.name": frozenset({Role.INTERN}),
    "doctor.list": _REGULATORS | {Role.INTERN},
    "account.own": _EVERYBODY,
    "account.manage": _MANAGERS,  # what each may give, its scopes say
    "account.delegate": frozenset({Role.ADMINISTRATOR}),
    "directory.read": _EVERYBODY,
    "clock.set": frozenset({Role.ADMINISTRATOR}),
    "status.read": frozenset({Role.ADMINISTRATOR}),
    "live.watch": _ROOM,
    "live.positions": _ROOM,
    "room.replay": _DOCTORS | {Role.SUPERVISOR},
    # Calls
    "call.announce": frozenset({Role.TELEPHONY}),
    "call.change": frozenset({Role.ARM, Role.TELEPHONY}),
    "call.answer": frozenset({Role.ARM}),
    "call.attach": frozenset({Role.ARM}),
    "call.file": frozenset({Role.ARM}),
    "call.call_back": frozenset({Role.ARM}),
    "call.read": _ROOM | {Role.TELEPHONY},
    # Cases
    "case.read": _ROOM,
    "case.edit": _REGULATORS,
    "patient.search": _REGULATORS | {Role.INTERN, Role.OSNP},  # not a supervisor: no identity on their screens
    "case.restrict": _REGULATORS | {Role.SUPERVISOR},
    "case.inquest": _DOCTORS,  # names and words, so nobody who does not see them
    "case.open": _ROOM,  # each opening of a restricted case has its motive
    "case.take": _DECIDERS | {Role.OSNP},
    "case.release": _DECIDERS | {Role.OSNP, Role.SUPERVISOR},  # a supervisor breaks a hold, and never decides
    "case.close": _REGULATORS,
    "case.assign": frozenset({Role.SUPERVISOR}),  # a supervisor reassigns, and never decides
    "task.do": _ROOM,
    "relief.change": _ROOM,
    # Between centres
    "case.share": _REGULATORS | {Role.SUPERVISOR},
    "case.transfer": _REGULATORS | {Role.SUPERVISOR},
    "opinion.give": _DOCTORS,
    "pool.set": frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    "post.supervise": frozenset({Role.SUPERVISOR}),
    "help.ask": _REGULATORS,
    "help.answer": _REGULATORS,  # the answer engages
    "convention.set": frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    # Decisions: an ARM never writes one.
    "decision.decide": _DECIDERS,
    "decision.withdraw": _DOCTORS,
    "decision.countersign": _DOCTORS,  # of an intern
    # Who sees a patient, found by OSNP
    "orientation.attempt": frozenset({Role.OSNP}),
    "orientation.book": frozenset({Role.OSNP}),
    "orientation.return": frozenset({Role.OSNP}),
    # Engagement and missions
    "assignment.propose": _REGULATORS,
    "mission.engage": _REGULATORS,
    "mission.read": _ROOM,
    "mission.countersign": _DOCTORS,  # an order given in their name
    "mission.status": _CALL_TAKERS,
    "mission.cancel": _REGULATORS,
    "mission.destination": _REGULATORS,
    "mission.close": _REGULATORS,
    # Outside the room: each sees its own only
    "company.read": frozenset({Role.COMPANY}),
    "company.say": frozenset({Role.COMPANY}),
    "coordination.read": frozenset({Role.COORDINATOR}),
    "coordination.call": frozenset({Role.COORDINATOR}),  # on the room's behalf: an ambulance for a doctor's decision, nothing else
    "crew.read": frozenset({Role.CREW}),
    "crew.say": frozenset({Role.CREW}),
    "emergency.read": frozenset({Role.EMERGENCY_DEPARTMENT}),
    "emergency.say": frozenset({Role.EMERGENCY_DEPARTMENT}),
    # The park of boxes: a company asks for its own vehicles and sees its own boxes
    "box.read": frozenset({Role.COMPANY, Role.SUPERVISOR, Role.ADMINISTRATOR}),
    "box.request": frozenset({Role.COMPANY, Role.ADMINISTRATOR}),
    "box.manage": frozenset({Role.ADMINISTRATOR}),
    "box.revoke": frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),  # a stolen box does not wait for office hours
    # The fleet: each look at a trail is audited.
    "vehicle.read": _ROOM,
    "vehicle.trail": _REGULATORS | {Role.SUPERVISOR},
    "vehicle.nearby": _ROOM,
})  # fmt: skip
