"""staff: whether somebody wants the month's figures by mail"""

from alembic import op
import sqlalchemy as sa

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('staff_member', sa.Column('monthly_letter', sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column('staff_member', 'monthly_letter')
