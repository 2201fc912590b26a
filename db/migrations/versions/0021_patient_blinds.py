"""Patients have a birth date and are found by blind index; a walk over stored values says which columns it went over.

Revision: 0021, after 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

MINE = "centre_id = ANY ((SELECT rramu_centres())::uuid[])"
SHARED = "EXISTS (SELECT FROM cases c WHERE c.id = patient_blinds.case_id)"
POLICIES = (
    "owner ON patient_blinds TO rramu_owner USING (true) WITH CHECK (true)",
    f"centre_works ON patient_blinds TO rramu_worker USING ({MINE}) WITH CHECK ({MINE})",
    f"centre_reads ON patient_blinds FOR SELECT TO rramu_api USING ({MINE} OR {SHARED})",
    f"centre_adds ON patient_blinds FOR INSERT TO rramu_api WITH CHECK ({MINE})",
    f"centre_hands_over ON patient_blinds FOR UPDATE TO rramu_api USING ({MINE}) WITH CHECK ({MINE})",
    f"centre_removes ON patient_blinds FOR DELETE TO rramu_api USING ({MINE})",
)


def upgrade() -> None:
    op.add_column("patients", sa.Column("birth_date", sa.Text(), nullable=True))
    op.add_column("patients", sa.Column("indexed_under", sa.Text(), nullable=True))
    op.add_column("rekeyings", sa.Column("covered", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.create_table(
        "patient_blinds",
        sa.Column("blind", sa.LargeBinary(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("patient_blinds_patient_id_fkey")),
        sa.PrimaryKeyConstraint("blind", "patient_id", name=op.f("patient_blinds_pkey")),
    )
    op.create_index("patient_blinds_case_id_idx", "patient_blinds", ["case_id"])
    op.execute("ALTER TABLE patient_blinds ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE patient_blinds FORCE ROW LEVEL SECURITY")
    for policy in POLICIES:
        op.execute(f"CREATE POLICY {policy}")
    op.execute("GRANT SELECT, INSERT, DELETE, UPDATE (centre_id) ON patient_blinds TO rramu_api, rramu_worker")


def downgrade() -> None:
    """Go back without the index. Birth dates typed meanwhile go with it."""
    op.drop_table("patient_blinds")
    op.drop_column("rekeyings", "covered")
    op.drop_column("patients", "indexed_under")
    op.drop_column("patients", "birth_date")
