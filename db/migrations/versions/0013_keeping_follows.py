"""A legal hold and the mark of a copied trail follow their case to another centre.

Revision: 0013, after 0012
"""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    for table, column, parent in (("legal_holds", "case_id", "cases"), ("mission_trails", "mission_id", "missions")):
        op.drop_constraint(op.f(f"{table}_centre_id_fkey"), table)
        op.drop_constraint(op.f(f"{table}_{column}_fkey"), table)
        op.create_foreign_key(
            op.f(f"{table}_{column}_fkey"),
            table,
            parent,
            [column, "centre_id"],
            ["id", "centre_id"],
            onupdate="CASCADE",
        )


def downgrade() -> None:
    for table, column, parent in (("legal_holds", "case_id", "cases"), ("mission_trails", "mission_id", "missions")):
        op.drop_constraint(op.f(f"{table}_{column}_fkey"), table)
        op.create_foreign_key(op.f(f"{table}_{column}_fkey"), table, parent, [column], ["id"])
        op.create_foreign_key(op.f(f"{table}_centre_id_fkey"), table, "centres", ["centre_id"], ["id"])
