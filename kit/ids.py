"""Typed identifiers. Every key is a UUID v7, so that keys sort by creation and are made without asking the database."""

from typing import NewType
from uuid import UUID

from uuid_utils.compat import uuid7

CentreId = NewType("CentreId", UUID)
OrganisationId = NewType("OrganisationId", UUID)
FacilityId = NewType("FacilityId", UUID)
AccountId = NewType("AccountId", UUID)
SessionId = NewType("SessionId", UUID)
VehicleId = NewType("VehicleId", UUID)
TeamId = NewType("TeamId", UUID)
BoxId = NewType("BoxId", UUID)
CallId = NewType("CallId", UUID)
CaseId = NewType("CaseId", UUID)
EventId = NewType("EventId", UUID)
PatientId = NewType("PatientId", UUID)
DecisionId = NewType("DecisionId", UUID)
MissionId = NewType("MissionId", UUID)
FactId = NewType("FactId", UUID)


def new_id() -> UUID:
    """Make a new UUID v7; wrap it in its own type: `CaseId(new_id())`."""
    return uuid7()
