"""A fix keeps when it was sent and when it was stored, in milliseconds from its reception: eight bytes a row, where two instants are sixteen.

Revision: 0027, after 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column("positions", sa.Column("sent_ms", sa.Integer(), nullable=True))
    op.add_column("positions", sa.Column("stored_ms", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("positions", "stored_ms")
    op.drop_column("positions", "sent_ms")
