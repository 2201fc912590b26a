"""The whole region: sectors and their garde, communes with outlines and postal codes, what facilities can do.

Revision: 0003, after 0002
"""

import geoalchemy2
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

FACILITY_KINDS = "kind IN ('EMERGENCY', 'HOSPITAL', 'SMUR', 'DUTY_PRACTICE', 'FIRE_STATION')"


def upgrade() -> None:
    op.create_table(
        "sectors",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department_code", sa.Text(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("day_lines", sa.BigInteger(), nullable=False),
        sa.Column("night_lines", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("sectors_centre_id_fkey")),
        sa.PrimaryKeyConstraint("code", name=op.f("sectors_pkey")),
    )
    op.drop_constraint(op.f("organisations_kind_check"), "organisations")
    op.create_check_constraint(
        op.f("organisations_kind_check"), "organisations", "kind IN ('HOSPITAL', 'TSU', 'SIS', 'LIBERAL')"
    )

    op.drop_constraint(op.f("facilities_kind_check"), "facilities")
    op.execute("UPDATE facilities SET kind = 'FIRE_STATION' WHERE kind = 'BASE'")
    op.create_check_constraint(op.f("facilities_kind_check"), "facilities", FACILITY_KINDS)
    op.add_column("facilities", sa.Column("organisation_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("facilities_organisation_id_fkey"), "facilities", "organisations", ["organisation_id"], ["id"]
    )
    op.add_column("facilities", sa.Column("abilities", sa.ARRAY(sa.Text()), server_default="{}", nullable=False))

    op.add_column("communes", sa.Column("sector_code", sa.Text(), nullable=True))
    op.create_foreign_key(op.f("communes_sector_code_fkey"), "communes", "sectors", ["sector_code"], ["code"])
    op.add_column("communes", sa.Column("postal_codes", sa.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("communes", sa.Column("is_coastal", sa.Boolean(), server_default="false", nullable=False))
    op.add_column(
        "communes",
        sa.Column(
            "outline",
            geoalchemy2.types.Geometry(geometry_type="GEOMETRY", srid=4326, spatial_index=False),
            nullable=True,
        ),
    )
    op.create_index("communes_outline_idx", "communes", ["outline"], postgresql_using="gist")

    op.add_column("vehicles", sa.Column("sector_code", sa.Text(), nullable=True))
    op.create_foreign_key(op.f("vehicles_sector_code_fkey"), "vehicles", "sectors", ["sector_code"], ["code"])
    op.create_table(
        "garde_shifts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sector_code", sa.Text(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("to_at > from_at", name=op.f("garde_shifts_order_check")),
        sa.CheckConstraint("line >= 1", name=op.f("garde_shifts_line_check")),
        sa.ForeignKeyConstraint(["sector_code"], ["sectors.code"], name=op.f("garde_shifts_sector_code_fkey")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("garde_shifts_vehicle_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("garde_shifts_pkey")),
        sa.UniqueConstraint("sector_code", "line", "from_at", name=op.f("garde_shifts_sector_code_line_from_at_key")),
    )
    op.execute("GRANT SELECT ON sectors, garde_shifts TO rramu_api, rramu_worker, rramu_tracker")
    op.execute("GRANT INSERT, UPDATE ON sectors TO rramu_worker")
    op.execute("GRANT INSERT, UPDATE ON garde_shifts TO rramu_api")


def downgrade() -> None:
    op.drop_table("garde_shifts")
    op.drop_column("vehicles", "sector_code")
    op.drop_index("communes_outline_idx", "communes")
    for column in ("outline", "is_coastal", "postal_codes", "sector_code"):
        op.drop_column("communes", column)
    for column in ("abilities", "organisation_id"):
        op.drop_column("facilities", column)
    op.drop_table("sectors")
    # The wider kinds stay: rows may have them.
