"""language of a message"""

from alembic import op
import sqlalchemy as sa

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('message', sa.Column('language', sa.String(length=3), server_default='sv', nullable=False))


def downgrade() -> None:
    op.drop_column('message', 'language')
