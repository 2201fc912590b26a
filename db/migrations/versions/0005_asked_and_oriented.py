"""Helicopters are asked, crews say why they refuse, and the search for who sees a patient is kept with its decision.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("missions", sa.Column("asked", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("missions", sa.Column("receipt_reason", sa.Text(), nullable=True))
    op.add_column("decisions", sa.Column("orientation", JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("decisions", "orientation")
    op.drop_column("missions", "receipt_reason")
    op.drop_column("missions", "asked")
