"""last week of mails"""

from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_inbound_mail_fetched', 'inbound_mail', ['fetched_at', 'state', 'reason'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_inbound_mail_fetched', table_name='inbound_mail')
