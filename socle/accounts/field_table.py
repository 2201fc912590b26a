"""The group of every field of every message that leaves. `docs/rights.md` is made from this table; a new message needs its line here."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from kit.wire import (
    accounts,
    boxes,
    calls,
    cases,
    centres,
    geo,
    health,
    inquest,
    live,
    missions,
    partners,
    past,
    people,
    relief,
    telemetry,
    vehicles,
)
from socle.accounts.field_groups import Group

FIELDS: Mapping[type[Struct], Group | Mapping[Group, str]] = MappingProxyType(
    {
        # Accounts, the clock, reference
        accounts.SessionView: Group.ACCOUNT,
        accounts.RightView: Group.ACCOUNT,
        accounts.DemoAccount: Group.ACCOUNT,
        people.SessionRow: Group.ACCOUNT,
        people.OwnAccount: Group.ACCOUNT,
        people.RecoveryCodes: Group.ACCOUNT,
        people.AccessLinkView: Group.ACCOUNT,
        people.AccessView: Group.ACCOUNT,
        people.AccountRow: Group.ACCOUNT,
        people.NewAccount: Group.ACCOUNT,
        people.ScopeView: Group.ACCOUNT,
        people.ProviderView: Group.ACCOUNT,
        people.SignedOut: Group.ACCOUNT,
        people.PlaceChoice: Group.ACCOUNT,
        people.ManagerChoices: Group.ACCOUNT,
        accounts.ClockView: Group.PLAIN,
        accounts.CentreView: Group.PLAIN,
        accounts.CommuneView: Group.PLAIN,
        accounts.FacilityView: Group.PLAIN,
        accounts.MotiveView: Group.PLAIN,
        geo.GeoLayer: Group.PLAIN,
        health.Health: Group.PLAIN,
        health.Part: Group.PLAIN,
        health.ProcessStatus: Group.PLAIN,
        health.Status: Group.PLAIN,
        # Calls
        calls.CallView: {
            Group.PLAIN: "id centre_id version line state case_id attach_to call_back call_back_attempts rings_unanswered",
            Group.TIME: "rang_at answered_at ended_at call_back_tried_at overflowed_at",
            Group.STAFF: "answered_by",
            Group.CALLER: "number lon_deg lat_deg radius_m",
        },
        # Cases
        cases.CaseView: {
            Group.PLAIN: "id centre_id number version state queue caller repeat_count patients decisions mission_ids event_id tasks "
            "shared_with restriction withheld same_patient opinions",
            Group.TIME: "opened_at queued_at caller_since taken_at closed_at orphaned_at escalated_at fallen_at",
            Group.STAFF: "taken_by taken_by_id kept_by kept_by_id offered_to_id",
            Group.MEDICAL: "attribution priority motive_code motive",
            Group.PLACE: "place",
            Group.CALLER: "caller_number",
        },
        centres.TransferView: {
            Group.PLAIN: "id version case_id case_number centre_id to_centre_id state motive call_id refusal",
            Group.TIME: "asked_at alarmed_at answered_at",
            Group.STAFF: "asked_by answered_by",
        },
        centres.OpinionView: {
            Group.PLAIN: "id by_centre_id role",
            Group.TIME: "asked_at answered_at",
            Group.STAFF: "asked_by answered_by",
            Group.WORDS: "question answer",
        },
        centres.PoolView: {
            Group.PLAIN: "id centre_id by_centre_id reason roles from_minute to_minute in_force",
            Group.TIME: "since",
            Group.STAFF: "set_by",
        },
        centres.LoadView: Group.PLAIN,
        centres.PostView: Group.STAFF,
        centres.HelpView: {
            Group.PLAIN: "id version case_id case_number centre_id to_centre_id decision_id state refusal mission_id",
            Group.TIME: "asked_at alarmed_at answered_at",
            Group.EQUIPMENT: "vehicle_id call_sign",
            Group.STAFF: "asked_by answered_by",
        },
        centres.ConventionView: {
            Group.PLAIN: "id centre_id by_centre_id means",
            Group.TIME: "since until",
            Group.STAFF: "set_by",
        },
        centres.HintView: {
            Group.PLAIN: "centre_id",
            Group.TIME: "minute",
            Group.PLACE: "commune",
            Group.MEDICAL: "motive_family",
        },
        cases.Place: {
            Group.PLACE: "label insee_code lon_deg lat_deg radius_m precision",
            Group.ACCESS: "access",
        },
        cases.PatientView: {
            Group.PLAIN: "id rank",
            Group.IDENTITY: "label birth_date",
            Group.MEDICAL: "sex age care_level",
        },
        cases.DecisionView: {
            Group.PLAIN: "id patient_id ended_because orientation",
            Group.TIME: "decided_at ended_at due_at countersigned_at",
            Group.STAFF: "decided_by senior countersigned_by",
            Group.NEED: "type means delay",
            Group.MEDICAL: "care_level",
            Group.WORDS: "words",
        },
        cases.Orientation: {
            Group.PLAIN: "attempts appointment returned_because",
            Group.TIME: "returned_at",
        },
        cases.Attempt: {
            Group.PLAIN: "contact result",
            Group.TIME: "at",
            Group.STAFF: "by",
        },
        cases.Appointment: {
            Group.MEDICAL: "practitioner place",
            Group.TIME: "starts_at found_at",
            Group.STAFF: "found_by",
        },
        relief.TaskView: {
            Group.PLAIN: "id kind role overdue decision_id mission_id",
            Group.TIME: "due_at",
            Group.STAFF: "owner owner_id offered_to_id set_by",
            Group.WORDS: "words",
        },
        relief.Colleague: Group.STAFF,
        relief.Holdings: {
            Group.PLAIN: "case_ids task_ids",
            Group.STAFF: "colleagues",
        },
        cases.LogEntry: {
            Group.PLAIN: "id number kind role",
            Group.TIME: "at",
            Group.STAFF: "author",
            Group.TRAIL: "body",
        },
        cases.CaseFile: Group.PLAIN,
        # Engagement and missions
        missions.Candidate: Group.EQUIPMENT,
        missions.Proposal: {
            Group.PLAIN: "id case_id decision_id method",
            Group.TIME: "at",
            Group.NEED: "means delay",
            Group.EQUIPMENT: "candidates dropped",
        },
        missions.MissionView: {
            Group.PLAIN: (
                "id centre_id version case_id case_number ground decision_id status order_version receipt statuses cancel_proposed asked"
            ),
            Group.TIME: "status_at ordered_at receipt_at closed_at destination_at destination_seen_at countersigned_at",
            Group.STAFF: "doctor countersigned_by",
            Group.EQUIPMENT: "vehicle_id call_sign team_id",
            Group.PLACE: "destination destination_lon_deg destination_lat_deg",
            Group.MEDICAL: "outcome",
            Group.WORDS: "refusal",
        },
        missions.StatusView: {
            Group.PLAIN: "status source",
            Group.TIME: "at error_s",
            Group.STAFF: "author",
        },
        # The fleet
        vehicles.VehicleView: Group.EQUIPMENT,
        vehicles.Trail: Group.POSITION,
        vehicles.NearbyVehicle: Group.POSITION,
        # Outside the room
        partners.CompanyMission: {
            Group.PLAIN: "id status receipt order_version refusal",
            Group.TIME: "status_at ordered_at answer_by closed_at",
            Group.EQUIPMENT: "vehicle_id call_sign",
            Group.NEED: "means delay",
            Group.PLACE: "place destination",
        },
        partners.TurnView: Group.EQUIPMENT,
        partners.NeedView: {
            Group.PLAIN: "decision_id centre_id turns callable",
            Group.TIME: "decided_at search_until",
            Group.EQUIPMENT: "call_signs next_vehicle_id",
            Group.NEED: "means delay",
            Group.PLACE: "place sector",
        },
        partners.GardeLine: Group.EQUIPMENT,
        partners.CrewMission: {
            Group.PLAIN: "id status patients order_version receipt refusal",
            Group.TIME: "ordered_at closed_at status_at answer_by destination_seen_at",
            Group.EQUIPMENT: "call_sign",
            Group.PLACE: "place destination",
            Group.MEDICAL: "motive care_level",
        },
        partners.Arrival: {
            Group.PLAIN: "mission_id status patients method",
            Group.TIME: "arrives_at announced_at seen_at see_by",
            Group.EQUIPMENT: "call_sign",
            Group.MEDICAL: "motive care_level",
        },
        # The live websocket
        live.Welcome: Group.PLAIN,
        live.RoomSnapshot: Group.PLAIN,
        live.RoomDelta: Group.PLAIN,
        live.PositionSnapshot: Group.POSITION,
        live.PositionDelta: Group.POSITION,
        live.LivePosition: Group.POSITION,
        live.Heartbeat: Group.PLAIN,
        live.Problem: Group.PLAIN,
        past.ReplayView: Group.PLAIN,
        past.PastFact: Group.PLAIN,
        past.PastRoom: Group.PLAIN,
        past.Past: Group.PLAIN,
        past.PastFacts: Group.PLAIN,
        past.PastEnd: Group.PLAIN,
        # The inquest file: everything in it, to whoever may have it made
        inquest.InquestEntry: Group.TRAIL,
        inquest.InquestDecision: Group.TRAIL,
        inquest.InquestFix: Group.TRAIL,
        inquest.InquestProof: Group.TRAIL,
        inquest.InquestStretch: Group.TRAIL,
        inquest.Inquest: Group.TRAIL,
        inquest.InquestFile: Group.TRAIL,
        # The park of boxes
        boxes.BoxCandidate: {Group.PLAIN: "vehicle_id obstacles", Group.EQUIPMENT: "call_sign company"},
        boxes.BoxRequestView: {
            Group.PLAIN: "id vehicle_id state refusal box_id",
            Group.TIME: "asked_at answered_at",
            Group.EQUIPMENT: "call_sign company box",
        },
        boxes.BoxView: {
            Group.PLAIN: "id active vehicle_id certificates online clock_ahead_s queue_length battery_percent firmware refused",
            Group.TIME: "in_vehicle_since provisioned_at revoked_at old_credential_until heard_at health_at oldest_queued_at",
            Group.EQUIPMENT: "name partition stock call_sign company",
        },
        boxes.RefusedFixView: {
            Group.PLAIN: "id reason boot seq",
            Group.TIME: "refused_at",
            Group.POSITION: "sent",
        },
        boxes.NewCredential: Group.ACCOUNT,
        boxes.BoxCertificateView: Group.ACCOUNT,
        # What a box is told: its reader is the crew
        telemetry.Order: {
            Group.PLAIN: "mission_id version cancelled asked",
            Group.TIME: "ordered_at expires_at",
            Group.EQUIPMENT: "vehicle",
            Group.PLACE: "place lon_deg lat_deg destination destination_lon_deg destination_lat_deg",
            Group.ACCESS: "access",
            Group.MEDICAL: "motive care_level",
        },
        telemetry.Stored: Group.PLAIN,
        telemetry.Refused: Group.PLAIN,
        telemetry.RefusedItem: Group.PLAIN,
        telemetry.BoxSettings: Group.PLAIN,
    }
)
