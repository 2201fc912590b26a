"""When a mission's destination was chosen, and when that service said that it has seen who comes.

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

COLUMNS = ("destination_at", "destination_seen_at")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("missions", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("missions", name)
