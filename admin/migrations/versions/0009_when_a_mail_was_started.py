"""when a mail was started"""

from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_outbox_mail_started', 'outbox_mail', ['started_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_outbox_mail_started', table_name='outbox_mail')
