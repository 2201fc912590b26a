"""How long each kind of thing is kept, by whose clock, on which ground: the one table. `docs/retention.md` shows it.

Nothing is deleted but by the jobs named here. A new table of the database needs a place in this one: a test says so.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

CNIL_2018 = "CNIL, geolocation of vehicles: two months at most; a year as proof of interventions (domain §2)"
RECORDS = (
    "art. R. 1112-7 of the public health code: 20 years from the last contact, minors until 28 (practice, rule 33)"
)
TECHNICAL = "no longer than the technical need (GDPR art. 5.1.e)"


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing. `period` None: no job ever deletes it. `clock`: domain time, or real time for what serves programs only."""

    what: str
    tables: tuple[str, ...]
    period: timedelta | None
    clock: Literal["domain", "real"]
    then: str
    ground: str

    @property
    def days(self) -> timedelta:
        """Give the period of a kind that has one."""
        if self.period is None:
            raise ValueError(f"{self.what} has no period")
        return self.period


POSITIONS = Kept(
    "fixes of vehicles", ("positions",), timedelta(days=61), "domain",
    "the day is dropped, once the fixes of missions are copied", CNIL_2018,
)  # fmt: skip
MISSION_POSITIONS = Kept(
    "fixes of missions", ("mission_positions",), timedelta(days=365), "domain",
    "the week is dropped, but for cases under a legal hold", CNIL_2018,
)  # fmt: skip
REFUSED_FIXES = Kept(
    "refused fixes and messages", ("refused_fixes",), timedelta(weeks=1), "real", "deleted", TECHNICAL
)  # fmt: skip
SESSIONS = Kept(
    "ended sessions", ("sessions",), timedelta(days=1), "real", "deleted; who signed in stays in the trail", TECHNICAL
)
LINKS = Kept(
    "one-time links, used or expired", ("access_links",), timedelta(days=1), "real",
    "deleted; who opened whose access stays in the trail", TECHNICAL,
)  # fmt: skip
ANSWERS = Kept(
    "answers kept for a repeated command", ("idempotency_keys",), timedelta(hours=24), "real", "deleted", TECHNICAL
)

KEPT: tuple[Kept, ...] = (
    POSITIONS,
    MISSION_POSITIONS,
    REFUSED_FIXES,
    SESSIONS,
    LINKS,
    ANSWERS,
    Kept(
        "regulation records",
        (
            "calls", "cases", "patients", "patient_blinds", "decisions", "proposals", "missions", "mission_statuses", "events", "tasks",
            "case_counters", "case_openings", "case_shares", "opinions", "case_transfers", "help_requests", "mission_trails", "legal_holds",
        ),
        None, "domain", "never by a job: elimination is signed by the hospital and the public archives", RECORDS,
    ),
    Kept(
        "the trail: facts and what they changed, looks, what became of orders",
        ("facts", "changes", "audit", "chain_heads", "reaction_cursors", "outbox"),
        None, "domain", "never by a job: kept as long as the records it proves", RECORDS,
    ),
    Kept(
        "what boxes said of missions", ("box_messages", "crossings", "watches"),
        None, "domain", "never by a job: part of the records of their missions", RECORDS,
    ),
    Kept(
        "people, posts and rights",
        (
            "accounts", "account_rights", "manager_scopes", "post_sessions", "recovery_codes", "centre_pools",
            "conventions",
        ),
        None, "real", "never by a job: the records name them", RECORDS,
    ),
    Kept(
        "the region and its fleet",
        (
            "centres", "organisations", "facilities", "sectors", "communes", "motives", "vehicles", "teams", "crews",
            "vehicle_visibility", "garde_shifts", "occupancy", "boxes", "box_links", "box_requests", "box_certificates",
        ),
        None, "domain", "never by a job: the records name them; no patient data", "none needed",
    ),
    Kept(
        "the newest of its kind only",
        ("last_positions", "box_progress", "box_states", "partition_epochs", "domain_clock", "rekeyings"),
        None, "domain", "replaced by the next one, or counts only", TECHNICAL,
    ),
)  # fmt: skip


def table() -> str:
    """Write the table for the page of documentation."""
    lines = ["| what | tables | kept | by | then | ground |", "| --- | --- | --- | --- | --- | --- |"]
    for kept in KEPT:
        period = "no end set here" if kept.period is None else _words(kept.period)
        tables = ", ".join(f"`{name}`" for name in kept.tables)
        lines.append(f"| {kept.what} | {tables} | {period} | {kept.clock} time | {kept.then} | {kept.ground} |")
    return "\n".join(lines)


def _words(period: timedelta) -> str:
    hours = int(period.total_seconds()) // 3600
    return f"{hours // 24} days" if hours > 24 else f"{hours} hours"  # noqa: PLR2004 - a day in hours
