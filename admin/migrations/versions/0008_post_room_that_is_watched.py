"""post-room that is watched"""

from alembic import op
import sqlalchemy as sa
import knowledge.database

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mail_trouble',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('mailbox', 'smtp', 'brake', name='troublekind', native_enum=False, length=40), nullable=False),
    sa.Column('about', sa.String(length=60), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('began_at', knowledge.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column('told_at', knowledge.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_at', knowledge.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column('end_told_at', knowledge.database.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_trouble'))
    )
    op.create_index('ix_mail_trouble_began_at', 'mail_trouble', ['began_at'], unique=False)
    op.create_index('uq_mail_trouble_open', 'mail_trouble', ['kind', 'about'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    with op.batch_alter_table('mailbox_progress') as batch:
        batch.add_column(sa.Column('leased_by', sa.String(length=60), server_default='', nullable=False))
        batch.add_column(sa.Column('leased_until', knowledge.database.UtcDateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column('reconciled_at', knowledge.database.UtcDateTime(timezone=True), nullable=True))
    with op.batch_alter_table('outbox_mail') as batch:
        batch.add_column(sa.Column('looked_for_at', knowledge.database.UtcDateTime(timezone=True), nullable=True))
        batch.alter_column('case_id', existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM outbox_mail WHERE case_id IS NULL")
    with op.batch_alter_table('outbox_mail') as batch:
        batch.alter_column('case_id', existing_type=sa.Integer(), nullable=False)
        batch.drop_column('looked_for_at')
    with op.batch_alter_table('mailbox_progress') as batch:
        batch.drop_column('reconciled_at')
        batch.drop_column('leased_until')
        batch.drop_column('leased_by')
    op.drop_table('mail_trouble')
